"""Marks become events: each happening once, whole, in order, whatever else is broken."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.services import ingest
from tests.factories import (
    add_marks,
    execute,
    fetch,
    list_events,
    make_mark,
    make_sidecar,
    play,
    set_status,
    subscribe,
    with_settings,
)
from tests.support.golden import find_booking_id, list_golden, load_golden

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

CREATED, CHANGED, CANCELLED = "booking_created", "booking_status_changed", "booking_cancelled"
COMPLETED, UPDATED, ASSIGNED = "booking_completed", "booking_updated", "staff_assigned"
CUSTOMER, PAID, UNPAID = "customer_created", "payment_received", "payment_failed"

EVENTS_OF_CHANGES: dict[str, list[tuple[int, str]]] = {
    "bulk-completed": [(22, COMPLETED), (22, CHANGED), (33, COMPLETED), (33, CHANGED)],
    "button-ack": [(22, CHANGED)],
    "button-cancelled": [(31, CANCELLED), (31, CHANGED)],
    "button-completed": [(23, COMPLETED), (23, CHANGED)],
    "button-pending": [(34, CHANGED)],
    "delete": [(25, CANCELLED)],
    "paypal-capture-failed": [(43, UNPAID)],
    "paypal-start-failed": [(44, UNPAID)],
    "paypal-success": [(42, PAID)],
    "php-ack": [(52, CHANGED)],
    "php-same": [],
    "reassign": [(30, ASSIGNED)],
    "reschedule-admin": [(33, CHANGED), (33, UPDATED)],  # BookingX sets a moved booking to pending again
    "trash": [(23, CANCELLED)],
}


GUEST = [(0, CUSTOMER, 1)]
NEW_CUSTOMERS: dict[str, list[tuple[int, str, int]]] = {"account": [(5, CUSTOMER, 1)], "logged-in": []}
"""Who is new with a recorded booking, if not a guest."""


def mark_touched(recording: dict[str, Any]) -> list[Any]:
    """Return two marks for each booking that a recording touches: the shim often writes several."""
    rows = recording["rows"]
    touched = {find_booking_id(recording)} | {
        row["ID"] for row in rows.get("changed", {}).get("wp_posts", [])
    }
    kinds = ("deleted",) if "deleted" in rows else ("status", "note")
    return [make_mark(*kinds, booking_id=booking_id) for booking_id in sorted(touched) for _ in "ab"]


def payloads(sidecar: Sidecar) -> list[dict[str, Any]]:
    return [json.loads(row[0]) for row in fetch(sidecar, "events", "payload")]


def test_every_recorded_change_is_in_the_table() -> None:
    assert list(EVENTS_OF_CHANGES) == list_golden("changes")


@pytest.mark.parametrize("name", EVENTS_OF_CHANGES)
def test_a_recorded_change_gives_exactly_its_events(sidecar: Sidecar, name: str) -> None:
    recording = load_golden("changes", name)
    play(sidecar, recording, *mark_touched(recording))

    ingest.drain(sidecar)

    assert [event[:2] for event in list_events(sidecar)] == EVENTS_OF_CHANGES[name]


@pytest.mark.parametrize("name", list_golden("bookings"))
def test_a_recorded_booking_is_told_once_and_never_again(sidecar: Sidecar, name: str) -> None:
    recording = load_golden("bookings", name)
    booking_id = find_booking_id(recording)
    play(sidecar, recording, make_mark("created", "note", booking_id=booking_id, status="bkx-pending"))
    ingest.drain(sidecar)
    again = make_mark("created", booking_id=booking_id), make_mark("saved", booking_id=booking_id)
    add_marks(sidecar, *again)

    ingest.drain(sidecar)

    known = [(booking_id, CREATED, 1), (booking_id, ASSIGNED, 2)]
    assert list_events(sidecar) == NEW_CUSTOMERS.get(name, GUEST) + known


def test_another_payment_method_of_a_booking_is_told_with_the_one_before(sidecar: Sidecar) -> None:
    statement = (
        "UPDATE wp_postmeta SET meta_value = :method WHERE post_id = 22 AND meta_key = 'payment_method'"
    )
    execute(sidecar, statement, method="bkx_gateway_stripe")
    add_marks(sidecar, make_mark("payment", booking_id=22))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(22, "payment_method_changed", 1)]
    (payload,) = payloads(sidecar)
    assert (payload["scope"], payload["payment_method"], payload["previous_payment_method"]) == (
        "booking",
        "stripe",
        "offline",
    )


EXPECTED_PAYLOADS = Path("tests/fixtures/golden/expected-payloads.json")


@pytest.mark.parametrize("name", ["hour-extra", "days", "past-midnight"])
def test_a_payload_is_whole(sidecar: Sidecar, name: str) -> None:
    recording = load_golden("bookings", name)
    play(sidecar, recording, make_mark("created", booking_id=find_booking_id(recording)))

    ingest.drain(sidecar)

    (payload,) = (told for told in payloads(sidecar) if told["event"] == CREATED)
    assert len(payload.pop("event_id")) == 26
    assert payload == json.loads(EXPECTED_PAYLOADS.read_text(encoding="utf-8"))[name]


def test_a_change_says_what_was_before(sidecar: Sidecar) -> None:
    recording = load_golden("changes", "button-cancelled")
    play(sidecar, recording, *mark_touched(recording))

    ingest.drain(sidecar)

    cancelled, changed = payloads(sidecar)
    assert (cancelled["previous_status"], cancelled["status"], cancelled["cancelled_by"]) == (
        "pending",
        "cancelled",
        "status",
    )
    assert (changed["previous_status"], changed["status"], changed["id"]) == (
        "pending",
        "cancelled",
        changed["event_id"],
    )


@pytest.mark.parametrize(("name", "way"), [("trash", "binned"), ("delete", "deleted")])
def test_a_removed_booking_is_told_whole_with_the_way_it_went(sidecar: Sidecar, name: str, way: str) -> None:
    recording = load_golden("changes", name)
    play(sidecar, recording, *mark_touched(recording))

    ingest.drain(sidecar)

    (payload,) = payloads(sidecar)
    assert (payload["cancelled_by"], payload["status"]) == (way, "cancelled")
    assert payload["customer"]["email"].endswith("@example.test")


def test_another_process_repeats_nothing(sidecar: Sidecar) -> None:
    recording = load_golden("changes", "button-ack")
    play(sidecar, recording, *mark_touched(recording))
    ingest.drain(sidecar)
    add_marks(sidecar, *mark_touched(recording))
    restarted = make_sidecar(sidecar.settings.database_url)

    ingest.drain(restarted)

    assert list_events(sidecar) == [(22, CHANGED, 1)]
    restarted.database.dispose()


def test_events_of_a_booking_are_numbered_without_a_gap(sidecar: Sidecar) -> None:
    for status in ("bkx-ack", "bkx-completed", "bkx-cancelled"):
        set_status(sidecar, 22, status)
        add_marks(sidecar, make_mark(booking_id=22, status=status))
        ingest.drain(sidecar)

    assert list_events(sidecar) == [
        (22, CHANGED, 1),
        (22, COMPLETED, 2),
        (22, CHANGED, 3),
        (22, CANCELLED, 4),
        (22, CHANGED, 5),
    ]
    assert [payload["sequence"] for payload in payloads(sidecar)] == [1, 2, 3, 4, 5]


def test_steps_that_were_missed_are_told_in_order(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-completed")
    add_marks(
        sidecar,
        make_mark(booking_id=22, status="bkx-ack"),
        make_mark(booking_id=22, status="bkx-completed"),
    )

    ingest.drain(sidecar)

    assert [(p["event"], p["previous_status"], p["status"]) for p in payloads(sidecar)] == [
        (CHANGED, "pending", "confirmed"),
        (COMPLETED, "confirmed", "completed"),
        (CHANGED, "confirmed", "completed"),
    ]


def test_the_steps_of_a_booking_are_told_in_order_beyond_the_end_of_a_batch(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "BATCH", 2)
    set_status(sidecar, 22, "bkx-completed")
    add_marks(
        sidecar,
        make_mark("note", booking_id=22, status="bkx-pending"),
        make_mark("note", booking_id=33),
        make_mark(booking_id=22, status="bkx-ack"),
        make_mark(booking_id=22, status="bkx-completed"),
    )

    ingest.drain(sidecar)

    assert [(p["event"], p["previous_status"], p["status"]) for p in payloads(sidecar)] == [
        (CHANGED, "pending", "confirmed"),
        (COMPLETED, "confirmed", "completed"),
        (CHANGED, "confirmed", "completed"),
    ]
    assert fetch(sidecar, "outbox", "id") == []


def test_a_new_booking_with_the_id_of_a_deleted_one_is_told(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))
    ingest.drain(sidecar)
    execute(sidecar, "DELETE FROM wp_posts WHERE ID = 57")
    execute(sidecar, "DELETE FROM wp_postmeta WHERE post_id = 57")
    execute(sidecar, "DELETE FROM wp_comments WHERE comment_post_ID = 57")
    add_marks(sidecar, make_mark("deleted", booking_id=57, status="deleted"))
    ingest.drain(sidecar)
    play(sidecar, load_golden("bookings", "hour-extra"), make_mark("created", booking_id=57))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [
        (0, CUSTOMER, 1),
        (57, CREATED, 1),
        (57, ASSIGNED, 2),
        (57, CANCELLED, 3),
        (0, CUSTOMER, 1),
        (57, CREATED, 4),
        (57, ASSIGNED, 5),
    ]


def test_each_subscription_gets_a_delivery_of_each_of_its_events(sidecar: Sidecar) -> None:
    for number in (1, 2):
        subscribe(sidecar, CHANGED, f"https://hooks.zapier.com/{number}")
    subscribe(sidecar, CREATED, "https://hooks.zapier.com/3")
    recording = load_golden("changes", "bulk-completed")
    play(sidecar, recording, *mark_touched(recording))

    ingest.drain(sidecar)

    events = fetch(sidecar, "events", "trigger_type", "event_id", "payload")
    changed = [event[1:] for event in events if event[0] == CHANGED]
    expected = [(event_id, number, payload) for event_id, payload in changed for number in (1, 2)]
    assert len(expected) == 4
    assert fetch(sidecar, "queue", "event_id", "subscription_id", "payload") == expected


def test_marks_are_gone_when_they_were_looked_at(sidecar: Sidecar) -> None:
    add_marks(sidecar, make_mark(booking_id=22), make_mark(booking_id=999_999))

    ingest.drain(sidecar)

    assert fetch(sidecar, "outbox", "id") == []


def test_two_drains_at_once_make_each_event_once_and_in_order(mariadb_sidecar: Sidecar) -> None:
    subscribe(mariadb_sidecar, CHANGED)
    statuses = ["bkx-ack", "bkx-completed", "bkx-missed", "bkx-pending"] * 10
    set_status(mariadb_sidecar, 22, statuses[-1])
    set_status(mariadb_sidecar, 33, statuses[-1])
    marks = [make_mark(booking_id=booking, status=status) for status in statuses for booking in (22, 33)]
    others = [make_sidecar(mariadb_sidecar.settings.database_url) for _ in range(2)]
    threads = [Thread(target=lambda s=s: [ingest.drain(s) for _ in range(20)]) for s in others]

    for thread in threads:
        thread.start()
    for start in range(0, len(marks), 7):
        add_marks(mariadb_sidecar, *marks[start : start + 7])
    for thread in threads:
        thread.join(30)
    ingest.drain(mariadb_sidecar)

    events = list_events(mariadb_sidecar)
    for booking in (22, 33):
        numbers = [number for object_id, _, number in events if object_id == booking]
        assert numbers == list(range(1, len(numbers) + 1))
    before = {22: "pending", 33: "confirmed"}
    changes = [payload for payload in payloads(mariadb_sidecar) if payload["event"] == CHANGED]
    for payload in changes:
        assert payload["previous_status"] == before[payload["booking_id"]]
        before[payload["booking_id"]] = payload["status"]
    assert before == {22: "pending", 33: "pending"}
    assert len(fetch(mariadb_sidecar, "queue", "id")) == len(changes)
    for other in others:
        other.database.dispose()


def test_500_marks_take_few_queries(sidecar: Sidecar) -> None:
    ids = [row[0] for row in fetch(sidecar, "snapshots", "object_id")]
    add_marks(sidecar, *(make_mark(booking_id=ids[number % len(ids)]) for number in range(500)))
    statements: list[str] = []
    sa.event.listen(
        sidecar.database.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: statements.append(statement),
    )

    ingest.drain(sidecar)

    assert fetch(sidecar, "outbox", "id") == []
    assert len(statements) < 75


def test_a_trigger_that_is_switched_off_keeps_its_events_and_sends_none(sidecar: Sidecar) -> None:
    subscribe(sidecar, CHANGED)
    quiet = with_settings(sidecar, allowed_triggers=(CREATED,))
    set_status(quiet, 22, "bkx-ack")
    add_marks(quiet, make_mark(booking_id=22))

    ingest.drain(quiet)

    assert list_events(quiet) == [(22, CHANGED, 1)]
    assert fetch(quiet, "queue", "id") == []
