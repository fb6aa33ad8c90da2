"""In whatever order hooks, reports, rows and sweeps come, each happening is told once, and none made up."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pymysql
import pytest
import sqlalchemy as sa

from sidecar.db.outbox import Mark
from sidecar.errors import ServiceUnavailableError
from sidecar.services import ingest
from sidecar.services.baseline import ensure_baseline
from sidecar.services.sweeping import sweep
from tests.factories import NOON, add_marks, execute, fetch, list_events, make_mark, play, set_status
from tests.integration.test_addon_rows import REVIEW, REVIEWS, install, write
from tests.integration.test_baseline import forget_everything
from tests.integration.test_reports import make_report, payloads, refusals, report
from tests.support.golden import load_golden
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sidecar.services.sidecar import Sidecar

BOOKING, NEW = 22, 57
CHANGED, COMPLETED = "booking_status_changed", "booking_completed"
PAID, REFUNDED = "payment_received", "refund_issued"
CONFIRMED_AND_COMPLETED = [(BOOKING, CHANGED, 1), (BOOKING, COMPLETED, 2), (BOOKING, CHANGED, 3)]


def step(raw_status: str) -> Mark:
    return make_mark("status", booking_id=BOOKING, status=raw_status)


def write_rows(sidecar: Sidecar, **metas: str | None) -> None:
    with sidecar.database.engine.begin() as connection:
        write_metas(connection, BOOKING, metas)


def pay(sidecar: Sidecar, status: str, transaction: str = "t1") -> list[tuple[int, str, int]]:
    """Let a gateway's add-on write a payment, and return all events so far."""
    write_rows(sidecar, _bkx_payment_status=status, _bkx_transaction_id=transaction)
    return report(sidecar, make_mark("payment", booking_id=BOOKING))


def refund(refund_id: str, amount: str) -> Mark:
    return make_report(REFUNDED, BOOKING, refund_id=refund_id, transaction_id="t1", amount=amount)


def test_rows_of_an_add_on_do_not_overtake_steps_that_wait(sidecar: Sidecar) -> None:
    install(sidecar, REVIEWS)
    set_status(sidecar, BOOKING, "bkx-completed")
    add_marks(sidecar, step("bkx-ack"), step("bkx-completed"))
    write(sidecar, "reviews", id=1, **REVIEW)

    sweep.sweep(sidecar)
    ingest.drain(sidecar)

    assert list_events(sidecar) == [*CONFIRMED_AND_COMPLETED, (BOOKING, "review_submitted", 4)]


@pytest.mark.parametrize(("code", "sweeps"), [(1205, 1), (1213, 1), (2013, 2)])
def test_a_race_or_a_lost_connection_makes_no_table_of_an_add_on_absent(
    mariadb_sidecar: Sidecar, code: int, sweeps: int
) -> None:
    sidecar, engine, failures = mariadb_sidecar, mariadb_sidecar.database.engine, [code]
    install(sidecar, REVIEWS)
    write(sidecar, "reviews", id=1, **REVIEW)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SHOW CREATE TABLE") and failures:
            raise pymysql.err.OperationalError(failures.pop(), "")

    sa.event.listen(engine, "before_cursor_execute", fail)

    for _ in range(sweeps):
        with suppress(ServiceUnavailableError):  # the connection is gone: the worker tries again
            sweep.sweep(sidecar)

    assert (failures, list_events(sidecar)) == ([], [(BOOKING, "review_submitted", 1)])


def test_a_report_taken_apart_from_its_batch_does_not_overtake_steps(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(sidecar, BOOKING, "bkx-completed")
    add_marks(sidecar, make_report("reminder_sent", BOOKING, reminder_id=1))
    add_marks(sidecar, step("bkx-ack"), step("bkx-completed"))

    def refuse(*_: object) -> None:
        raise sa.exc.DataError("", {}, Exception())

    monkeypatch.setattr(ingest, "_ingest_batch", refuse)
    monkeypatch.setattr(ingest, "BATCH", 4)

    ingest.drain(sidecar)

    assert list_events(sidecar) == [*CONFIRMED_AND_COMPLETED, (BOOKING, "reminder_sent", 4)]


def test_steps_that_are_made_while_a_booking_is_looked_at_are_told_in_order(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(sidecar, BOOKING, "bkx-ack")
    add_marks(sidecar, step("bkx-ack"))
    real, late = sidecar.store.read_bookings, ["bkx-missed", "bkx-completed"]

    def read_late(connection: Connection, ids: Collection[int]) -> Any:
        while late:
            raw_status = late.pop(0)
            update = sa.text("UPDATE wp_posts SET post_status = :status WHERE ID = :id")
            connection.execute(update, {"status": raw_status, "id": BOOKING})
            facts = json.dumps({"status": raw_status})
            row = {"object_type": "booking", "object_id": BOOKING, "marks": "status", "facts": facts}
            connection.execute(sa.insert(sidecar.database.own.outbox).values(**row, marked_at=NOON))
        return real(connection, ids)

    monkeypatch.setattr(sidecar.store, "read_bookings", read_late)

    ingest.drain(sidecar)

    told = [payload["status"] for payload in payloads(sidecar) if payload["event"] == CHANGED]
    assert told == ["confirmed", "no-show", "completed"]


@pytest.mark.parametrize("count", [199, 200, 201])
def test_marks_that_nobody_knows_cut_no_booking_in_two(sidecar: Sidecar, count: int) -> None:
    set_status(sidecar, BOOKING, "bkx-completed")
    unknown = [Mark("odd", number, frozenset({"x"}), {}, NOON) for number in range(count - 1)]
    reminder = make_report("reminder_sent", BOOKING, reminder_id=1)
    add_marks(sidecar, step("bkx-ack"), *unknown, step("bkx-completed"), reminder)

    ingest.drain(sidecar)

    assert list_events(sidecar) == [*CONFIRMED_AND_COMPLETED, (BOOKING, "reminder_sent", 4)]
    assert fetch(sidecar, "outbox", "id") == []


def test_what_was_marked_before_the_first_start_is_no_news(sidecar: Sidecar) -> None:
    forget_everything(sidecar)
    set_status(sidecar, BOOKING, "bkx-completed")
    add_marks(sidecar, step("bkx-ack"), step("bkx-completed"))

    ensure_baseline(sidecar)
    ingest.drain(sidecar)

    assert (list_events(sidecar), fetch(sidecar, "outbox", "id")) == ([], [])


def test_what_is_marked_after_a_booking_was_remembered_is_told(sidecar: Sidecar) -> None:
    forget_everything(sidecar)
    set_status(sidecar, BOOKING, "bkx-ack")
    add_marks(sidecar, step("bkx-missed"), step("bkx-ack"))
    ensure_baseline(sidecar)
    set_status(sidecar, BOOKING, "bkx-completed")
    add_marks(sidecar, step("bkx-completed"))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(BOOKING, COMPLETED, 1), (BOOKING, CHANGED, 2)]


@pytest.mark.parametrize("record", [b'{"raw_status":"bkx-pending","status":"pending"}', b'{"raw'])
def test_a_snapshot_without_an_address_does_not_stop_an_upgrade(sidecar: Sidecar, record: bytes) -> None:
    execute(
        sidecar,
        "DELETE FROM wp_bkx_zapier_state WHERE name NOT IN ('ingest_lock', 'baseline_last_booking_id')",
    )
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots WHERE object_type = 'service'")
    damage = "UPDATE wp_bkx_zapier_snapshots SET record = :record WHERE object_id = :id"
    execute(sidecar, damage, record=record, id=BOOKING)
    set_status(sidecar, 31, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=31))

    ensure_baseline(sidecar)
    ingest.drain(sidecar)

    assert list_events(sidecar) == [(31, CHANGED, 1)]


def test_a_booking_with_the_id_of_a_deleted_one_is_new_though_the_sweep_sees_it_first(
    sidecar: Sidecar,
) -> None:
    recording = load_golden("bookings", "hour-guest")
    play(sidecar, recording, make_mark("created", booking_id=NEW))
    ingest.drain(sidecar)
    execute(sidecar, "DELETE FROM wp_postmeta WHERE post_id = :id", id=NEW)
    execute(sidecar, "DELETE FROM wp_comments WHERE comment_post_ID = :id", id=NEW)
    execute(sidecar, "DELETE FROM wp_posts WHERE ID = :id", id=NEW)
    before = report(sidecar, make_mark("deleted", booking_id=NEW))
    play(sidecar, recording)
    execute(sidecar, "UPDATE wp_posts SET post_date_gmt = '2026-11-22 12:00:00' WHERE ID = :id", id=NEW)

    sweep.sweep(sidecar)
    told = report(sidecar, make_mark("created", booking_id=NEW))

    assert told[len(before) :] == [(NEW, "booking_created", 4), (NEW, "staff_assigned", 5)]


@pytest.mark.parametrize(
    ("metas", "said"),
    [
        ({"seat_id": "9"}, make_report("staff_assigned", BOOKING)),
        (
            {"payment_method": "bkx_gateway_stripe"},
            make_report("payment_method_changed", BOOKING, scope="booking", method="stripe"),
        ),
    ],
)
def test_a_report_of_what_the_rows_told_before_adds_nothing(
    sidecar: Sidecar, metas: dict[str, str], said: Mark
) -> None:
    write_rows(sidecar, **metas)
    told = report(sidecar, make_mark("meta", booking_id=BOOKING))

    assert len(told) == 1
    assert (report(sidecar, said), refusals(sidecar)) == (told, [])


def test_a_report_of_a_status_that_the_rows_told_before_adds_nothing(sidecar: Sidecar) -> None:
    set_status(sidecar, BOOKING, "bkx-ack")
    told = report(sidecar, make_mark(booking_id=BOOKING))

    assert report(sidecar, make_report(CHANGED, BOOKING)) == told == [(BOOKING, CHANGED, 1)]


def test_a_deposit_and_the_rest_are_two_payments_of_what_the_gateway_took(sidecar: Sidecar) -> None:
    for transaction in ("t1", "t2"):
        write_rows(sidecar, _bkx_payment_status="paid", _bkx_transaction_id=transaction)
        took = make_report(PAID, BOOKING, transaction_id=transaction, amount="20")
        told = report(sidecar, make_mark("payment", booking_id=BOOKING), took, took)

    assert told == [(BOOKING, PAID, 1), (BOOKING, PAID, 2)]
    assert [payload["amount"] for payload in payloads(sidecar)] == ["20.00", "20.00"]


def test_parts_of_a_refund_and_the_rows_that_follow_are_as_many_refunds_as_parts(sidecar: Sidecar) -> None:
    pay(sidecar, "paid")
    told = report(sidecar, refund("r1", "10"), refund("r2", "29"))

    assert told == [(BOOKING, PAID, 1), (BOOKING, REFUNDED, 2), (BOOKING, REFUNDED, 3)]
    assert pay(sidecar, "refunded") == told


def test_a_part_of_a_refund_that_comes_with_the_rows_says_its_amount(sidecar: Sidecar) -> None:
    pay(sidecar, "paid")
    write_rows(sidecar, _bkx_payment_status="refunded")

    told = report(sidecar, make_mark("payment", booking_id=BOOKING), refund("r1", "10"))

    assert told == [(BOOKING, PAID, 1), (BOOKING, REFUNDED, 2)]
    assert payloads(sidecar)[1]["amount"] == "10.00"


def test_a_payment_that_is_shown_again_after_days_leaves_no_gap(sidecar: Sidecar) -> None:
    pay(sidecar, "paid")
    pay(sidecar, "pending")
    long_ago = sa.update(sidecar.database.own.events).values(occurred_at=NOON - timedelta(days=90))
    with sidecar.database.engine.begin() as connection:
        connection.execute(long_ago)
    pay(sidecar, "paid")
    set_status(sidecar, BOOKING, "bkx-ack")

    told = report(sidecar, make_mark(booking_id=BOOKING))

    assert told == [(BOOKING, PAID, 1), (BOOKING, CHANGED, 2)]


@pytest.mark.parametrize("question", range(1, 41, 3))
def test_a_deadlock_at_any_question_begins_anew(mariadb_sidecar: Sidecar, question: int) -> None:
    sidecar, engine, asked = mariadb_sidecar, mariadb_sidecar.database.engine, [0]
    write_rows(sidecar, _bkx_payment_status="paid", _bkx_transaction_id="t1")
    review = make_report("review_submitted", BOOKING, review_id=1)
    add_marks(sidecar, make_mark("payment", booking_id=BOOKING), review)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked[0] += statement.startswith("SELECT")
        if asked[0] == question:
            asked[0] += 1
            raise pymysql.err.OperationalError(1213, "")

    sa.event.listen(engine, "before_cursor_execute", fail)

    ingest.drain(sidecar)
    sa.event.remove(engine, "before_cursor_execute", fail)

    assert list_events(sidecar) == [(BOOKING, PAID, 1), (BOOKING, "review_submitted", 2)]
    assert fetch(sidecar, "activity", "error_message") == []
