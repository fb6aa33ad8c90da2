"""Whatever is broken in a booking or a mark, it is named and the others go on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import sqlalchemy as sa

from sidecar.db import activity
from sidecar.services import ingest
from sidecar.services.sweeping import sweep
from sidecar.services.telling import Teller
from sidecar.wp_bridge.posts.booking_reader import build_record
from tests.factories import add_marks, execute, fetch, list_events, make_mark, play, set_status
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

CHANGED, COMPLETED = "booking_status_changed", "booking_completed"
COMPLETED_22 = [(22, COMPLETED, 1), (22, CHANGED, 2)]
COMPLETED_33 = [(33, COMPLETED, 1), (33, CHANGED, 2)]


def complete_two(sidecar: Sidecar) -> None:
    """Complete the bookings 22 and 33 by the bulk action, with their marks."""
    marks = [make_mark(booking_id=booking_id) for booking_id in (22, 33)]
    play(sidecar, load_golden("changes", "bulk-completed"), *marks)


def payloads(sidecar: Sidecar) -> list[dict[str, Any]]:
    return [json.loads(row[0]) for row in fetch(sidecar, "events", "payload")]


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "[]",
        "null",
        "7",
        "{",
        '{"status": {"a": 1}}',
        '{"status": "x\'; DROP TABLE wp_posts"}',
        "[" * 5000,
    ],
)
def test_whatever_stands_in_the_facts_a_mark_is_a_mark(sidecar: Sidecar, facts: str) -> None:
    set_status(sidecar, 22, "bkx-ack")
    insert = (
        "INSERT INTO wp_bkx_zapier_outbox (object_type, object_id, marks, facts, marked_at) "
        "VALUES ('booking', 22, 'status', :facts, '2026-11-22 12:00:00.000'), "
        "('ticket', 22, '', :facts, '2026-11-22 12:00:00.000')"
    )
    execute(sidecar, insert, facts=facts)

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(22, CHANGED, 1)]
    assert fetch(sidecar, "outbox", "id") == []


def test_damaged_metas_are_named_and_the_rest_is_told(sidecar: Sidecar) -> None:
    damage = "UPDATE wp_postmeta SET meta_value = 'a:3:{broken' WHERE post_id = 22 AND meta_key = :key"
    execute(sidecar, damage, key="order_meta_data")
    complete_two(sidecar)

    ingest.drain(sidecar)

    assert list_events(sidecar) == COMPLETED_22 + COMPLETED_33
    assert "order_meta_data" in payloads(sidecar)[0]["unreadable"]


def test_a_deleted_service_and_staff_member_keep_their_ids(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_posts WHERE post_type IN ('bkx_seat', 'bkx_base')")
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=22))

    ingest.drain(sidecar)

    (payload,) = payloads(sidecar)
    assert (payload["service"]["name"], payload["staff"]["name"]) == (None, None)
    assert (payload["service"]["id"], payload["staff"]["id"]) != (None, None)


def break_reader(monkeypatch: pytest.MonkeyPatch, booking_id: int) -> None:
    def build(post: Any, *rest: Any) -> Any:
        if post.id == booking_id:
            raise ZeroDivisionError
        return build_record(post, *rest)

    monkeypatch.setattr("sidecar.wp_bridge.posts.layout.build_record", build)


def test_a_booking_that_cannot_be_read_is_logged_and_stops_no_other(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete_two(sidecar)
    break_reader(monkeypatch, 22)

    ingest.drain(sidecar)

    assert list_events(sidecar) == COMPLETED_33
    assert fetch(sidecar, "activity", "event_type", "direction", "success", "error_message") == [
        (
            "ingest",
            activity.INTERNAL,
            False,
            "Booking 22 was skipped: it cannot be processed (ZeroDivisionError).",
        )
    ]


def test_a_booking_that_can_be_read_again_is_told_with_its_next_mark(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=22))
    with monkeypatch.context() as broken:
        break_reader(broken, 22)
        ingest.drain(sidecar)
    add_marks(sidecar, make_mark(booking_id=22))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(22, CHANGED, 1)]


def test_a_text_of_any_length_stops_neither_its_booking_nor_another(sidecar: Sidecar) -> None:
    complete_two(sidecar)
    execute(sidecar, "DELETE FROM wp_postmeta WHERE post_id = 22 AND meta_key = 'first_name'")
    execute(sidecar, "UPDATE wp_postmeta SET meta_value = 'a:0:{}' WHERE meta_key = 'order_meta_data'")
    insert = "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (22, 'first_name', :name)"
    execute(sidecar, insert, name='"' * 7_000_000)

    ingest.drain(sidecar)

    assert list_events(sidecar) == [*COMPLETED_22, (22, "booking_updated", 3), *COMPLETED_33]
    assert payloads(sidecar)[0]["customer"]["first_name"] == '"' * 10_000


def write_as_another_version(sidecar: Sidecar, booking_id: int) -> None:
    """Make a snapshot one that this version cannot read whole."""
    (record,) = [row[1] for row in fetch(sidecar, "snapshots", "object_id", "record") if row[0] == booking_id]
    other = json.loads(record) | {"staff": "a name", "payment": 7}
    statement = "UPDATE wp_bkx_zapier_snapshots SET record = :record WHERE object_id = :id"
    execute(sidecar, statement, record=json.dumps(other).encode(), id=booking_id)


def test_a_change_since_a_snapshot_of_another_version_is_told(sidecar: Sidecar) -> None:
    complete_two(sidecar)
    write_as_another_version(sidecar, 22)

    ingest.drain(sidecar)

    assert list_events(sidecar) == COMPLETED_22 + COMPLETED_33
    assert payloads(sidecar)[0]["previous_status"] == "pending"


def test_a_snapshot_of_another_version_is_written_anew_without_a_word(sidecar: Sidecar) -> None:
    before = fetch(sidecar, "snapshots", "object_id", "record", "sequence", "is_baseline")
    write_as_another_version(sidecar, 22)

    assert sweep.sweep(sidecar) == 0
    assert fetch(sidecar, "snapshots", "object_id", "record", "sequence", "is_baseline") == before
    assert fetch(sidecar, "activity", "id") == []


def test_a_row_that_the_database_refuses_stops_no_other(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: Any = None if sidecar.database.engine.dialect.name == "sqlite" else "x" * 300

    tell_changes = Teller.tell_changes

    def make_refused(*arguments: Any) -> list[Any]:
        made = tell_changes(*arguments)
        return [replace(event, dedup_key=refused) if event.object_id == 22 else event for event in made]

    monkeypatch.setattr(Teller, "tell_changes", make_refused)
    complete_two(sidecar)

    ingest.drain(sidecar)

    assert list_events(sidecar) == COMPLETED_33
    assert fetch(sidecar, "outbox", "id") == []
    [(message,)] = fetch(sidecar, "activity", "error_message")
    assert message.startswith("Booking 22 was skipped: it cannot be processed (")


@pytest.mark.parametrize("charset", ["utf8mb3", "latin1"])
def test_an_address_that_the_users_table_has_no_letters_for_stops_nobody(
    mariadb_sidecar: Sidecar, charset: str
) -> None:
    execute(mariadb_sidecar, f"ALTER TABLE wp_users CONVERT TO CHARACTER SET {charset}")
    email = "UPDATE wp_postmeta SET meta_value = :email WHERE post_id = 22 AND meta_key = 'customer_email'"
    execute(mariadb_sidecar, email, email="\U0001f363@ann.example")
    complete_two(mariadb_sidecar)

    ingest.drain(mariadb_sidecar)

    told = [event for event in list_events(mariadb_sidecar) if event[1] == COMPLETED]
    assert told == [(22, COMPLETED, 1), (33, COMPLETED, 1)]
    assert fetch(mariadb_sidecar, "outbox", "id") == []


@pytest.mark.parametrize("marked_at", ["0000-00-00 00:00:00.000", "2026-02-00 00:00:00.000"])
def test_a_mark_of_a_day_that_no_calendar_has_is_a_mark(mariadb_sidecar: Sidecar, marked_at: str) -> None:
    set_status(mariadb_sidecar, 22, "bkx-ack")
    with mariadb_sidecar.database.engine.begin() as connection:
        connection.execute(sa.text("SET SESSION sql_mode = ''"))
        insert = (
            "INSERT INTO wp_bkx_zapier_outbox (object_type, object_id, marks, facts, marked_at) "
            "VALUES ('booking', 22, 'status', '{}', :marked_at)"
        )
        connection.execute(sa.text(insert), {"marked_at": marked_at})

    ingest.drain(mariadb_sidecar)

    assert list_events(mariadb_sidecar) == [(22, CHANGED, 1)]
    assert fetch(mariadb_sidecar, "outbox", "id") == []


def test_a_detector_that_fails_is_named_and_the_others_go_on(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise ValueError("ann@example.test")

    monkeypatch.setitem(ingest.DETECTORS, "comment", fail)
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, replace(make_mark(booking_id=5), object_type="comment"), make_mark(booking_id=22))

    ingest.drain(sidecar)

    assert (list_events(sidecar), fetch(sidecar, "outbox", "id")) == ([(22, CHANGED, 1)], [])
    assert fetch(sidecar, "activity", "error_message") == [
        ("Comment 5 was skipped: it cannot be processed (ValueError).",)
    ]
