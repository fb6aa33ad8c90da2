"""Writes docs/triggers.md: what people read of the triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.catalog.checks import list_fields
from sidecar.catalog.markdown import format_json, name_type, write_row
from sidecar.catalog.registry import TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.spec import Field, Filter, Trigger

INTRODUCTION = """# Triggers

Generated from the catalog by `make catalog`.

A filter is set when a Zap is switched on; an event is delivered if it meets all of them.
A filter that takes several values is met by each of them.
How another plugin says that something happened stands in [Report an event](report-an-event.md).
"""


def export_reference() -> str:
    """Return docs/triggers.md: each trigger with its fields, filters, a sample, and how it is reported."""
    return INTRODUCTION + "".join(part for trigger in TRIGGERS.values() for part in _describe(trigger))


def _describe(trigger: Trigger) -> Iterator[str]:
    yield f"\n## {trigger.label} (`{trigger.key}`)\n\n{trigger.description}\n"
    yield "\n| Field | Type | Meaning |\n| --- | --- | --- |\n"
    fields = list_fields(trigger.fields)
    yield from (write_row(f"`{path}`", name_type(field), field.help) for path, field in fields)
    if trigger.filters:
        yield "\n| Filter | Type | Meaning |\n| --- | --- | --- |\n"
        yield from (write_row(f"`{item.key}`", item.type, _explain(item)) for item in trigger.filters)
    yield f"\n```json\n{format_json(trigger.sample())}\n```\n"
    if trigger.reported:
        yield from _describe_report(trigger)


def _describe_report(trigger: Trigger) -> Iterator[str]:
    name = trigger.key.replace("_", "-")
    yield f"\nHow to report it: `POST …/zapier/trigger/{name}` with any of these, and `booking_id`"
    yield " if it belongs to a booking.\n"
    yield f"\n```json\n{format_json({'booking_id': 57} | _example(trigger.reported))}\n```\n"
    call = f"do_action( 'bookingx_zapier_trigger', '{name}', array( 'booking_id' => 57, … ) );"
    yield f"\n```php\n{call}\n```\n"
    required = [f"`{field.key}`" for field in trigger.reported if not field.nullable]
    if required:
        yield f"\nRequired: {', '.join(required)}.\n"


def _explain(item: Filter) -> str:
    choices = f" One of {', '.join(item.choices)}." if item.choices else ""
    bounds = "" if item.minimum is None else f" From {item.minimum} to {item.maximum}."
    return ("Required. " if item.required else "") + item.help + choices + bounds


def _example(fields: tuple[Field, ...]) -> dict[str, object]:
    return {field.key: field.example for field in fields if field.example is not None}
