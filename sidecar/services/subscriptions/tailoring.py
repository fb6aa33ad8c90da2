"""What one subscription gets of an event: nothing, its exact bytes, or a copy with other fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.errors import InvalidDataError
from sidecar.services.subscriptions.filtering import Condition, check_filters, matches, read_conditions
from sidecar.services.subscriptions.mapping import FieldMapping, Shape, apply, check_mapping, read_shape

if TYPE_CHECKING:
    from sidecar.spec import Trigger


@dataclass(frozen=True)
class Taste:
    """What a subscriber asks of a trigger's events: which of them, and in which shape; checked, as kept."""

    filters: Mapping[str, list[Any]]
    mapping: FieldMapping

    @property
    def filters_json(self) -> str | None:
        """Return the filters for the database, None without any."""
        return msgspec.json.encode(self.filters).decode() if self.filters else None

    @property
    def mapping_json(self) -> str | None:
        """Return the mapping for the database, None without any."""
        return msgspec.json.encode(self.mapping).decode() if self.mapping else None


def check_taste(
    trigger: Trigger, filters: Mapping[str, Any], mapping: FieldMapping, *, needs_required: bool = True
) -> Taste:
    """Return filters and mapping as they are kept; raise InvalidDataError with all that is wrong."""
    checked = check_filters(trigger, filters, needs_required=needs_required)
    faults = checked.faults + check_mapping(trigger, mapping)
    if faults:
        raise InvalidDataError(fields=faults)
    return Taste(checked.kept, mapping)


def read_taste(filters_json: str | None, mapping_json: str | None) -> Taste:
    """Return what the database keeps."""
    filters = msgspec.json.decode(filters_json, type=dict[str, list[Any]]) if filters_json else {}
    mapping = msgspec.json.decode(mapping_json, type=FieldMapping) if mapping_json else FieldMapping()
    return Taste(filters, mapping)


class Payload:
    """An event's exact bytes, and what they say: read once at most, and only if somebody asks."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return the JSON object."""
        content: dict[str, Any] = msgspec.json.decode(self.body)
        return content


class Tailor:
    """Cuts payloads to a subscriber's taste."""

    def __init__(self, trigger: Trigger, taste: Taste) -> None:
        self.conditions: tuple[Condition, ...] = read_conditions(trigger, taste.filters)
        self.shape: Shape | None = read_shape(trigger, taste.mapping) if taste.mapping else None

    def cut(self, payload: Payload) -> bytes | None:
        """Return what the subscriber gets: None for an event that it does not want."""
        if not self.wants(payload):
            return None
        return payload.body if self.shape is None else self.shaped(payload)

    def wants(self, payload: Payload) -> bool:
        """Whether the subscriber's filters let an event through."""
        return not self.conditions or matches(self.conditions, payload.content)

    def shaped(self, payload: Payload) -> bytes:
        """Return a payload in the subscriber's shape, whether it is wanted or not."""
        if self.shape is None:
            return payload.body
        return msgspec.json.encode(apply(self.shape, payload.content))
