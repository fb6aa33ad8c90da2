"""Writes the catalog as data: catalog.json, which schema/catalog.schema.json describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.catalog.action_listing import describe_action, describe_list, describe_search
from sidecar.catalog.field_listing import describe_field
from sidecar.catalog.option_lists import map_narrowing
from sidecar.catalog.registry import ACTIONS, LISTS, SEARCHES, TRIGGERS
from sidecar.catalog.template_listing import export_templates
from sidecar.choice_labels import label_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Search
    from sidecar.spec import Filter, Trigger

VERSION = 1
"""Of the shape of catalog.json, for its readers."""


def export(triggers: Mapping[str, Trigger] = TRIGGERS) -> dict[str, Any]:
    """Return the catalog as data; a site may have triggers with fields of its own."""
    return {
        "version": VERSION,
        "triggers": [describe_trigger(trigger) for trigger in triggers.values()],
        "actions": export_actions(),
        "searches": export_searches(),
        "lists": export_lists(),
        "zap_templates": export_templates(),
    }


def export_actions() -> list[dict[str, Any]]:
    """Return the actions as data."""
    return [describe_action(action) for action in ACTIONS.values()]


def export_searches(searches: Mapping[str, Search] = SEARCHES) -> list[dict[str, Any]]:
    """Return the searches as data; a site may have some with fields of its own."""
    return [describe_search(search) for search in searches.values()]


def export_lists() -> list[dict[str, Any]]:
    """Return the lists of choices as data."""
    return [describe_list(found) for found in LISTS.values()]


def export_json() -> str:
    """Return catalog.json's text."""
    return msgspec.json.format(msgspec.json.encode(export()), indent=2).decode() + "\n"


def describe_trigger(trigger: Trigger) -> dict[str, Any]:
    """Return a trigger as data."""
    return {
        "key": trigger.key,
        "zapier_key": trigger.zapier_key,
        "label": trigger.label,
        "noun": trigger.noun,
        "description": trigger.description,
        "is_timed": trigger.is_timed,
        "fields": [describe_field(field) for field in trigger.fields],
        "filters": [_describe_filter(item, trigger) for item in trigger.filters],
        "reported": [describe_field(field) for field in trigger.reported],
        "sample": trigger.sample(),
    }


def _describe_filter(item: Filter, trigger: Trigger) -> dict[str, Any]:
    return {
        "key": item.key,
        "type": str(item.type),
        "label": item.label,
        "help": item.help,
        "path": item.path,
        "match": str(item.match),
        "choices": list(item.choices),
        "choice_labels": label_choices(item.choices),
        "options": item.options or None,
        "depends_on": list(item.depends_on),
        "narrowed_by": map_narrowing(item, trigger.filters, LISTS),
        "minimum": item.minimum,
        "maximum": item.maximum,
        "required": item.required,
        "example": item.example,
    }
