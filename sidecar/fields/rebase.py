"""Makes variants of field groups: for events that may have no record, and for the record before a change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sidecar.spec import Event, Field

RECORD = "record."
BEFORE = "change.before."
ALWAYS_THERE = frozenset({FieldType.OBJECT, FieldType.LIST})
"""An object's children are null instead of it; a list is empty."""


def optional(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return a record's fields for a trigger whose events may have no record: each is null or empty then."""
    return tuple(_optional(field) for field in fields)


def of_before(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return a record's fields as readings of the record before the change; null where there was none."""
    return tuple(_of_before(field) for field in fields)


def _optional(field: Field) -> Field:
    children = optional(field.children) if field.type is FieldType.OBJECT else field.children
    source = field.source if isinstance(field.source, str) else _unless_missing(field.source)
    nullable = field.nullable or field.type not in ALWAYS_THERE
    return replace(field, source=source, nullable=nullable, children=children)


def _unless_missing(read: Callable[[Any], Any]) -> Callable[[Event[Any]], Any]:
    return lambda event: None if event.record is None else read(event)


def _of_before(field: Field) -> Field:
    if field.type is FieldType.OBJECT:
        return replace(field, children=of_before(field.children))
    if not isinstance(field.source, str):
        return _optional(replace(field, source=_from_before(field.source)))
    return _optional(replace(field, source=BEFORE + field.source.removeprefix(RECORD)))


def _from_before(read: Callable[[Any], Any]) -> Callable[[Event[Any]], Any]:
    """Let a function read from an event as it would have been before the change."""

    def read_before(event: Event[Any]) -> Any:
        before = event.change.before
        return None if before is None else read(replace(event, change=replace(event.change, after=before)))

    return read_before
