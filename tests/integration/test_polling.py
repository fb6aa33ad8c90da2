"""A poll gives the very bytes that hooks carry, newest first, page by page without gap or repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa

from sidecar.db import events
from sidecar.db.database import Database
from sidecar.db.events import Place
from sidecar.db.migrate import migrate
from sidecar.errors import NotFoundError, UnknownTriggerError
from sidecar.services import ingest, polling
from sidecar.services.polling import Query, Wanted
from sidecar.services.subscriptions import subscribing
from sidecar.services.subscriptions.mapping import FieldMapping
from tests.factories import (
    CALLER,
    NOON,
    TARGET,
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
    from collections.abc import Iterator

    from sidecar.services.keys import Caller
    from sidecar.services.polling import Answer
    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

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


FILTERED: dict[str, Any] = {"filters": {"service": 14}}
MAPPED: dict[str, Any] = {"mapping": FieldMapping(("status",), {"customer.email": "mail"})}


def make_payload(number: int, service: int) -> bytes:
    content = {
        "id": number,
        "status": "pending",
        "service": {"id": service},
        "customer": {"email": "a@b.test"},
    }
    return msgspec.json.encode(content)


def store_services(sidecar: Sidecar, *services: int) -> None:
    store_events(sidecar, *(make_event(n, payload=make_payload(n, id_)) for n, id_ in enumerate(services, 1)))


@pytest.mark.parametrize("wishes", [{}, FILTERED, MAPPED, FILTERED | MAPPED])
def test_what_a_subscription_polls_is_what_its_hook_carries(sidecar: Sidecar, wishes: dict[str, Any]) -> None:
    id_ = subscribe(sidecar, **wishes)
    store_services(sidecar, 14, 15, 14)

    queued = [row[0] for row in reversed(fetch(sidecar, "queue", "payload"))]
    assert poll(sidecar, wanted=Wanted(id_)).payloads == queued
    assert poll(sidecar, wanted=Wanted(**wishes)).payloads == queued


def test_a_filtered_page_is_filled_and_goes_on_behind_its_last_event(sidecar: Sidecar) -> None:
    store_services(sidecar, *([14, 15, 15] * 80))
    seen, cursor = [], None
    while True:
        page = poll(sidecar, limit=30, cursor=cursor, wanted=Wanted(**FILTERED))
        seen.append(ids(page))
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [len(page) for page in seen] == [30, 30, 20]
    assert [id_ for page in seen for id_ in page] == list(range(238, 0, -3))


def test_a_poll_reads_1000_events_at_most_and_goes_on_from_there(sidecar: Sidecar) -> None:
    store_services(sidecar, 14, *([15] * 1000))

    first = poll(sidecar, wanted=Wanted(**FILTERED))
    second = poll(sidecar, cursor=first.next_cursor, wanted=Wanted(**FILTERED))

    assert (ids(first), ids(second), second.next_cursor) == ([], [1], None)


def test_a_page_of_very_large_events_ends_early_and_goes_on(sidecar: Sidecar) -> None:
    large = [make_event(n, payload=b'{"id":%d,"text":"%s"}' % (n, b"x" * 3_000_000)) for n in range(1, 7)]
    store_events(sidecar, *large)

    first = poll(sidecar)
    second = poll(sidecar, cursor=first.next_cursor)

    assert (ids(first), ids(second), second.next_cursor) == ([6, 5, 4, 3], [2, 1], None)


def test_a_subscription_of_someone_else_or_something_else_is_not_found(sidecar: Sidecar) -> None:
    mine, other, ended = (
        subscribe(sidecar),
        subscribe(sidecar, "booking_cancelled"),
        subscribe(sidecar, target_url=f"{TARGET}2"),
    )
    sidecar.database.run(lambda tx: subscribing.unsubscribe(tx, ended))

    for id_, caller in (
        (mine, replace(CALLER, user_id=2)),
        (other, CALLER),
        (ended, CALLER),
        ("é🍣", CALLER),
    ):
        with pytest.raises(NotFoundError, match="active subscription of this id"):
            poll(sidecar, caller, wanted=Wanted(id_))


def test_another_key_of_the_same_owner_may_poll_it(sidecar: Sidecar) -> None:
    id_ = subscribe(sidecar)
    store(sidecar, 1)

    assert ids(poll(sidecar, replace(CALLER, key_id=2), wanted=Wanted(id_))) == [1]


@pytest.fixture(scope="module")
def busy_database(mariadb: MariaDB) -> Iterator[Database]:
    """Return 5,000 events, 250 in each second."""
    mariadb.create_database("busy")
    database = Database(mariadb.url("busy"), "wp_")
    migrate(database)
    with database.transaction() as tx:
        events.add_events(tx, [make_event(n) for n in range(1, 5001)])
        name = tx.own.events.name
        tx.execute(
            sa.text(f"UPDATE {name} SET created_at = :noon + INTERVAL FLOOR((id - 1) / 250) SECOND"),  # noqa: S608 # our own name
            {"noon": "2026-11-22 12:00:00"},
        )
        tx.execute(sa.text(f"ANALYZE TABLE {name}"))
    yield database
    database.dispose()


@pytest.mark.parametrize(
    ("asked", "newest", "most_read"),
    [
        ({}, 5000, 101),
        ({"since": NOON}, 5000, 101),
        ({"since": NOON + timedelta(seconds=30)}, None, 2),
        ({"below": Place(NOON + timedelta(seconds=10), 2600)}, 2599, 101),
        ({"below": Place(NOON + timedelta(seconds=10), 2600), "since": NOON}, 2599, 101),
        ({"below": Place(NOON + timedelta(seconds=10), 2501)}, 2500, 101),
    ],
)
def test_a_page_reads_its_own_rows_alone(
    busy_database: Database, asked: dict[str, Any], newest: int | None, most_read: int
) -> None:
    with busy_database.transaction() as tx:
        tx.execute(sa.text("FLUSH STATUS"))
        page = events.list_newest(tx, CREATED, 100, **asked)
        reads = tx.execute(sa.text("SHOW SESSION STATUS LIKE 'Handler_read%'")).all()

    assert [event.place.id for event in page] == (list(range(newest, newest - 100, -1)) if newest else [])
    assert sum(int(row[1]) for row in reads) <= most_read
