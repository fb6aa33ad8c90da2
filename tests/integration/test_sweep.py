"""What no hook told is found all the same, once, and later marks of it tell nothing again."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import fingerprints
from sidecar.object_types import BOOKING
from sidecar.services import ingest
from sidecar.services.reading import read_bookings
from sidecar.services.sweeping import suspects, sweep
from sidecar.settings import CustomField
from sidecar.wp_bridge.tables import ZERO_DATE
from tests.factories import (
    add_marks,
    execute,
    fetch,
    list_events,
    make_mark,
    make_sidecar,
    play,
    set_status,
    with_settings,
)
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.reading import Reading
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord

CREATED, CHANGED, CANCELLED = "booking_created", "booking_status_changed", "booking_cancelled"
UPDATED, COMPLETED, STAFF = "booking_updated", "booking_completed", "staff_assigned"
DRAFT = 28
"""Hidden, and so without a snapshot: looked at whenever its turn comes."""
CREATION = [(0, "customer_created", 1), (57, CREATED, 1), (57, STAFF, 2)]


def set_age(sidecar: Sidecar, booking_id: int, seconds: float) -> None:
    made_at = datetime.now(UTC) - timedelta(seconds=seconds)
    statement = "UPDATE wp_posts SET post_date_gmt = :made_at WHERE ID = :id"
    execute(sidecar, statement, made_at=f"{made_at:%Y-%m-%d %H:%M:%S}", id=booking_id)


def look_at_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a sweep look at new bookings, at noted ones, and at one other in turn."""
    for name, value in {"NEWEST": 0, "UPCOMING": 0, "WINDOW": 1, "SPAN": 0}.items():
        monkeypatch.setattr(suspects, name, value)


def settle(sidecar: Sidecar) -> None:
    """Sweep until every booking is known by its fingerprint."""
    for _ in range(2):
        sweep.sweep(sidecar)
    assert list_suspects(sidecar) == []


def list_suspects(sidecar: Sidecar) -> list[int]:
    plan = sidecar.database.run(lambda tx: suspects.make_plan(sidecar, tx))
    assert plan is not None
    return [booking_id for booking_id in plan.suspects if booking_id != DRAFT]


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

    assert [sweep.sweep(sidecar), ingest.drain(sidecar)] == [0, 3]
    told = fetch(sidecar, "events", "payload", "trigger_type")
    steps = [json.loads(payload) for payload, trigger in told if trigger == CHANGED]
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


@pytest.mark.parametrize(("age", "expected"), [(20, []), (40, CREATION)])
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

    assert list_events(sidecar) == CREATION


def test_a_deletion_by_sql_is_found_once(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_posts WHERE ID = 25")

    assert [sweep.sweep(sidecar), sweep.sweep(sidecar)] == [1, 0]
    assert list_events(sidecar) == [(25, CANCELLED, 1)]


def test_many_deletions_by_sql_are_found_window_by_window(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_little(monkeypatch)
    monkeypatch.setattr(suspects, "WINDOW", 10)
    execute(sidecar, "DELETE FROM wp_posts WHERE post_type = 'bkx_booking'")
    standing = [
        record
        for record, kind in fetch(sidecar, "snapshots", "record", "object_type")
        if kind == BOOKING and b'"status":"cancelled"' not in record
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
    look_at_little(monkeypatch)
    play(sidecar, load_golden("changes", "button-ack"))

    assert sweep.sweep(sidecar) == 1


def test_a_small_window_comes_round_to_every_booking(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_little(monkeypatch)
    monkeypatch.setattr(suspects, "WINDOW", 4)
    set_status(sidecar, 22, "bkx-completed")
    execute(sidecar, "DELETE FROM wp_posts WHERE ID IN (25, 31)")

    for _ in range(12):
        sweep.sweep(sidecar)

    assert sorted(list_events(sidecar)) == [
        (22, COMPLETED, 1),
        (22, CHANGED, 2),
        (25, CANCELLED, 1),
        (31, CANCELLED, 1),
    ]


def test_spans_of_ids_come_round_to_every_status(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(sidecar)
    look_at_little(monkeypatch)
    for name, value in {"SPAN": 7, "GROUP": 3, "GROUPS": 1}.items():
        monkeypatch.setattr(suspects, name, value)
    set_status(sidecar, 41, "bkx-failed")
    set_status(sidecar, 56, "trash")
    execute(sidecar, "DELETE FROM wp_posts WHERE ID IN (45, 46)")

    for _ in range(12):
        sweep.sweep(sidecar)

    assert sorted(list_events(sidecar)) == [
        (41, CHANGED, 1),
        (45, CANCELLED, 1),
        (46, CANCELLED, 1),
        (56, CANCELLED, 1),
    ]


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

    assert list_events(sidecar) == [(33, COMPLETED, 1), (33, CHANGED, 2)]


SILENT_CHANGES = {
    "status": "UPDATE wp_posts SET post_status = 'bkx-failed' WHERE ID = 22",
    "bin": "UPDATE wp_posts SET post_status = 'trash' WHERE ID = 22",
    "deletion": "DELETE FROM wp_posts WHERE ID = 22",
    "time of change": "UPDATE wp_posts SET post_modified_gmt = '2026-12-01 10:00:00' WHERE ID = 22",
    "seat": "UPDATE wp_postmeta SET meta_value = '9' WHERE post_id = 22 AND meta_key = 'seat_id'",
    "price": "UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, '39.00', '49.00') WHERE post_id = 22",
    "custom field": "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (22, 'pet', 'cat')",
    "no value": "UPDATE wp_postmeta SET meta_value = NULL WHERE post_id = 22 AND meta_key = 'phone'",
    "key": "UPDATE wp_postmeta SET meta_key = 'seat_old' WHERE post_id = 22 AND meta_key = 'seat_id'",
    "meta taken away": "DELETE FROM wp_postmeta WHERE post_id = 22 AND meta_key = 'phone'",
}


@pytest.mark.parametrize("statement", SILENT_CHANGES.values(), ids=SILENT_CHANGES)
def test_no_change_of_a_row_escapes_the_fingerprint(sidecar: Sidecar, statement: str) -> None:
    settle(sidecar)
    execute(sidecar, statement)

    assert list_suspects(sidecar) == [22]


def test_two_values_that_change_places_are_seen(sidecar: Sidecar) -> None:
    change = "UPDATE wp_postmeta SET meta_value = :value WHERE post_id = 22 AND meta_key = :key"
    execute(sidecar, change, key="first_name", value="Rowan")
    execute(sidecar, change, key="last_name", value="Jesse")
    settle(sidecar)
    execute(sidecar, change, key="first_name", value="Jesse")
    execute(sidecar, change, key="last_name", value="Rowan")

    assert list_suspects(sidecar) == [22]


def test_both_databases_give_the_same_fingerprints(mariadb_sidecar: Sidecar, sqlite_sidecar: Sidecar) -> None:
    def read(sidecar: Sidecar) -> tuple[dict[int, str], dict[int, int]]:
        with sidecar.database.connect() as connection:
            everything = sidecar.store.read_fingerprints(connection, range(100))
            return everything, sidecar.store.sum_rows(connection, 0, 100, 10)

    actual = read(mariadb_sidecar)

    assert len(actual[0]) == 35
    assert actual == read(sqlite_sidecar)


def test_the_sums_are_those_of_the_fingerprints(sidecar: Sidecar) -> None:
    settle(sidecar)

    with sidecar.database.transaction() as tx:
        kept = fingerprints.sum_rows(tx, BOOKING, DRAFT, 56, 10)
        assert kept == sidecar.store.sum_rows(tx.connection, DRAFT, 56, 10)
    assert sorted(kept) == [2, 3, 4, 5]


def test_a_reassignment_by_sql_is_told(sidecar: Sidecar) -> None:
    settle(sidecar)
    execute(sidecar, SILENT_CHANGES["seat"])

    sweep.sweep(sidecar)

    assert list_events(sidecar) == [(22, STAFF, 1)]


def test_a_price_changed_by_sql_is_told(sidecar: Sidecar) -> None:
    settle(sidecar)
    execute(sidecar, SILENT_CHANGES["price"])

    sweep.sweep(sidecar)

    assert list_events(sidecar) == [(22, UPDATED, 1)]


def test_a_mapped_meta_written_by_sql_is_told(sidecar: Sidecar) -> None:
    pet = CustomField(meta_key="pet", key="pet", type="string", label="Pet")
    mapping = with_settings(sidecar, custom_fields=(pet,))
    settle(mapping)
    execute(mapping, SILENT_CHANGES["custom field"])

    sweep.sweep(mapping)

    assert list_events(mapping) == [(22, UPDATED, 1)]


@pytest.mark.parametrize("made_at", ["2019-05-01 10:00:00", "2037-05-01 10:00:00"])
def test_an_imported_booking_is_told_once_whatever_its_time(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch, made_at: str
) -> None:
    play(sidecar, load_golden("bookings", "hour-guest"))
    execute(sidecar, "UPDATE wp_posts SET post_date_gmt = :at WHERE ID = 57", at=made_at)
    sweep.sweep(sidecar)
    monkeypatch.setattr(suspects, "QUIET", timedelta(0))  # half a minute later

    for _ in range(3):
        sweep.sweep(sidecar)

    assert list_events(sidecar) == CREATION


def test_a_booking_with_a_time_to_come_is_left_to_its_own_mark_for_half_a_minute(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("bookings", "hour-guest"))
    set_age(sidecar, 57, -86400)

    for _ in range(3):
        sweep.sweep(sidecar)

    assert list_events(sidecar) == []


def test_a_booking_below_others_that_were_seen_is_found(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction took an id before the others', and was committed after them."""
    look_at_little(monkeypatch)
    monkeypatch.setattr(suspects, "QUIET", timedelta(0))
    play(sidecar, load_golden("bookings", "hour-guest"))
    execute(sidecar, "UPDATE wp_posts SET post_type = 'late' WHERE ID = 57")
    execute(sidecar, "UPDATE wp_posts SET ID = 60 WHERE ID = 2")
    sweep.sweep(sidecar)
    execute(sidecar, "UPDATE wp_posts SET post_type = 'bkx_booking' WHERE ID = 57")

    sweep.sweep(sidecar)

    assert list_events(sidecar) == CREATION


def test_a_sweep_that_is_killed_is_done_again(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(sidecar)
    look_at_little(monkeypatch)
    monkeypatch.setattr(sweep, "BATCH", 1)
    play(sidecar, load_golden("changes", "bulk-completed"))
    calls = iter([ingest.ingest_marks])

    def ingest_once(*arguments: Any) -> list[StoredEvent]:
        return next(calls)(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(sweep, "ingest_marks", ingest_once)
        with pytest.raises(StopIteration):
            sweep.sweep(sidecar)
    assert len({event[0] for event in list_events(sidecar)}) == 1

    sweep.sweep(sidecar)

    assert sorted(list_events(sidecar)) == [
        (22, COMPLETED, 1),
        (22, CHANGED, 2),
        (33, COMPLETED, 1),
        (33, CHANGED, 2),
    ]


def test_two_sweeps_at_once_tell_each_change_once(mariadb_sidecar: Sidecar) -> None:
    execute(mariadb_sidecar, "UPDATE wp_posts SET post_status = 'bkx-foo' WHERE ID BETWEEN 29 AND 56")
    others = [make_sidecar(mariadb_sidecar.settings.database_url) for _ in range(2)]

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(sweep.sweep, others))

    for other in others:
        other.database.dispose()
    assert sum(found) == 28
    assert sorted(list_events(mariadb_sidecar)) == [(booking_id, CHANGED, 1) for booking_id in range(29, 57)]


def test_a_sweep_holds_the_ingest_lock_for_few_bookings_at_a_time(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BATCH", 10)
    locked: list[int] = []

    def read(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> Reading[BookingRecord]:
        locked.append(len(ids))
        return read_bookings(sidecar, tx, ids)

    monkeypatch.setattr(sweep, "read_bookings", read)

    sweep.sweep(sidecar)
    sweep.sweep(sidecar)

    assert locked == [10, 10, 10, 5, 1]  # the second time only the draft
