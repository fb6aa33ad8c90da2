"""Describes actions, searches and lists as data, for catalog.json."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sidecar.catalog.field_listing import describe_field
from sidecar.catalog.option_lists import map_narrowing
from sidecar.catalog.registry import LISTS
from sidecar.choice_labels import label_choices
from sidecar.inputs.external_id import list_inputs
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.action_spec import Action, Input, OptionList, Search


def describe_action(action: Action) -> dict[str, Any]:
    """Return an action as data."""
    return {
        "key": action.key,
        "aliases": list(action.aliases),
        "creates": action.creates,
        "label": action.label,
        "noun": action.noun,
        "description": action.description,
        "role": str(action.role),
        "each": action.each or None,
        "inputs": describe_inputs(list_inputs(action)),
        "fields": [describe_field(field) for field in action.fields],
        "sample": action.sample(),
    }


def describe_search(search: Search) -> dict[str, Any]:
    """Return a search as data; the sample is one result."""
    return {
        "key": search.key,
        "label": search.label,
        "noun": search.noun,
        "description": search.description,
        "role": str(search.role),
        "inputs": describe_inputs(search.inputs),
        "fields": [describe_field(field) for field in search.fields],
        "sample": search.sample(),
    }


def describe_list(found: OptionList) -> dict[str, Any]:
    """Return a list of choices as data."""
    return {
        "key": found.key,
        "label": found.label,
        "description": found.description,
        "inputs": describe_inputs(found.inputs),
    }


def describe_inputs(inputs: Sequence[Input]) -> list[dict[str, Any]]:
    """Return inputs as data; bounds that say nothing of a type are null."""
    return [_describe_input(item, inputs) for item in inputs]


def _describe_input(item: Input, siblings: Sequence[Input]) -> dict[str, Any]:
    is_text = item.type is FieldType.STRING and not item.choices
    has_items = item.is_list or item.type is FieldType.LIST
    described: dict[str, Any] = {
        "key": item.key,
        "type": str(item.type),
        "label": item.label,
        "help": item.help,
        "required": item.required,
        "is_list": item.is_list,
        "choices": list(item.choices),
        "choice_labels": label_choices(item.choices),
        "options": item.options or None,
        "depends_on": list(item.depends_on),
        "narrowed_by": map_narrowing(item, siblings, LISTS),
        "minimum": _plain(item.minimum),
        "maximum": _plain(item.maximum),
        "max_length": item.max_length if is_text else None,
        "max_items": item.max_items if has_items else None,
        "format": None if item.format is None else str(item.format),
        "default": _plain(item.default),
        "example": _plain(item.example),
    }
    if item.children:
        described["children"] = describe_inputs(item.children)
    return described


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: an amount is text."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else value
