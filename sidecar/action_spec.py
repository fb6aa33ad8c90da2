"""What an action, a search and a list of choices are: the vocabulary of `actions/`, `searches/`, `lists/`.

Each is a module that declares what it takes, what it gives back, and the function that does it. The
function works at a `Desk` (sidecar/desk/desk.py): inside one transaction, on values that were checked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sidecar.spec import Field, FieldType, sample, serialize

Given = Mapping[str, Any]
"""The inputs of a call by key, all of them: read as their types, None where nothing was given."""


class Role(StrEnum):
    """Who may do something at least (specification, section 2): managers use Zaps, admins run the site."""

    MANAGER = "manager"
    ADMIN = "admin"


class Format(StrEnum):
    """A rule that a text must follow besides its length."""

    EMAIL = "email"
    HOURS = "hours"
    URL = "url"


@dataclass(frozen=True, kw_only=True)
class Input:
    """One value that an action or a search takes.

    What `type` makes of it: DATETIME a naive time by the site's clock, DATE a date, MONEY a Decimal, LIST
    with `children` a tuple of mappings like `Given`; with `is_list`, a tuple of values, of which text may
    give several between commas. `choices` are the words there are; `options` names the list (`lists/`) from
    which people choose instead, narrowed by the inputs of `depends_on`. Both bounds are included;
    `max_length` counts characters. `help` is a sentence.
    """

    key: str
    type: FieldType
    label: str
    help: str
    required: bool = False
    example: Any = None
    choices: tuple[str, ...] = ()
    options: str = ""
    depends_on: tuple[str, ...] = ()
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    max_length: int = 200
    max_items: int = 50
    is_list: bool = False
    format: Format | None = None
    default: Any = None
    children: tuple[Input, ...] = ()


@dataclass(frozen=True)
class Touched:
    """An object that an action wrote: what is told of it carries the origin `zapier`.

    `mark` is what the shim would have marked: see `sidecar/hooks.py`. `status` is a booking's as stored after
    the write (`bkx-ack`), "" where nobody needs it: with it each step is told, and whose it was.
    """

    object_type: str
    object_id: int
    mark: str
    status: str = ""


@dataclass(frozen=True)
class Step:
    """One thing that WordPress is asked to do after a write; `kind` and the keys of `values` are the shim's.

    `title` is what the caller reads of it, done or queued: `mail customer_pending`. See docs/callback.md.
    """

    kind: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an action did. `record` and `details` are what its fields read from."""

    record: Any = None
    details: Mapping[str, Any] = field(default_factory=dict)
    touched: tuple[Touched, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Found:
    """One thing that a search found. `record` and `details` are what its fields read from."""

    record: Any = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What fields of actions and searches read from; named as in `Event`, so that both share their fields."""

    record: Any
    details: Mapping[str, Any]
    site_url: str
    country: str
    currency: str


@dataclass(frozen=True)
class Choice:
    """One entry of a list: `id` is what an input takes, `label` what people read."""

    id: str | int
    label: str


@dataclass(frozen=True)
class Page:
    """Some entries of a list, and where the next ones begin; None after the last."""

    choices: tuple[Choice, ...]
    next_after: str | None = None


def _no_locks(_desk: Any, _given: Given) -> Collection[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that a Zap can do.

    `locks` returns the names of the locks (sidecar/db/locks.py) that are held from before the transaction of
    `run` until after its commit: of the staff members whose time it concerns, of the customer. It reads what
    `run` reads again under the locks; if by then others are concerned, `run` raises MovedMeanwhileError and
    all begins anew. `creates`: the same call again would make a second thing, or be refused as one, so
    callers that try again name it by an idempotency key. An action with `each` runs the action of that key
    for every item of its one LIST input, each in a transaction of its own. `aliases` are further names by
    which the specification calls it.
    """

    key: str
    label: str
    noun: str
    description: str
    inputs: tuple[Input, ...]
    fields: tuple[Field, ...]
    run: Callable[[Any, Given], Done] | None = None
    locks: Callable[[Any, Given], Collection[str]] = _no_locks
    each: str = ""
    role: Role = Role.MANAGER
    aliases: tuple[str, ...] = ()
    creates: bool = False
    check: Callable[[Given], Mapping[str, str]] = lambda _: {}
    """What is wrong with inputs that only together make sense: by an input's key, what would be right."""

    def sample(self) -> dict[str, Any]:
        """Return a made-up answer."""
        return sample(self.fields)


@dataclass(frozen=True, kw_only=True)
class Search:
    """Something that a Zap can look for; `run` returns what it found, the best first, at most `limit`."""

    key: str
    label: str
    noun: str
    description: str
    inputs: tuple[Input, ...]
    fields: tuple[Field, ...]
    run: Callable[[Any, Given], Sequence[Found]]
    role: Role = Role.MANAGER
    check: Callable[[Given], Mapping[str, str]] = lambda _: {}

    def sample(self) -> dict[str, Any]:
        """Return a made-up result."""
        return sample(self.fields)


@dataclass(frozen=True, kw_only=True)
class OptionList:
    """What people choose an input's value from; `run` gets desk, inputs, after which entry, and how many.

    `inputs` narrow it: `service_id` of the list of staff members.
    """

    key: str
    label: str
    description: str
    run: Callable[[Any, Given, str | None, int], Page]
    inputs: tuple[Input, ...] = ()


def render(fields: Sequence[Field], answer: Answer) -> dict[str, Any]:
    """Return the JSON object of an answer."""
    return serialize(fields, answer)
