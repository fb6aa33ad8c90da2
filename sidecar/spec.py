"""What a trigger and its fields are: the vocabulary in which `triggers/` declares itself.

A field says where its value comes from, so the payload, the sample and the field list of Zapier's editor
are three readings of one declaration and cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sidecar.object_types import BOOKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Record = TypeVar("Record")


ORIGIN_SITE, ORIGIN_ZAPIER = "site", "zapier"
"""Who caused a change: the site and everybody in it, or a Zap."""


class FieldType(StrEnum):
    """The JSON types of the catalog; `object` has children, `list` may."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    DATE = "date"
    MONEY = "money"
    OBJECT = "object"
    LIST = "list"
    MAP = "map"


class Removal(StrEnum):
    """How a record left BookingX's screens."""

    BINNED = "binned"
    DELETED = "deleted"


@dataclass(frozen=True)
class Field:
    """One named value of a payload.

    `source` is a path of attributes and keys from the `Event` (for children of a list: from the item), or a
    function. `nullable` fields may be null; no field is ever absent. `items` is the type of what a list
    without children holds.
    """

    key: str
    type: FieldType
    label: str
    help: str
    source: str | Callable[[Any], Any] = ""
    example: Any = None
    nullable: bool = False
    children: tuple[Field, ...] = ()
    items: FieldType | None = None
    _read: Callable[[Any], Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Split the path once: it is walked for every event."""
        reader = _path_reader(self.source) if isinstance(self.source, str) else self.source
        object.__setattr__(self, "_read", reader)

    def value(self, owner: Any) -> Any:
        """Return the JSON value of this field, read from an `Event` or a list's item."""
        if self.type is FieldType.OBJECT:
            return serialize(self.children, owner)
        raw = self._read(owner)
        if self.type is not FieldType.LIST:
            return _json(raw)
        return [serialize(self.children, item) if self.children else _json(item) for item in raw or ()]

    def sample(self) -> Any:
        """Return an example value of the same shape as `value`."""
        if self.type is FieldType.OBJECT:
            return sample(self.children)
        if self.type is FieldType.LIST and self.children:
            return [sample(self.children)]
        return self.example


class Match(StrEnum):
    """How a filter compares what was chosen with what a payload holds."""

    ONE_OF = "one_of"
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Filter:
    """A condition that a subscriber may set on a trigger: only events whose payload meets it are delivered.

    `path` leads into the payload (`service.id`); a payload that holds null there meets no condition.
    `choices` lists the values there are, where they are few and known; `options` names the list of the site
    (`lists/`) from which people choose instead, `depends_on` the filters whose values narrow it. Numbers lie
    between `minimum` and `maximum`, both included.
    """

    key: str
    type: FieldType
    label: str
    help: str
    path: str
    match: Match = Match.ONE_OF
    choices: tuple[str, ...] = ()
    required: bool = False
    example: Any = None
    options: str = ""
    depends_on: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class WpHook:
    """A WordPress hook whose call marks an object: the shim's observer works from a list of these.

    `object_id` and the keys of `where` are paths into the hook's arguments: `1` is the second argument,
    `1.post_type` a property or key of it, `1.getId()` what its getter gives, and so on to any depth. All
    conditions must hold; a condition lists the values that satisfy it; one `*` in a value is any text.

    With `report`, the key of a trigger, a call is no mark but a report: `details` gives the trigger's
    reported fields, each by the paths where it may stand, the first that holds something counts; a path
    that begins with `=` is the value itself.
    """

    name: str
    arguments: int
    object_id: str
    mark: str
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    object_type: str = BOOKING
    report: str = ""
    details: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change(Generic[Record]):
    """One step of a record from one state to the next.

    `before` is None for a record that is new. A report may speak of no record at all: `Change[None]`.
    `origin` says who caused it.
    """

    object_type: str
    object_id: int
    before: Record | None
    after: Record
    occurred_at: datetime
    removal: Removal | None = None
    origin: str = ORIGIN_SITE


@dataclass(frozen=True)
class Event(Generic[Record]):
    """A change or a report that is worth telling: what payload fields read from.

    `details` holds the trigger's reported fields, whether a change or a report gave them. `country` (ISO
    3166, or "") is where phone numbers without a country code are from; `currency` (ISO 4217) is the site's.
    """

    event_id: str
    trigger: str
    sequence: int
    origin: str
    site_url: str
    change: Change[Record]
    details: Mapping[str, Any] = field(default_factory=dict)
    country: str = ""
    currency: str = ""

    @property
    def record(self) -> Record:
        """Return the record after the change; for a deleted one the last that was known."""
        return self.change.after


def _never(_change: Change[Any]) -> bool:
    return False


def _no_details(_change: Change[Any]) -> Mapping[str, Any]:
    return {}


def _by_sequence(_event: Event[Any]) -> str | None:
    return None


@dataclass(frozen=True)
class Trigger:
    """What a Zap can start from: its texts, its fields, and how it is recognised.

    `happened` looks at changes of objects of the type `subject`; a trigger without it is told by reports
    alone. `details` derives from a change what a report would have said of the `reported` fields. `identity`
    returns a text that is the same for every telling of one event, None where each change is one of its own.
    `is_timed`: made by the clock, for the subscriptions that ask for it. `examples`: what its sample holds,
    by path, where the examples of its fields would not show what it is about.
    """

    key: str
    zapier_key: str
    label: str
    noun: str
    description: str
    fields: tuple[Field, ...]
    hooks: tuple[WpHook, ...] = ()
    happened: Callable[[Change[Any]], bool] = _never
    subject: str = BOOKING
    details: Callable[[Change[Any]], Mapping[str, Any]] = _no_details
    identity: Callable[[Event[Any]], str | None] = _by_sequence
    filters: tuple[Filter, ...] = ()
    reported: tuple[Field, ...] = ()
    is_timed: bool = False
    examples: Mapping[str, Any] = field(default_factory=dict)

    def payload(self, event: Event[Any]) -> dict[str, Any]:
        """Return the JSON object that Zapier gets."""
        return serialize(self.fields, event)

    def sample(self) -> dict[str, Any]:
        """Return a made-up payload of the same shape."""
        made = sample(self.fields) | {"event": self.key}
        for path, value in self.examples.items():
            *way, last = path.split(".")
            owner = made
            for key in way:
                owner = owner[key]
            owner[last] = value
        return made


def serialize(fields: Sequence[Field], owner: Any) -> dict[str, Any]:
    """Return `{key: value}` of every field, in order."""
    return {item.key: item.value(owner) for item in fields}


def sample(fields: Sequence[Field]) -> dict[str, Any]:
    """Return `{key: example}` of every field, in order."""
    return {item.key: item.sample() for item in fields}


def _path_reader(path: str) -> Callable[[Any], Any]:
    """Return a function that follows attributes and keys; None anywhere on the way is None at its end."""
    names = path.split(".")

    def read(owner: Any) -> Any:
        for name in names:
            if owner is None:
                return None
            owner = owner.get(name) if isinstance(owner, Mapping) else getattr(owner, name)
        return owner

    return read


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A time without a zone must not leave the sidecar.")
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
