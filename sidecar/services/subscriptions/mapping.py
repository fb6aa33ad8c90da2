"""Shapes a payload as a subscription wants it: fields left out, and fields under other names.

Pure. Paths are those of the trigger's fields, joined by dots (`customer.email`); they always mean the payload
before any of it is changed. A path into a list (`extras.name`) means each of its items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sidecar.errors import FieldFault
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sidecar.spec import Field, Trigger

Path = tuple[str, ...]

FIXED = frozenset({"id", "event_id", "event"})
"""By these Zapier and its users tell events apart; no mapping touches them."""
NEW_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True)
class FieldMapping:
    """What to leave out, by path, and what to rename: the path, and the new key that takes its place."""

    drop: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.drop or self.rename)


@dataclass
class Shape:
    """What becomes of the keys of one object: a mapping that is split into paths, level by level."""

    drop: set[str] = field(default_factory=set)
    rename: dict[str, str] = field(default_factory=dict)
    below: dict[str, Shape] = field(default_factory=dict)


def check_mapping(trigger: Trigger, mapping: FieldMapping) -> list[FieldFault]:
    """Return everything that is wrong with a mapping of a trigger's fields."""
    checker = _Checker(trigger, mapping)
    faults = [
        FieldFault("field_mapping.drop", problem)
        for path in mapping.drop
        for problem in checker.check_path(path)
    ]
    return faults + [
        FieldFault(f"field_mapping.rename.{path}", problem, is_known=False)
        for path, name in mapping.rename.items()
        for problem in checker.check_path(path) or checker.check_rename(path, name)
    ]


def read_shape(trigger: Trigger, mapping: FieldMapping) -> Shape:
    """Return a checked mapping as `apply` needs it; a path that the trigger no longer has changes nothing."""
    shape = Shape()
    for path in mapping.drop:
        if keys := _split(trigger, path):
            _descend(shape, keys[:-1]).drop.add(keys[-1])
    for path, name in mapping.rename.items():
        if keys := _split(trigger, path):
            _descend(shape, keys[:-1]).rename[keys[-1]] = name
    return shape


def apply(shape: Shape, value: Any) -> Any:
    """Return a payload in its new shape; keys keep their order, a new name stands where the old one stood.

    Where a map holds the new name already, as its keys are not known before, the renamed value counts.
    """
    if isinstance(value, list):
        return [apply(shape, item) for item in value]
    if not isinstance(value, dict):
        return value
    taken = {name for key, name in shape.rename.items() if key in value}
    shaped = {}
    for key, item in value.items():
        if key in shape.drop or (key in taken and key not in shape.rename):
            continue
        below = shape.below.get(key)
        shaped[shape.rename.get(key, key)] = item if below is None else apply(below, item)
    return shaped


def _descend(shape: Shape, keys: Sequence[str]) -> Shape:
    for key in keys:
        shape = shape.below.setdefault(key, Shape())
    return shape


class _Checker:
    """Says what is wrong with a mapping's paths and names."""

    def __init__(self, trigger: Trigger, mapping: FieldMapping) -> None:
        self.trigger = trigger
        self.dropped = {_split(trigger, path) for path in mapping.drop}
        self.renamed = [(_split(trigger, path), name) for path, name in mapping.rename.items()]

    def check_path(self, path: str) -> list[str]:
        if path in FIXED:
            return [f"{path} stays as it is: Zapier tells events apart by it."]
        if _split(self.trigger, path) is None:
            return [f"{path!r} is not a field of {self.trigger.key}. GET /v1/triggers lists its fields."]
        return []

    def check_rename(self, path: str, name: str) -> Iterator[str]:
        keys = _split(self.trigger, path) or ()
        if not NEW_NAME.fullmatch(name):
            yield (
                f"{name!r} cannot be a field's name. "
                "Use 1 to 100 letters, digits and underscores, no digit first."
            )
        if any(keys[:length] in self.dropped for length in range(1, len(keys) + 1)):
            yield "It is also dropped. Drop it, or rename it."
        if [other for other, _ in self.renamed].count(keys) > 1:
            yield "It is renamed twice."
        elif name in self._list_neighbours(keys):
            yield f"There is a field {name!r} beside it already. Choose another name, or rename that, too."

    def _list_neighbours(self, keys: Path) -> set[str]:
        """Return the names that stand beside a renamed field in the end."""
        above = keys[:-1]
        renamed = {other: name for other, name in self.renamed if other and other[:-1] == above}
        kept = {(*above, key) for key in _list_keys(self.trigger, above)} - self.dropped - renamed.keys()
        return {key[-1] for key in kept} | {name for other, name in renamed.items() if other != keys}


def _list_keys(trigger: Trigger, path: Path) -> list[str]:
    fields = trigger.fields
    for key in path:
        fields = next((item.children for item in fields if item.key == key), ())
    return [item.key for item in fields]


def _split(trigger: Trigger, path: str) -> Path | None:
    """Return the keys of a path, None where no field has it; what is in a map is one key, dots and all."""
    return _walk(trigger.fields, path.replace("[].", "."))


def _walk(fields: Sequence[Field], path: str) -> Path | None:
    key, dot, rest = path.partition(".")
    found = next((item for item in fields if item.key == key), None)
    if found is None or (dot and not rest):
        return None
    if not rest:
        return (key,)
    if found.type is FieldType.MAP:
        return (key, rest)
    below = _walk(found.children, rest)
    return None if below is None else (key, *below)
