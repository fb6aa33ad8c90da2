"""Says what is wrong with the inputs of an action, a search or a list."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sidecar.catalog.checks import COUNTABLE, is_title_case, names_a_thing
from sidecar.catalog.option_lists import LIST_KEYS
from sidecar.catalog.text_checks import check_help
from sidecar.inputs.external_id import EXTERNAL_ID
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sidecar.action_spec import Input

READABLE = COUNTABLE | {
    FieldType.STRING,
    FieldType.BOOLEAN,
    FieldType.DATETIME,
    FieldType.DATE,
    FieldType.LIST,
}


def check_inputs(inputs: Sequence[Input], prefix: str = "") -> Iterator[str]:
    """Yield each fault of these inputs and of what is in them, in a sentence."""
    keys = [item.key for item in inputs]
    if len(keys) != len(set(keys)):
        yield "Keys of inputs must be unique."
    for item in inputs:
        name = prefix + item.key
        for fault in (*_check_texts(item), *_check_shape(item), *_check_choices(item), *_check_bounds(item)):
            yield f"The input {name} {fault}"
        yield from check_help(f"The input {name}", item.label, item.help)
        if not set(item.depends_on) <= set(keys) - {item.key}:
            yield f"The input {name} depends on inputs that are not there."
        yield from check_inputs(item.children, f"{name}.")


def _check_texts(item: Input) -> Iterator[str]:
    if not item.key.isidentifier() or not item.key.islower():
        yield "has a key that is no word of lower case letters."
    if not is_title_case(item.label):
        yield f"has the label {item.label!r}, which is not in Title Case (Zapier check D018)."


def _check_shape(item: Input) -> Iterator[str]:
    if item.type not in READABLE:
        yield f"has the type {item.type}, which nothing reads."
    if bool(item.children) != (item.type is FieldType.LIST):
        yield "must have children if it is a LIST, and only then."
    if item.is_list and item.type is FieldType.LIST:
        yield "is a LIST already: is_list is for values."
    if item.required and item.example is None and not item.children:
        yield "is required: give it an example."
    if item.required and item.default is not None:
        yield "is required, so its default says nothing."
    if item.format and item.type is not FieldType.STRING:
        yield "has a format, which only a STRING can have."


def _check_choices(item: Input) -> Iterator[str]:
    if item.choices and item.type is not FieldType.STRING:
        yield "has choices, which only a STRING can have."
    examples = item.example if isinstance(item.example, tuple) else (item.example,)
    if item.choices and item.example is not None and not set(examples) <= set(item.choices):
        yield "has an example that is none of its choices."
    defaults = item.default if isinstance(item.default, tuple) else (item.default,)
    if item.choices and item.default is not None and not set(defaults) <= set(item.choices):
        yield "has a default that is none of its choices."
    if item.options and item.options not in LIST_KEYS:
        yield f"has the options {item.options!r}, which is no list."
    if names_a_thing(item.key) and not item.options and item.key != EXTERNAL_ID.key:
        # the caller's own ID is excepted: no list of the site holds it
        yield "takes an ID: name the list (options) it is from (Zapier check D004)."
    if item.options and item.choices:
        yield "has options and choices: one of them."


def _check_bounds(item: Input) -> Iterator[str]:
    bounds = [bound for bound in (item.minimum, item.maximum) if bound is not None]
    if bounds and item.type not in COUNTABLE:
        yield "has bounds, which only a number can have."
    if bounds != sorted(bounds):
        yield "has a minimum above its maximum."
    if isinstance(item.example, int | Decimal) and not isinstance(item.example, bool):
        if item.minimum is not None and item.example < item.minimum:
            yield "has an example below its minimum."
        if item.maximum is not None and item.example > item.maximum:
            yield "has an example above its maximum."
