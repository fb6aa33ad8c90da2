"""Refuses an action, a search or a list that Zapier would refuse, or that contradicts itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sidecar.catalog.checks import check_field_texts, is_title_case, list_fields
from sidecar.catalog.input_checks import check_inputs
from sidecar.catalog.text_checks import check_description, check_length, check_noun
from sidecar.errors import SetupError
from sidecar.inputs.external_id import EXTERNAL_ID
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sidecar.action_spec import Action, OptionList, Search
    from sidecar.spec import Field

KEY = re.compile(r"[a-z][a-z0-9_]{1,40}")
"""The activity log's kind is `action_` and the key: 50 characters."""
OWN_NAMES = ("bookingx", "zapier")


def check_action(action: Action, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `actions/<module>.py`."""
    keys = [item.key for item in action.inputs]
    faults = [*_check_texts(action, module), *_check_fields(action.fields), *check_inputs(action.inputs)]
    if EXTERNAL_ID.key in keys:
        faults.append("Every action takes external_id: it need not be declared.")
    if (action.run is None) == (not action.each):
        faults.append("It needs either run or each.")
    _raise("actions", module, faults)


def check_search(search: Search, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `searches/<module>.py`."""
    faults = [*_check_texts(search, module), *_check_fields(search.fields), *check_inputs(search.inputs)]
    _raise("searches", module, faults)


def check_list(found: OptionList, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `lists/<module>.py`."""
    faults = [*_check_key(found.key, module), *_check_text(found.label, found.description)]
    _raise("lists", module, [*faults, *check_inputs(found.inputs)])


def check_names(actions: Mapping[str, Action]) -> None:
    """Raise SetupError where two actions have one name, or `each` names none that can take the rows."""
    names = [name for action in actions.values() for name in (action.key, *action.aliases)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise SetupError(f"actions: Two have the name {name!r}: keys and aliases must be unique.")
    for action in actions.values():
        if action.each:
            _raise("actions", action.key, [*_check_each(action, actions)])


def _check_each(action: Action, actions: Mapping[str, Action]) -> Iterator[str]:
    inner = actions.get(action.each)
    if inner is None or inner.each:
        yield f"each names {action.each!r}, which is no action that does one thing."
        return
    lists = [item for item in action.inputs if item.type is FieldType.LIST]
    if len(lists) != 1:
        yield "With each there must be exactly one input of the type LIST."
        return
    taken = {item.key for item in (*inner.inputs, EXTERNAL_ID)}
    shared = {item.key for item in action.inputs if item is not lists[0]}
    for key in sorted(({item.key for item in lists[0].children} | shared) - taken):
        yield f"The input {key} is none of {inner.key}."


def _check_texts(declared: Action | Search, module: str) -> Iterator[str]:
    yield from _check_key(declared.key, module)
    yield from _check_text(declared.label, declared.description)
    yield from _check_no_name(declared.label, declared.description)
    yield from check_description(declared.label, declared.description)
    yield from check_noun(declared.noun)
    if not is_title_case(declared.noun):
        yield f"The noun {declared.noun!r} is not in Title Case (Zapier check D018)."


def _check_key(key: str, module: str) -> Iterator[str]:
    if key != module:
        yield f"It declares the key {key!r}: name the file after the key."
    if not KEY.fullmatch(key):
        yield f"The key {key!r} must be a word of lower case letters, at most 41."


def _check_text(label: str, description: str) -> Iterator[str]:
    yield from check_length(label)
    if not is_title_case(label):
        yield f"The label {label!r} is not in Title Case (Zapier check D018)."
    if not description.endswith("."):
        yield "The description must end with a period."


def _check_no_name(label: str, description: str) -> Iterator[str]:
    if any(name in (label + description).lower() for name in OWN_NAMES):
        yield "Neither label nor description may name the product."


def _check_fields(fields: Sequence[Field]) -> Iterator[str]:
    keys = [field.key for field in fields]
    if len(keys) != len(set(keys)):
        yield "Field keys must be unique."
    yield from check_field_texts(fields)
    for path, field in list_fields(fields):
        if not is_title_case(field.label):
            yield f"The label {field.label!r} of the field {path} is not in Title Case (Zapier check D018)."


def _raise(package: str, module: str, faults: Collection[str]) -> None:
    if faults:
        raise SetupError(f"{package}/{module}.py: " + " ".join(faults))
