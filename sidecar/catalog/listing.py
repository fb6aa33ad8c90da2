"""Writes the catalog as data: catalog.json, which schema/catalog.schema.json describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.catalog.registry import TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.spec import Field, Filter, Trigger

VERSION = 1
"""Of the shape of catalog.json, for its readers."""


def export(triggers: Mapping[str, Trigger] = TRIGGERS) -> dict[str, Any]:
    """Return the catalog as data; a site may have triggers with fields of its own."""
    return {"version": VERSION, "triggers": [_describe(trigger) for trigger in triggers.values()]}


def export_json() -> str:
    """Return catalog.json's text."""
    return msgspec.json.format(msgspec.json.encode(export()), indent=2).decode() + "\n"


def _describe(trigger: Trigger) -> dict[str, Any]:
    return {
        "key": trigger.key,
        "zapier_key": trigger.zapier_key,
        "label": trigger.label,
        "noun": trigger.noun,
        "description": trigger.description,
        "is_timed": trigger.is_timed,
        "fields": [_describe_field(field) for field in trigger.fields],
        "filters": [_describe_filter(item) for item in trigger.filters],
        "reported": [_describe_field(field) for field in trigger.reported],
        "sample": trigger.sample(),
    }


def _describe_field(field: Field) -> dict[str, Any]:
    described = {
        "key": field.key,
        "type": str(field.type),
        "label": field.label,
        "help": field.help,
        "nullable": field.nullable,
    }
    if field.children:
        described["children"] = [_describe_field(child) for child in field.children]
    if field.items:
        described["items"] = str(field.items)
    return described


def _describe_filter(item: Filter) -> dict[str, Any]:
    return {
        "key": item.key,
        "type": str(item.type),
        "label": item.label,
        "help": item.help,
        "path": item.path,
        "match": str(item.match),
        "choices": list(item.choices),
        "options": item.options or None,
        "depends_on": list(item.depends_on),
        "minimum": item.minimum,
        "maximum": item.maximum,
        "required": item.required,
        "example": item.example,
    }
