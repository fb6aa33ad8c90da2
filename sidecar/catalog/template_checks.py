"""Refuses a Zap template that nobody could click together: it names what the catalog does not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sidecar.action_spec import Action, Search
from sidecar.catalog.checks import list_fields
from sidecar.errors import SetupError
from sidecar.inputs.external_id import list_inputs
from sidecar.spec import FieldType, Trigger
from sidecar.template_spec import OURS, find_references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.action_spec import Input
    from sidecar.spec import Field, Filter
    from sidecar.template_spec import FilterValue, Start, Step, ZapTemplate

VALUE_TYPES: dict[FieldType, type] = {
    FieldType.STRING: str,
    FieldType.MONEY: str,
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: bool,
}
"""What a filter's value in a template is, by the type of the filter."""


@dataclass(frozen=True)
class Offered:
    """What templates may be made of."""

    triggers: Mapping[str, Trigger]
    actions: Mapping[str, Action]
    searches: Mapping[str, Search]

    def find_step(self, key: str) -> Action | Search | None:
        """Return the action or the search of a key; None where there is neither."""
        return self.actions.get(key) or self.searches.get(key)

    def list_step_inputs(self, key: str) -> tuple[Input, ...]:
        """Return all inputs of an action or a search; none of what is not there."""
        found = self.find_step(key)
        if isinstance(found, Action):
            return list_inputs(found)
        return found.inputs if found else ()


def check_template(template: ZapTemplate, module: str, offered: Offered) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `zap_templates/<module>.py`."""
    faults = [*_check_texts(template, module), *_check_start(template.trigger, offered)]
    for number, step in enumerate(template.steps, 2):
        faults += [f"Step {number}{fault}" for fault in _check_step(step, offered)]
        faults += [f"Step {number}{fault}" for fault in _check_references(number, template, offered)]
    if faults:
        raise SetupError(f"zap_templates/{module}.py: " + " ".join(faults))


def _check_texts(template: ZapTemplate, module: str) -> Iterator[str]:
    if template.key != module:
        yield f"It declares the key {template.key!r}: name the file after the key."
    if not template.title[:1].isupper() or template.title.endswith("."):
        yield "The title must begin with a capital and end without a period."
    for name, text in (("description", template.description), ("audience", template.audience)):
        if not text[:1].isupper() or not text.endswith("."):
            yield f"The {name} must be a sentence."
    if not template.steps:
        yield "It has no steps."
    if not template.trigger.key and not any(step.key for step in template.steps):
        yield "Nothing in it is ours."


def _check_app(part: Start | Step) -> Iterator[str]:
    """Say what is wrong with whose a part is; it reads on after the part's name."""
    if part.key and (part.app != OURS or part.event):
        yield " is ours by its key, so it needs neither app nor event."
    if not part.key and (part.app == OURS or not part.event):
        yield " needs a key of ours, or the app and the event of another."


def _check_start(start: Start, offered: Offered) -> Iterator[str]:
    yield from (f"The trigger{fault}" for fault in _check_app(start))
    trigger = offered.triggers.get(start.key)
    if start.key and trigger is None:
        yield f"There is no trigger {start.key}."
    filters = {item.key: item for item in trigger.filters} if trigger else {}
    for key, value in start.filters.items():
        yield from _check_filter(key, value, filters.get(key))
    for key, item in filters.items():
        if item.required and key not in start.filters:
            yield f"The filter {key} is required."


def _check_filter(key: str, value: FilterValue, item: Filter | None) -> Iterator[str]:
    if item is None:
        yield f"The trigger has no filter {key}."
    elif type(value) is not VALUE_TYPES.get(item.type):
        yield f"The filter {key} takes a value of the type {item.type}."
    elif item.choices and value not in item.choices:
        yield f"The filter {key} has a value that is none of its choices."
    elif isinstance(value, int) and not _lies_between(value, item.minimum, item.maximum):
        yield f"The filter {key} has a value outside of its bounds."


def _lies_between(value: int, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or minimum <= value) and (maximum is None or value <= maximum)


def _check_step(step: Step, offered: Offered) -> Iterator[str]:
    """Say what is wrong with a step by itself; each reads on after the step's number."""
    yield from _check_app(step)
    if not step.key:
        return
    if offered.find_step(step.key) is None:
        yield f" has the key {step.key}, which is no action and no search."
        return
    inputs = {item.key: item for item in offered.list_step_inputs(step.key)}
    for key, text in step.fields.items():
        yield from _check_input(key, text, inputs.get(key))
    for key, item in inputs.items():
        if item.required and key not in step.fields:
            yield f" leaves out {key}, which is required."


def _check_input(key: str, text: str, item: Input | None) -> Iterator[str]:
    if item is None:
        yield f" fills {key}, which is no input of it."
    elif item.children:
        yield f" fills {key}, which is a list of rows: templates hold single values."
    elif not any(find_references(text)):
        if item.choices and text not in item.choices:
            yield f" gives {key} a value that is none of its choices."
        if item.type is FieldType.INTEGER and not text.isdecimal():
            yield f" gives {key} a value that is no number."


def _check_references(number: int, template: ZapTemplate, offered: Offered) -> Iterator[str]:
    """Say which fields of earlier steps a step names that are not there."""
    for text in template.steps[number - 2].fields.values():
        named = list(find_references(text))
        if len(named) != text.count("{{") or len(named) != text.count("}}"):
            yield f" has braces that are no reference such as {{{{1.id}}}}: {text!r}."
        for step, path in named:
            if not 1 <= step < number:
                yield f" refers to step {step}, which does not come before it."
            elif not _is_given(path, _list_given(template, step, offered)):
                yield f" refers to {path} of step {step}, which has no such field."


def _list_given(template: ZapTemplate, step: int, offered: Offered) -> tuple[Field, ...] | None:
    """Return the fields that a step of ours gives; None of another app's, or of what is not there."""
    if step == 1:
        trigger = offered.triggers.get(template.trigger.key)
        return trigger.fields if trigger else None
    found = offered.find_step(template.steps[step - 2].key)
    return found.fields if found else None


def _is_given(path: str, fields: tuple[Field, ...] | None) -> bool:
    if fields is None:
        return True
    return any(path == known and not field.children for known, field in list_fields(fields))
