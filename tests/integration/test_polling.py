"""A poll gives the very bytes that hooks carry, newest first, page by page without gap or repeat."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.errors import UnknownTriggerError
from sidecar.services import ingest, polling
from sidecar.services.polling import Query
from tests.factories import (
    CALLER,
    NOON,
    fetch,
    make_event,
    make_mark,
    play,
    store_events,
    subscribe,
    with_settings,
)
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from sidecar.services.keys import Caller
    from sidecar.services.polling import Answer
    from sidecar.services.sidecar import Sidecar

CREATED = "booking_created"


def poll(sidecar: Sidecar, caller: Caller = CALLER, **query: Any) -> Answer:
    values: dict[str, Any] = {"trigger": CREATED, "limit": 100} | query
    asked = Query(**values)
    return sidecar.database.run(lambda tx: polling.poll(sidecar, tx, caller, asked))


def ids(answer: Answer) -> list[int]:
    return [item["id"] for item in json.loads(answer.body)]


def store(sidecar: Sidecar, count: int) -> None:
    """Record events one second after the other, from noon on."""
    store_events(sidecar, *map(make_event, range(1, count + 1)), make_event(99, "booking_cancelled"))
    for n in range(1, count + 1):
        record_at(sidecar, n, NOON + timedelta(seconds=n))


def record_at(sidecar: Sidecar, number: int, at: datetime) -> None:
    """Make an event look as if it had been recorded then."""
    t = sidecar.database.own.events
    with sidecar.database.transaction() as tx:
        tx.execute(sa.update(t).where(t.c.object_id == number).values(created_at=at))


def test_a_poll_is_newest_first_and_of_one_trigger(sidecar: Sidecar) -> None:
    store(sidecar, 4)

    assert ids(poll(sidecar)) == [4, 3, 2, 1]


def test_pages_follow_without_gap_or_repeat(sidecar: Sidecar) -> None:
    store(sidecar, 7)
    seen, cursor = [], None
    while True:
        page = poll(sidecar, limit=3, cursor=cursor)
        seen.append(ids(page))
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        store_events(sidecar, make_event(100 + len(seen)))  # new ones come in while pages are turned

    assert seen == [[7, 6, 5], [4, 3, 2], [1]]


def test_since_is_from_that_moment_on(sidecar: Sidecar) -> None:
    store(sidecar, 4)

    assert ids(poll(sidecar, since=NOON + timedelta(seconds=3))) == [4, 3]


def test_since_looks_at_when_an_event_was_recorded(sidecar: Sidecar) -> None:
    store_events(sidecar, make_event(1, occurred_at=NOON - timedelta(days=9)))
    record_at(sidecar, 1, NOON)

    assert ids(poll(sidecar, since=NOON)) == [1]


def test_a_poll_looks_back_15_minutes_at_least(sidecar: Sidecar) -> None:
    store_events(sidecar, make_event(1), make_event(2), make_event(3))
    now = datetime.now(UTC)
    record_at(sidecar, 1, now - timedelta(minutes=16))
    record_at(sidecar, 2, now - timedelta(minutes=14))

    assert ids(poll(sidecar, since=now + timedelta(hours=1))) == [3, 2]


def test_since_is_understood_in_any_zone(sidecar: Sidecar) -> None:
    store(sidecar, 4)
    since = (NOON + timedelta(seconds=3)).astimezone(tz=None)

    assert ids(poll(sidecar, since=since)) == [4, 3]


def test_the_setting_bounds_a_page(sidecar: Sidecar) -> None:
    store(sidecar, 4)

    assert ids(poll(with_settings(sidecar, max_polling_items=2))) == [4, 3]


def test_without_events_a_poll_is_empty(sidecar: Sidecar) -> None:
    answer = poll(sidecar)

    assert (answer.body, answer.next_cursor) == (b"[]", None)


def test_a_poll_and_a_hook_give_the_same_bytes(sidecar: Sidecar) -> None:
    subscribe(sidecar)
    play(sidecar, load_golden("bookings", "markup"), make_mark("created", booking_id=57))
    ingest.drain(sidecar)

    ((queued,),) = fetch(sidecar, "queue", "payload")
    assert poll(sidecar).body == b"[" + queued + b"]"


def test_unknown_and_switched_off_triggers_are_refused(sqlite_sidecar: Sidecar) -> None:
    limited = with_settings(sqlite_sidecar, allowed_triggers=("booking_cancelled",))
    for trigger in ("booking_moved", CREATED):
        with pytest.raises(UnknownTriggerError):
            poll(limited, trigger=trigger)
