"""Describes the fields of payloads, answers and results as data, for catalog.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sidecar.spec import Field


def describe_field(field: Field) -> dict[str, Any]:
    """Return a field as data, with its children."""
    described = {
        "key": field.key,
        "type": str(field.type),
        "label": field.label,
        "help": field.help,
        "nullable": field.nullable,
    }
    if field.children:
        described["children"] = [describe_field(child) for child in field.children]
    if field.items:
        described["items"] = str(field.items)
    return described
