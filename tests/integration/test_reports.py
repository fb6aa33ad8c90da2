"""Reports become events: each happening once, in the order of its booking, whatever is in them."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.db.outbox import Mark
from sidecar.services import ingest
from tests.factories import (
    NOON,
    add_marks,
    execute,
    fetch,
    list_events,
    make_mark,
    make_sidecar,
    play,
    set_status,
    subscribe,
)
from tests.support.golden import find_booking_id, load_golden
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar

BOOKING, OTHER = 31, 22
GONE = 99_999
PAID, FAILED, REFUNDED = "payment_received", "payment_failed", "refund_issued"
CHANGED, COMPLETED = "booking_status_changed", "booking_completed"


def make_report(trigger: Any, booking_id: int = BOOKING, /, **details: Any) -> Mark:
    """Return a report as the shim marks it."""
    return Mark("report", booking_id, frozenset({"reported"}), {"trigger": trigger, "details": details}, NOON)


def report(sidecar: Sidecar, *marks: Mark) -> list[tuple[int, str, int]]:
    """Let reports and other marks in, and return all events so far."""
    add_marks(sidecar, *marks)
    ingest.drain(sidecar)
    return list_events(sidecar)


def pay_by_sql(sidecar: Sidecar, **metas: str) -> None:
    with sidecar.database.engine.begin() as connection:
        write_metas(connection, BOOKING, {"payment_status": "completed", **metas})


def payloads(sidecar: Sidecar) -> list[dict[str, Any]]:
    return [json.loads(row[0]) for row in fetch(sidecar, "events", "payload")]


def refusals(sidecar: Sidecar) -> list[str]:
    return [row[0] for row in fetch(sidecar, "activity", "error_message")]


def test_a_report_told_twice_is_one_event(sidecar: Sidecar) -> None:
    first = make_report(PAID, transaction_id="t1", amount="48.00")
    again = make_report(PAID, transaction_id="t1", amount_minor=4800)

    at_once = report(sidecar, first, again)

    assert at_once == [(BOOKING, PAID, 1)]
    assert report(sidecar, again) == at_once


def test_two_transactions_are_two_payments(sidecar: Sidecar) -> None:
    told = report(sidecar, make_report(PAID, transaction_id="t1"), make_report(PAID, transaction_id="t2"))

    assert told == [(BOOKING, PAID, 1), (BOOKING, PAID, 2)]


@pytest.mark.parametrize("is_marked", [True, False])
def test_rows_and_report_of_one_payment_in_one_batch_are_one_event(
    sidecar: Sidecar, *, is_marked: bool
) -> None:
    pay_by_sql(sidecar)
    marks = [make_mark("payment", booking_id=BOOKING)] if is_marked else []

    told = report(sidecar, *marks, make_report(PAID, transaction_id="t1", gateway="stripe"))

    assert told == [(BOOKING, PAID, 1)]
    (payload,) = payloads(sidecar)
    assert (payload["transaction_id"], payload["gateway"]) == ("t1", "stripe")


def test_rows_that_follow_a_report_do_not_double_it(sidecar: Sidecar) -> None:
    told = report(sidecar, make_report(PAID, transaction_id="t1"))
    pay_by_sql(sidecar)

    assert report(sidecar, make_mark("payment", booking_id=BOOKING)) == told
    assert report(sidecar, make_report("review_submitted", review_id=1))[1:] == [
        (BOOKING, "review_submitted", 2)
    ]


def test_a_report_that_follows_the_rows_does_not_double_them(sidecar: Sidecar) -> None:
    pay_by_sql(sidecar)
    told = report(sidecar, make_mark("payment", booking_id=BOOKING))

    assert told == [(BOOKING, PAID, 1)]
    assert report(sidecar, make_report(PAID, transaction_id="t1")) == told
    assert report(sidecar, make_report(PAID)) == told


def test_another_amount_is_another_payment(sidecar: Sidecar) -> None:
    pay_by_sql(sidecar)
    report(sidecar, make_mark("payment", booking_id=BOOKING))

    told = report(sidecar, make_report(PAID, transaction_id="t2", amount="5.00"))

    assert told == [(BOOKING, PAID, 1), (BOOKING, PAID, 2)]


def test_a_payment_given_up_and_one_refused_are_two(sidecar: Sidecar) -> None:
    told = report(sidecar, *(make_report(FAILED, outcome=outcome) for outcome in ("abandoned", "failed")))

    assert told == [(BOOKING, FAILED, 1), (BOOKING, FAILED, 2)]


def test_reports_and_changes_of_a_booking_are_numbered_together(sidecar: Sidecar) -> None:
    set_status(sidecar, BOOKING, "bkx-ack")
    report(sidecar, make_mark("status", booking_id=BOOKING, status="bkx-ack"))
    report(sidecar, make_report("reminder_sent", reminder_id=1), make_report("invoice_generated"))
    set_status(sidecar, BOOKING, "bkx-missed")

    told = report(sidecar, make_mark("status", booking_id=BOOKING, status="bkx-missed"))

    assert told == [
        (BOOKING, CHANGED, 1),
        (BOOKING, "reminder_sent", 2),
        (BOOKING, "invoice_generated", 3),
        (BOOKING, "booking_no_show", 4),
        (BOOKING, CHANGED, 5),
    ]


def test_a_new_booking_is_told_before_what_is_reported_of_it(sidecar: Sidecar) -> None:
    recording = load_golden("bookings", "hour-guest")
    play(sidecar, recording)
    booking_id = find_booking_id(recording)

    told = report(sidecar, make_report(PAID, booking_id, transaction_id="t1"))

    of_booking = [event for event in told if event[0] == booking_id]
    assert [event[1] for event in of_booking] == ["booking_created", "staff_assigned", PAID]
    assert [event[2] for event in of_booking] == [1, 2, 3]


def test_a_status_that_the_booking_shows_is_not_told_again(sidecar: Sidecar) -> None:
    set_status(sidecar, BOOKING, "bkx-completed")

    told = report(sidecar, make_report("booking-completed"), make_report(CHANGED))

    assert told == [(BOOKING, COMPLETED, 1), (BOOKING, CHANGED, 2)]
    assert report(sidecar, make_report(COMPLETED)) == told


def test_a_status_that_only_a_plugin_knows_is_told_once(sidecar: Sidecar) -> None:
    told = report(sidecar, make_report(COMPLETED), make_report(COMPLETED))

    assert told == [(BOOKING, COMPLETED, 1)]
    assert report(sidecar, make_report(COMPLETED)) == told
    assert payloads(sidecar)[0]["service"]["name"] == "Colour"


def test_a_status_that_is_reached_again_is_told_again(sidecar: Sidecar) -> None:
    report(sidecar, make_report(COMPLETED))
    set_status(sidecar, BOOKING, "bkx-ack")
    later = NOON + timedelta(minutes=5)
    report(sidecar, make_mark("status", booking_id=BOOKING, marked_at=later))

    told = report(sidecar, make_report(COMPLETED))

    assert told == [(BOOKING, COMPLETED, 1), (BOOKING, CHANGED, 2), (BOOKING, COMPLETED, 3)]


def test_a_booking_that_was_told_is_not_created_again(sidecar: Sidecar) -> None:
    assert report(sidecar, make_report("booking_created")) == []
    assert refusals(sidecar) == []


def test_a_service_that_is_reported_shows_by_itself_what_happened(sidecar: Sidecar) -> None:
    execute(sidecar, "UPDATE wp_posts SET post_title = 'Trim' WHERE ID = 14")

    assert report(sidecar, make_report("service_updated", 0, service_id=14)) == [(14, "service_updated", 1)]


def test_reports_without_a_booking_are_each_their_own(sidecar: Sidecar) -> None:
    told = report(sidecar, *(make_report("reminder_sent", 0, channel="sms") for _ in "ab"))

    assert told == [(0, "reminder_sent", 1)] * 2
    assert [payload["booking_id"] for payload in payloads(sidecar)] == [None, None]


def test_a_refund_of_a_booking_that_is_gone_has_what_was_known(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_postmeta WHERE post_id = :id", id=BOOKING)
    execute(sidecar, "DELETE FROM wp_posts WHERE ID = :id", id=BOOKING)

    told = report(sidecar, make_report(REFUNDED, refund_id="r1", amount=10))

    assert [event[1:] for event in told] == [("booking_cancelled", 1), (REFUNDED, 2)]
    assert payloads(sidecar)[1]["customer"]["email"] == "jan.jones@example.test"


def test_a_booking_that_nobody_knows_leaves_nulls(sidecar: Sidecar) -> None:
    told = report(sidecar, *(make_report("reminder_sent", GONE) for _ in "ab"))

    assert told == [(GONE, "reminder_sent", 1)] * 2
    assert payloads(sidecar)[0]["customer"]["email"] is None


BAD: dict[str, tuple[Mark, str]] = {
    "unknown trigger": (make_report("nothing"), "A report of nothing was refused. trigger:"),
    "hostile name": (make_report("<b>x\n"), "A report of an unknown trigger was refused. trigger:"),
    "no name": (make_report([1]), "A report of an unknown trigger was refused. trigger:"),
    "clock's trigger": (
        make_report("booking_upcoming"),
        "A report of booking_upcoming was refused. trigger:",
    ),
    "unknown booking": (
        make_report(COMPLETED, GONE),
        "A report of booking_completed was refused. booking_id:",
    ),
    "no booking": (make_report(COMPLETED, 0), "A report of booking_completed was refused. booking_id:"),
    "no service": (make_report("service_created", 0), "A report of service_created was refused. service_id:"),
    "wrong types": (
        make_report(PAID, amount={"a": [1]}, transaction_id=["secret"]),
        "A report of payment_received was refused. amount:",
    ),
    "huge": (make_report("review_submitted", text="secret" * 9_000), "A report of review_submitted was"),
    "nested": (
        make_report("review_submitted", text=[[[[[["secret"]]]]]]),
        "A report of review_submitted was refused. text:",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_report_is_refused_with_its_reason_and_stops_nothing(sidecar: Sidecar, name: str) -> None:
    bad, reason = BAD[name]

    told = report(sidecar, bad, make_report("review_submitted", OTHER, review_id=1, text="عربى 🍣 'x'"))

    assert told == [(OTHER, "review_submitted", 1)]
    assert [found.startswith(reason) for found in refusals(sidecar)] == [True]
    assert "secret" not in str(fetch(sidecar, "activity", "request_data", "response_data", "error_message"))
    assert fetch(sidecar, "outbox", "id") == []


def test_facts_that_are_no_report_are_refused(sidecar: Sidecar) -> None:
    assert report(sidecar, Mark("report", 0, frozenset({"reported"}), {}, NOON)) == []
    assert len(refusals(sidecar)) == 1


def test_two_processes_make_one_event_of_one_report(sidecar: Sidecar) -> None:
    subscribe(sidecar, PAID)
    add_marks(sidecar, *(make_report(PAID, transaction_id=f"t{number % 10}") for number in range(50)))
    others = [make_sidecar(sidecar.settings.database_url) for _ in range(2)]
    threads = [Thread(target=ingest.drain, args=(other,)) for other in others]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for other in others:
        other.database.dispose()
    assert list_events(sidecar) == [(BOOKING, PAID, number) for number in range(1, 11)]
    assert len(fetch(sidecar, "queue", "id")) == 10


@pytest.fixture
def statements(sidecar: Sidecar) -> Iterator[list[str]]:
    """Return the SQL that is run from now on."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(sidecar.database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(sidecar.database.engine, "before_cursor_execute", note)


def test_many_reports_cost_no_more_queries_than_one(sidecar: Sidecar, statements: list[str]) -> None:
    def reports_of(count: int, name: str) -> list[Mark]:
        return [
            make_report(
                PAID, (BOOKING, OTHER)[number % 2], transaction_id=f"{name}{number}", amount=number + 1
            )
            for number in range(count)
        ]

    def count_for(marks: list[Mark]) -> int:
        statements.clear()
        with sidecar.database.transaction() as tx:
            ingest.ingest_marks(sidecar, tx, marks)
        return len(statements)

    few = count_for(reports_of(2, "few"))
    many = count_for(reports_of(500, "many"))

    assert many <= few
    assert len(list_events(sidecar)) == 502
