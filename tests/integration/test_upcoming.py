"""A booking that comes up is told once for each lead time that a Zap asked for, however it came about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from sidecar.db import snapshots, state
from sidecar.db.types import utc_now
from sidecar.services import ingest, upcoming
from sidecar.services.subscriptions import subscribing
from tests.factories import (
    TARGET,
    add_marks,
    execute,
    fetch,
    list_events,
    make_mark,
    make_sidecar,
    set_status,
    subscribe,
)

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

UPCOMING = "booking_upcoming"
FIRST_START = "2027-03-15 09:00:00"
"""Of booking 22 of the golden site, which is pending; by the clock of London."""


@dataclass
class Clock:
    """The database's time, as the trigger of the clock sees it."""

    minutes: float = 0

    def expression(self) -> utc_now:
        return utc_now(self.minutes * 60)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=self.minutes)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(snapshots, "utc_now", clock.expression)
    monkeypatch.setattr(state, "utc_now", clock.expression)
    monkeypatch.setattr(upcoming, "PAUSE", timedelta(0))
    return clock


def subscribe_before(sidecar: Sidecar, minutes: int) -> str:
    return subscribe(sidecar, UPCOMING, f"{TARGET}{minutes}/", filters={"minutes_before": minutes})


def move(sidecar: Sidecar, starts_at: datetime, old: str = FIRST_START) -> str:
    """Make booking 22 start at another time, have it noticed, and return the time as it is stored."""
    new = f"{starts_at.astimezone(ZoneInfo('Europe/London')):%Y-%m-%d %H:%M:%S}"
    statement = (
        "UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, :old, :new) "
        "WHERE post_id = 22 AND meta_key IN ('booking_start_date', 'order_meta_data')"
    )
    execute(sidecar, statement, old=old, new=new)
    add_marks(sidecar, make_mark("meta", booking_id=22))
    ingest.drain(sidecar)
    return new


def move_ahead(sidecar: Sidecar, clock: Clock, minutes: float) -> str:
    return move(sidecar, clock.now() + timedelta(minutes=minutes))


def set_noticed_status(sidecar: Sidecar, raw_status: str) -> None:
    set_status(sidecar, 22, raw_status)
    add_marks(sidecar, make_mark(booking_id=22, status=raw_status))
    ingest.drain(sidecar)


def told(sidecar: Sidecar) -> list[tuple[int, int]]:
    """Return booking and lead time of every event of the clock, oldest first."""
    rows = fetch(sidecar, "events", "trigger_type", "payload")
    payloads = [json.loads(payload) for trigger, payload in rows if trigger == UPCOMING]
    return [(payload["booking_id"], payload["minutes_before"]) for payload in payloads]


def test_a_booking_is_told_once_when_its_time_has_come(sidecar: Sidecar, clock: Clock) -> None:
    subscribe_before(sidecar, 60)
    move_ahead(sidecar, clock, 90)
    early = upcoming.announce(sidecar)
    clock.minutes = 31

    assert (early, upcoming.announce(sidecar), upcoming.announce(sidecar)) == (0, 1, 0)
    assert told(sidecar) == [(22, 60)]
    assert len(fetch(sidecar, "queue", "id")) == 1


def test_a_booking_that_is_made_late_is_told_at_once(sidecar: Sidecar, clock: Clock) -> None:
    subscribe_before(sidecar, 60)
    upcoming.announce(sidecar)

    move_ahead(sidecar, clock, 30)

    assert [upcoming.announce(sidecar), upcoming.announce(sidecar)] == [1, 0]


def test_what_came_up_before_the_zap_was_switched_on_is_not_told(sidecar: Sidecar, clock: Clock) -> None:
    move_ahead(sidecar, clock, 30)
    clock.minutes = 1

    subscribe_before(sidecar, 60)

    assert upcoming.announce(sidecar) == 0


def test_each_lead_time_goes_to_the_zap_that_asked_for_it(sidecar: Sidecar, clock: Clock) -> None:
    for minutes in (60, 1440):
        subscribe_before(sidecar, minutes)
    move_ahead(sidecar, clock, 600)
    upcoming.announce(sidecar)
    first = fetch(sidecar, "queue", "subscription_id")
    clock.minutes = 541

    upcoming.announce(sidecar)

    assert told(sidecar) == [(22, 1440), (22, 60)]
    assert (first, fetch(sidecar, "queue", "subscription_id")) == ([(2,)], [(2,), (1,)])


def test_a_booking_that_moves_is_told_again_at_its_new_time(sidecar: Sidecar, clock: Clock) -> None:
    subscribe_before(sidecar, 60)
    start = move_ahead(sidecar, clock, 30)
    upcoming.announce(sidecar)

    move(sidecar, clock.now() + timedelta(minutes=45), start)

    assert [upcoming.announce(sidecar), upcoming.announce(sidecar)] == [1, 0]
    assert told(sidecar) == [(22, 60), (22, 60)]


def test_another_change_of_a_booking_that_was_told_tells_it_no_more(sidecar: Sidecar, clock: Clock) -> None:
    subscribe_before(sidecar, 60)
    move_ahead(sidecar, clock, 30)
    upcoming.announce(sidecar)

    set_noticed_status(sidecar, "bkx-ack")

    assert upcoming.announce(sidecar) == 0
    assert [event[1:] for event in list_events(sidecar)] == [
        ("booking_updated", 1),
        (UPCOMING, 2),
        ("booking_status_changed", 3),
    ]


def subscribe_for(sidecar: Sidecar, status: str) -> str:
    wishes = {"minutes_before": 60, "status": status}
    return subscribe(sidecar, UPCOMING, f"{TARGET}{status}/", filters=wishes)


def test_a_booking_that_is_confirmed_late_is_told_to_who_asked_for_confirmed_ones_and_once(
    sidecar: Sidecar, clock: Clock
) -> None:
    """It was told while it was pending, which this Zap did not want to hear."""
    subscribe_for(sidecar, "confirmed")
    subscribe_before(sidecar, 60)
    move_ahead(sidecar, clock, 30)
    upcoming.announce(sidecar)
    before = fetch(sidecar, "queue", "subscription_id")

    set_noticed_status(sidecar, "bkx-ack")

    assert [upcoming.announce(sidecar), upcoming.announce(sidecar)] == [1, 0]
    assert (before, fetch(sidecar, "queue", "subscription_id")) == ([(2,)], [(2,), (1,)])


def test_who_heard_of_a_booking_does_not_hear_again_when_its_status_comes_and_goes(
    sidecar: Sidecar, clock: Clock
) -> None:
    for status in ("pending", "confirmed"):
        subscribe_for(sidecar, status)
    move_ahead(sidecar, clock, 30)
    told_each_time = [upcoming.announce(sidecar)]
    for raw_status in ("bkx-ack", "bkx-pending", "bkx-ack"):
        set_noticed_status(sidecar, raw_status)
        told_each_time.append(upcoming.announce(sidecar))

    assert told_each_time == [1, 1, 0, 0]
    assert fetch(sidecar, "queue", "subscription_id") == [(1,), (2,)]


def test_a_booking_is_told_again_for_the_zap_of_the_lead_time_alone(sidecar: Sidecar, clock: Clock) -> None:
    subscribe_for(sidecar, "confirmed")
    subscribe_before(sidecar, 120)
    move_ahead(sidecar, clock, 30)
    upcoming.announce(sidecar)

    set_noticed_status(sidecar, "bkx-ack")
    upcoming.announce(sidecar)

    assert told(sidecar) == [(22, 60), (22, 120), (22, 60)]
    assert fetch(sidecar, "queue", "subscription_id") == [(2,), (1,)]


@pytest.mark.parametrize("raw_status", ["bkx-cancelled", "bkx-completed", "bkx-missed", "trash"])
def test_a_booking_that_will_not_take_place_is_not_told(
    sidecar: Sidecar, clock: Clock, raw_status: str
) -> None:
    subscribe_before(sidecar, 60)
    upcoming.announce(sidecar)
    move_ahead(sidecar, clock, 30)
    set_noticed_status(sidecar, raw_status)

    assert upcoming.announce(sidecar) == 0


@pytest.mark.parametrize(("minutes", "events"), [(89, 1), (91, 0)], ids=["before it starts", "after"])
def test_a_worker_that_was_away_tells_late_but_nothing_that_has_begun(
    sidecar: Sidecar, clock: Clock, minutes: int, events: int
) -> None:
    subscribe_before(sidecar, 60)
    move_ahead(sidecar, clock, 90)
    upcoming.announce(sidecar)

    clock.minutes = minutes

    assert upcoming.announce(sidecar) == events


def test_a_zap_that_is_switched_on_again_begins_anew(sidecar: Sidecar, clock: Clock) -> None:
    subscription_id = subscribe_before(sidecar, 60)
    upcoming.announce(sidecar)
    sidecar.database.run(lambda tx: subscribing.unsubscribe(tx, subscription_id))
    upcoming.announce(sidecar)
    move_ahead(sidecar, clock, 30)
    clock.minutes = 1

    subscribe_before(sidecar, 60)

    assert upcoming.announce(sidecar) == 0


def test_a_zap_that_asks_for_another_lead_time_begins_anew(sidecar: Sidecar, clock: Clock) -> None:
    subscribe(sidecar, UPCOMING, filters={"minutes_before": 10})
    upcoming.announce(sidecar)
    move_ahead(sidecar, clock, 30)
    clock.minutes = 1
    upcoming.announce(sidecar)

    subscribe(sidecar, UPCOMING, filters={"minutes_before": 60})

    assert upcoming.announce(sidecar) == 0


def test_without_a_zap_nothing_is_looked_at(sidecar: Sidecar, clock: Clock) -> None:
    move_ahead(sidecar, clock, 30)

    assert upcoming.announce(sidecar) == 0
    assert "upcoming_reaches" not in dict(fetch(sidecar, "state", "name", "value"))


def test_two_workers_tell_it_once(mariadb_sidecar: Sidecar, clock: Clock) -> None:
    subscribe_before(mariadb_sidecar, 60)
    upcoming.announce(mariadb_sidecar)
    move_ahead(mariadb_sidecar, clock, 30)
    workers = [make_sidecar(mariadb_sidecar.settings.database_url) for _ in range(2)]
    threads = [Thread(target=upcoming.announce, args=(worker,)) for worker in workers]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    for worker in workers:
        worker.database.dispose()
    assert told(mariadb_sidecar) == [(22, 60)]
