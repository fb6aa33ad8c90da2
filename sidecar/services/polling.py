"""Answers Zapier's polls, with the very bytes that hooks carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sidecar.db import events, state, subscriptions
from sidecar.db.events import Place
from sidecar.db.subscriptions import ACTIVE
from sidecar.errors import FieldFault, InvalidDataError, NotFoundError
from sidecar.services.subscriptions.mapping import FieldMapping
from sidecar.services.subscriptions.subscribing import get_enabled_trigger
from sidecar.services.subscriptions.tailoring import Payload, Tailor, Taste, check_taste, read_taste

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.db.database import Transaction
    from sidecar.db.events import ListedEvent
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar
    from sidecar.spec import Trigger

LOOK_BACK = timedelta(minutes=15)
"""A poll sees at least what was recorded in this time: clocks differ, and polls come late."""
FIRST_CHUNK, CHUNK = 10, 100
MAX_READ = 1000
"""Events that one poll reads at most, where a filter lets few of them through."""
MAX_BYTES = 10_000_000
"""Of one page: it ends with the event that reaches this, and the next page goes on behind it."""


@dataclass(frozen=True)
class Wanted:
    """Which events are wanted, and how: as a subscription has it, or by filters and mapping of the call."""

    subscription_id: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    mapping: FieldMapping = field(default_factory=FieldMapping)


@dataclass(frozen=True)
class Query:
    """What a poll asks for: events of one trigger from `since` on, after `cursor`, at most `limit`."""

    trigger: str
    limit: int
    since: datetime | None = None
    cursor: Place | None = None
    wanted: Wanted = field(default_factory=Wanted)


@dataclass(frozen=True)
class Answer:
    """JSON objects, newest first, and the place from which the next page goes on if there may be one."""

    payloads: list[bytes]
    next_cursor: Place | None = None

    @property
    def body(self) -> bytes:
        """Return a JSON array; objects are joined unread: they leave byte for byte as the hook sent them."""
        return b"[" + b",".join(self.payloads) + b"]"


def poll(sidecar: Sidecar, tx: Transaction, caller: Caller, query: Query) -> Answer:
    """Return the newest events of a trigger, as a hook would carry them.

    A page may be short or empty, and yet have a next one: where a filter lets few of many events through, and
    where events are very large.
    Raises UnknownTriggerError; NotFoundError for a subscription that is not the caller's; InvalidDataError.
    """
    trigger = get_enabled_trigger(sidecar, query.trigger)
    tailor = Tailor(trigger, find_taste(tx, caller, trigger, query.wanted))
    limit = min(query.limit, sidecar.settings.max_polling_items)
    since = query.since and min(query.since, state.read_now(tx) - LOOK_BACK)
    found: list[bytes] = []
    size = 0
    for read, event in enumerate(_read_events(tx, query, since, MAX_READ if tailor.conditions else limit), 1):
        body = tailor.cut(Payload(event.payload))
        if body is not None:
            found.append(body)
            size += len(body)
        if len(found) == limit or size >= MAX_BYTES or read == MAX_READ:
            return Answer(found, event.place)
    return Answer(found)


def _read_events(tx: Transaction, query: Query, since: datetime | None, most: int) -> Iterator[ListedEvent]:
    """Yield events, newest first: a few, then as many at once as are likely to be small together."""
    place, size = query.cursor, FIRST_CHUNK
    while most > 0:
        asked = min(size, most)
        listed = events.list_newest(tx, query.trigger, asked, since=since, below=place)
        yield from listed
        if len(listed) < asked:
            return
        place = listed[-1].place
        most -= asked
        average = sum(len(event.payload) for event in listed) // asked + 1
        size = max(1, min(CHUNK, MAX_BYTES // average))


def find_taste(tx: Transaction, caller: Caller, trigger: Trigger, wanted: Wanted) -> Taste:
    """Return the filters and the mapping of a call, those of its subscription if it names one.

    Raises NotFoundError or InvalidDataError. Required filters may be left out: the editor asks before a
    user has chosen.
    """
    if wanted.subscription_id is None:
        return check_taste(trigger, wanted.filters, wanted.mapping, needs_required=False)
    if wanted.filters or wanted.mapping:
        raise InvalidDataError(
            fields=[FieldFault("subscription", "Give it without filters and field_mapping.")]
        )
    if wanted.subscription_id.isascii():  # MySQL refuses to compare another text with an id
        found = subscriptions.find_by_public_id(tx, wanted.subscription_id)
        is_theirs = found is not None and found.user_id == caller.user_id and found.status == ACTIVE
        if found is not None and is_theirs and found.trigger_type == trigger.key:
            return read_taste(found.filters, found.field_mapping)
    raise NotFoundError("You have no active subscription of this id to this trigger.")
