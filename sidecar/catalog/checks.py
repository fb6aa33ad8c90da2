"""Refuses a declaration that Zapier would refuse, or that contradicts itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sidecar.catalog.option_lists import LIST_KEYS
from sidecar.catalog.text_checks import check_help, check_length, check_noun
from sidecar.choice_labels import SMALL_WORDS
from sidecar.errors import SetupError
from sidecar.spec import FieldType, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.spec import Field, Filter, Trigger

DESCRIPTION = re.compile(r"Triggers when [^.]+\.")
OWN_NAMES = ("bookingx", "zapier", "trigger")
COUNTABLE = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY})
COMPARABLE = COUNTABLE | {FieldType.STRING, FieldType.BOOLEAN}


def check_trigger(trigger: Trigger, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `triggers/<module>.py`."""
    faults = [
        *_check_names(trigger, module),
        *_check_texts(trigger),
        *_check_fields(trigger),
        *_check_filters(trigger),
        *_check_reported(trigger),
    ]
    if faults:
        raise SetupError(f"triggers/{module}.py: " + " ".join(faults))


def is_title_case(label: str) -> bool:
    """Whether each word has a capital, as Zapier asks (check D018); small words need none."""
    words = label.split()
    if not words or not words[0][0].isupper():
        return False
    return all(word[0].isupper() or word in SMALL_WORDS for word in words)


def names_a_thing(key: str) -> bool:
    """Whether a key is that of an ID, or of several, which people cannot be asked to type in."""
    return key.endswith(("_id", "_ids"))


def list_fields(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every field with its path in the payload; `[]` stands for the items of a list."""
    for field in fields:
        path = prefix + field.key
        yield path, field
        yield from list_fields(field.children, path + ("[]." if field.type is FieldType.LIST else "."))


def _check_names(trigger: Trigger, module: str) -> Iterator[str]:
    if trigger.key != module:
        yield f"It declares the key {trigger.key!r}: name the file after the key."
    if not DESCRIPTION.fullmatch(trigger.description):
        yield 'The description must read "Triggers when … ." (Zapier check D021).'
    if any(name in trigger.description.lower() for name in OWN_NAMES[:2]):
        yield "The description must not name the product."
    if any(name in trigger.label.lower() for name in OWN_NAMES):
        yield "The label must not name the product, nor say that it is a trigger."
    labels = [trigger.label, trigger.noun, *(item.label for item in trigger.filters)]
    labels += [field.label for _, field in list_fields(trigger.fields)]
    for label in labels:
        if not is_title_case(label):
            yield f"The label {label!r} is not in Title Case (Zapier check D018)."


def _check_texts(trigger: Trigger) -> Iterator[str]:
    yield from check_length(trigger.label)
    yield from check_noun(trigger.noun)
    yield from check_field_texts((*trigger.fields, *trigger.reported))
    for item in trigger.filters:
        yield from check_help(f"The filter {item.key}", item.label, item.help)


def check_field_texts(fields: Iterable[Field]) -> Iterator[str]:
    """Yield what is wrong with the labels and the help of fields and what is in them."""
    for path, field in list_fields(fields):
        yield from check_help(f"The field {path}", field.label, field.help)


def _check_fields(trigger: Trigger) -> Iterator[str]:
    keys = [field.key for field in trigger.fields]
    if len(keys) != len(set(keys)) or keys[:1] != ["id"]:
        yield "Field keys must be unique, the first one id."
    all_fields = dict(list_fields(trigger.fields))
    for path, field in all_fields.items():
        if (field.type is FieldType.LIST and not field.children) != (field.items is not None):
            yield f"The field {path} needs items if it is a list without children, and only then."
    for path in trigger.examples:
        if path not in all_fields:
            yield f"The example {path!r} is for no field."


def _check_filters(trigger: Trigger) -> Iterator[str]:
    keys = [item.key for item in trigger.filters]
    if len(keys) != len(set(keys)):
        yield "Filter keys must be unique."
    for item in trigger.filters:
        if not set(item.depends_on) <= set(keys) - {item.key}:
            yield f"The filter {item.key} depends on filters that are not there."
    paths = {path.replace("[].", "."): field for path, field in list_fields(trigger.fields)}
    for item in trigger.filters:
        yield from _check_filter(item, paths.get(item.path))


def _check_filter(item: Filter, field: Field | None) -> Iterator[str]:
    """Say what is wrong with a filter; `field` is what stands at its path."""
    if field is None:
        yield f"The filter {item.key} has the path {item.path!r}, which is no field."
    elif field.type is not item.type or item.type not in COMPARABLE:
        yield f"The filter {item.key} is of the type {item.type}, its field {item.path} of {field.type}."
    if item.match is Match.AT_LEAST and item.type not in COUNTABLE:
        yield f"The filter {item.key} compares what has no order: {item.type}."
    if item.choices and item.type is not FieldType.STRING:
        yield f"The filter {item.key} has choices, which only a string can have."
    if item.choices and item.example not in item.choices:
        yield f"The filter {item.key} has an example that is none of its choices."
    if item.options and (item.options not in LIST_KEYS or item.choices):
        known = ", ".join(sorted(LIST_KEYS))
        yield f"The filter {item.key} has options, which must be one of {known}, or choices."
    if names_a_thing(item.key) and not item.options:
        yield f"The filter {item.key} takes an ID: name the list (options) it is from (Zapier check D004)."
    if (item.minimum, item.maximum) != (None, None) and item.type is not FieldType.INTEGER:
        yield f"The filter {item.key} has bounds, which only an integer can have."
    if item.required and item.example is None:
        yield f"The filter {item.key} is required: give it an example."


def _check_reported(trigger: Trigger) -> Iterator[str]:
    keys = [field.key for field in trigger.reported]
    if len(keys) != len(set(keys)):
        yield "Keys of reported fields must be unique."
    told = {field.source for _, field in list_fields(trigger.fields) if isinstance(field.source, str)}
    for field in trigger.reported:
        if field.source != f"details.{field.key}":
            yield f"The reported field {field.key} must have the source details.{field.key}."
        elif field.source not in told:
            yield f"The reported field {field.key} stands in no field of the payload."
