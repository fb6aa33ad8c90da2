"""What no hook told is found all the same, once, and later marks of it tell nothing again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sidecar.services import ingest, sweep
from sidecar.wp_bridge.tables import ZERO_DATE
from tests.factories import add_marks, execute, fetch, list_events, make_mark, play, set_status
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

CREATED, CHANGED, CANCELLED = "booking_created", "booking_status_changed", "booking_cancelled"


def set_age(sidecar: Sidecar, booking_id: int, seconds: float) -> None:
    made_at = datetime.now(UTC) - timedelta(seconds=seconds)
    statement = "UPDATE wp_posts SET post_date_gmt = :made_at WHERE ID = :id"
    execute(sidecar, statement, made_at=f"{made_at:%Y-%m-%d %H:%M:%S}", id=booking_id)


def test_a_site_at_rest_gives_nothing(sidecar: Sidecar) -> None:
    before = fetch(sidecar, "snapshots", "object_id", "record", "taken_at")

    assert [sweep.sweep(sidecar) for _ in range(3)] == [0, 0, 0]
    assert fetch(sidecar, "snapshots", "object_id", "record", "taken_at") == before


def test_a_change_by_sql_is_found_once(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-ack")

    assert [sweep.sweep(sidecar), sweep.sweep(sidecar)] == [1, 0]
    assert list_events(sidecar) == [(22, CHANGED, 1)]


def test_a_mark_that_follows_makes_no_double(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-ack")
    sweep.sweep(sidecar)
    add_marks(sidecar, make_mark(booking_id=22, status="bkx-ack"))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(22, CHANGED, 1)]


def test_a_sweep_does_not_overtake_a_mark_that_waits(sidecar: Sidecar) -> None:
    add_marks(sidecar, make_mark(booking_id=22, status="bkx-ack"))
    set_status(sidecar, 22, "bkx-completed")

    assert [sweep.sweep(sidecar), ingest.drain(sidecar)] == [0, 2]
    steps = [json.loads(row[0]) for row in fetch(sidecar, "events", "payload")]
    assert [(step["previous_status"], step["status"]) for step in steps] == [
        ("pending", "confirmed"),
        ("confirmed", "completed"),
    ]


def test_a_sweep_after_its_mark_makes_no_double(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))
    ingest.drain(sidecar)
    set_age(sidecar, 57, 0)

    sweep.sweep(sidecar)

    assert [event for event in list_events(sidecar) if event[1] == CREATED] == [(57, CREATED, 1)]


@pytest.mark.parametrize(("age", "expected"), [(20, []), (40, [(57, CREATED, 1)])])
def test_a_new_booking_is_left_to_its_own_mark_for_half_a_minute(
    sidecar: Sidecar, age: int, expected: list[tuple[int, str, int]]
) -> None:
    play(sidecar, load_golden("bookings", "hour-guest"))
    set_age(sidecar, 57, age)

    sweep.sweep(sidecar)

    assert list_events(sidecar) == expected


def test_a_booking_without_a_time_is_found(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("bookings", "hour-guest"))
    execute(sidecar, "UPDATE wp_posts SET post_date_gmt = :none WHERE ID = 57", none=ZERO_DATE)

    sweep.sweep(sidecar)

    assert list_events(sidecar) == [(57, CREATED, 1)]


def test_a_deletion_by_sql_is_found_once(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_posts WHERE ID = 25")

    assert [sweep.sweep(sidecar), sweep.sweep(sidecar)] == [1, 0]
    assert list_events(sidecar) == [(25, CANCELLED, 1)]


def test_many_deletions_by_sql_are_found_window_by_window(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "WINDOW", 10)
    monkeypatch.setattr(sweep, "NEWEST", 1)
    execute(sidecar, "DELETE FROM wp_posts WHERE post_type = 'bkx_booking'")
    standing = [
        row[0] for row in fetch(sidecar, "snapshots", "record") if b'"status":"cancelled"' not in row[0]
    ]

    found = [sweep.sweep(sidecar) for _ in range(4)]

    assert max(found) <= 10
    assert sum(found) == len(standing) == len(list_events(sidecar))


def test_a_binned_booking_is_found(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("changes", "trash"))

    sweep.sweep(sidecar)

    assert list_events(sidecar) == [(23, CANCELLED, 1)]


def test_a_booking_hidden_as_a_draft_is_not_gone(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "draft")

    assert [sweep.sweep(sidecar), sweep.sweep(sidecar)] == [0, 0]


def test_an_old_booking_is_found_by_its_note(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "NEWEST", 1)
    monkeypatch.setattr(sweep, "WINDOW", 1)
    play(sidecar, load_golden("changes", "button-ack"))

    assert sweep.sweep(sidecar) == 1


def test_a_small_window_comes_round_to_every_booking(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "NEWEST", 0)
    monkeypatch.setattr(sweep, "WINDOW", 4)
    set_status(sidecar, 22, "bkx-completed")
    execute(sidecar, "DELETE FROM wp_posts WHERE ID IN (25, 31)")

    for _ in range(12):
        sweep.sweep(sidecar)

    assert sorted(list_events(sidecar)) == [(22, CHANGED, 1), (25, CANCELLED, 1), (31, CANCELLED, 1)]


def test_before_the_baseline_nothing_is_swept(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_bkx_zapier_state WHERE name <> 'ingest_lock'")
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots")

    assert sweep.sweep(sidecar) == 0


def test_a_booking_that_cannot_be_read_hides_no_other(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(sidecar, 22, "bkx-ack")
    set_status(sidecar, 33, "bkx-completed")
    real = sidecar.store.read_bookings

    def read(connection: object, ids: list[int]) -> object:
        if 22 in ids:
            raise ZeroDivisionError
        return real(connection, ids)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(sidecar.store, "read_bookings", read)

    sweep.sweep(sidecar)

    assert list_events(sidecar) == [(33, CHANGED, 1)]
