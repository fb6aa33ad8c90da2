"""Writes docs/zap-templates.md: the Zap templates, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.catalog.markdown import write_row
from sidecar.catalog.template_listing import export_templates
from sidecar.template_spec import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """# Zap templates

Generated from the catalog by `make catalog`.

Ten Zaps that many sites want; wp-admin shows them under *BookingX for Zapier*, too.
Each is clicked together in Zapier's editor as it stands here: other apps may be replaced by those you use.
`1 → customer.email` is the field `customer.email` of step 1, which is the trigger.
"""


def export_templates_page() -> str:
    """Return docs/zap-templates.md: each template with its trigger, its steps and their fields."""
    return INTRODUCTION + "".join(part for template in export_templates() for part in _describe(template))


def _describe(template: dict[str, Any]) -> Iterator[str]:
    yield f"\n## {template['title']}\n\n{template['description']} {template['audience']}\n"
    yield f"\nStarts with: {_name(template['trigger'])}{_write_filters(template['trigger'])}.\n"
    for number, step in enumerate(template["steps"], 2):
        yield f"\nStep {number}: {_name(step)}.\n"
        yield "\n| Field | Value |\n| --- | --- |\n"
        yield from (write_row(_quote(name, step), _arrow(text)) for name, text in step["fields"].items())


def _name(part: dict[str, Any]) -> str:
    key = f" (`{part['key']}`)" if part["key"] else ""
    return f"{part['app']}, *{part['event']}*{key}"


def _write_filters(trigger: dict[str, Any]) -> str:
    filters = [f"`{key}` = {value}" for key, value in trigger["filters"].items()]
    return f", where {' and '.join(filters)}" if filters else ""


def _quote(name: str, step: dict[str, Any]) -> str:
    return f"`{name}`" if step["key"] else name


def _arrow(text: str) -> str:
    return REFERENCE.sub(r"`\g<step> → \g<path>`", text).replace("|", "\\|")
