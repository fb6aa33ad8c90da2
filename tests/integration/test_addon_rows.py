"""Reviews and reminders in the add-ons' own tables are told once, with whatever columns there are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.services import ingest
from sidecar.services.baseline import ensure_baseline
from sidecar.services.detecting import addon_sources
from sidecar.services.sweeping import suspects, sweep
from tests.factories import execute, fetch, list_events, set_status
from tests.support.site_rows import list_payloads, mark

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

REVIEWS = """CREATE TABLE wp_bkx_reviews (id INTEGER PRIMARY KEY, booking_id INTEGER, service_id INTEGER,
    seat_id INTEGER, customer_email VARCHAR(255), rating INTEGER, review_text TEXT, status VARCHAR(20),
    created_at DATETIME)"""
LOGS = """CREATE TABLE wp_bkx_reminder_logs (id INTEGER PRIMARY KEY, reminder_id INTEGER, booking_id INTEGER,
    channel VARCHAR(20), recipient VARCHAR(255), status VARCHAR(20), sent_at DATETIME)"""
SCHEDULED = """CREATE TABLE wp_bkx_scheduled_reminders (id INTEGER PRIMARY KEY, booking_id INTEGER,
    reminder_type VARCHAR(50), channel VARCHAR(20), recipient VARCHAR(255), sent_at DATETIME,
    status VARCHAR(20))"""
REVIEW = {
    "booking_id": 22,
    "service_id": 13,
    "seat_id": 8,
    "customer_email": "ann@example.test",
    "rating": 4,
    "review_text": "Lovely.",
    "status": "approved",
    "created_at": "2026-07-01 12:00:00",
}
LOG = {
    "booking_id": 22,
    "channel": "sms",
    "recipient": "0123",
    "status": "sent",
    "sent_at": "2026-07-01 12:00:00",
}
REVIEW_SAID = {
    "booking_id": 22,
    "review_id": "1",
    "rating": 4,
    "text": "Lovely.",
    "author_name": None,
    "author_email": "ann@example.test",
    "service_id": 13,
    "staff_id": 8,
    "source": "bkx_reviews",
    "submitted_at": "2026-07-01T11:00:00+00:00",
}
REMINDER_SAID = {
    "booking_id": 22,
    "reminder_id": "log-1",
    "channel": "sms",
    "recipient": "0123",
    "reminder_type": None,
    "sent_at": "2026-07-01T11:00:00+00:00",
}


def install(sidecar: Sidecar, *tables: str) -> None:
    """Make an add-on's tables, and look at them for the first time."""
    for table in tables:
        execute(sidecar, table)
    look(sidecar)


def look(sidecar: Sidecar) -> None:
    """Let the add-on say that it wrote."""
    mark(sidecar, "reminders", 1, "reminded")
    ingest.drain(sidecar)


def keep_plan_empty(real: Any, *given: Any) -> Any:
    """Make the sweep's plan before anything changed."""
    return replace(real(*given), suspects=[])


def write(sidecar: Sidecar, table: str, **values: Any) -> None:
    columns, names = ", ".join(values), ", ".join(f":{key}" for key in values)
    execute(sidecar, f"INSERT INTO wp_bkx_{table} ({columns}) VALUES ({names})", **values)  # noqa: S608 # of this file


def list_said(sidecar: Sidecar, like: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the events say, as far as `like` says something."""
    return [{key: payload[key] for key in like} for payload in list_payloads(sidecar)]


def test_a_new_review_is_told_once_with_its_booking(sidecar: Sidecar) -> None:
    install(sidecar, REVIEWS)
    write(sidecar, "reviews", id=1, **REVIEW)

    for _ in range(2):
        look(sidecar)

    assert list_said(sidecar, REVIEW_SAID) == [REVIEW_SAID]
    assert list_events(sidecar) == [(22, "review_submitted", 1)]


def test_a_new_reminder_is_told_once_with_its_booking(sidecar: Sidecar) -> None:
    install(sidecar, LOGS, SCHEDULED)
    write(sidecar, "reminder_logs", id=1, **LOG)
    write(sidecar, "scheduled_reminders", id=1, **LOG)

    for _ in range(2):
        look(sidecar)

    assert list_said(sidecar, REMINDER_SAID) == [REMINDER_SAID]
    assert list_events(sidecar) == [(22, "reminder_sent", 1)]


def test_what_is_there_when_a_table_is_seen_first_is_old(sidecar: Sidecar) -> None:
    for table in (REVIEWS, LOGS):
        execute(sidecar, table)
    write(sidecar, "reviews", id=1, **REVIEW)
    write(sidecar, "reminder_logs", id=1, **LOG)

    for _ in range(2):
        look(sidecar)

    assert list_events(sidecar) == []


def test_a_table_that_is_there_at_the_first_start_is_known_from_then_on(sidecar: Sidecar) -> None:
    execute(sidecar, REVIEWS)
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots")
    execute(sidecar, "DELETE FROM wp_bkx_zapier_state WHERE name <> 'ingest_lock'")
    write(sidecar, "reviews", id=1, **REVIEW)
    ensure_baseline(sidecar)
    write(sidecar, "reviews", id=2, **REVIEW)

    look(sidecar)

    assert [payload["review_id"] for payload in list_payloads(sidecar)] == ["2"]


@pytest.mark.parametrize("is_older_than_the_table_is_known", [False, True])
def test_a_review_that_is_approved_later_is_told_then(
    sidecar: Sidecar, *, is_older_than_the_table_is_known: bool
) -> None:
    if is_older_than_the_table_is_known:
        execute(sidecar, REVIEWS)
        write(sidecar, "reviews", id=1, **REVIEW | {"status": "pending"})
        look(sidecar)
    else:
        install(sidecar, REVIEWS)
        write(sidecar, "reviews", id=1, **REVIEW | {"status": "pending"})
    write(sidecar, "reviews", id=2, **REVIEW | {"status": "spam"})
    look(sidecar)
    before = list_events(sidecar)
    execute(sidecar, "UPDATE wp_bkx_reviews SET status = 'approved' WHERE id = 1")

    for _ in range(2):
        look(sidecar)

    assert (before, list_said(sidecar, REVIEW_SAID)) == ([], [REVIEW_SAID])


def test_a_reminder_that_failed_is_not_told(sidecar: Sidecar) -> None:
    install(sidecar, LOGS)
    write(sidecar, "reminder_logs", id=1, **LOG | {"status": "failed"})

    look(sidecar)

    assert list_events(sidecar) == []


def test_without_a_log_a_scheduled_reminder_is_told_when_it_is_sent(sidecar: Sidecar) -> None:
    install(sidecar, SCHEDULED)
    row = LOG | {"reminder_type": "24h", "sent_at": None, "status": "pending"}
    write(sidecar, "scheduled_reminders", id=1, **row)
    look(sidecar)
    before = list_events(sidecar)
    execute(sidecar, "UPDATE wp_bkx_scheduled_reminders SET status = 'sent', sent_at = '2026-07-01 12:00:00'")

    for _ in range(2):
        look(sidecar)

    assert before == []
    assert list_said(sidecar, REMINDER_SAID) == [
        REMINDER_SAID | {"reminder_id": "scheduled-1", "reminder_type": "24h"}
    ]


def test_columns_that_lack_are_told_as_unknown(sidecar: Sidecar) -> None:
    install(sidecar, "CREATE TABLE wp_bkx_reviews (id INTEGER PRIMARY KEY, rating INTEGER)")
    write(sidecar, "reviews", id=1, rating=5)

    look(sidecar)

    (said,) = list_said(sidecar, REVIEW_SAID)
    assert said.pop("submitted_at") is not None  # nobody knows: when it was found
    assert said == dict.fromkeys(said) | {"review_id": "1", "rating": 5, "source": "bkx_reviews"}


@pytest.mark.parametrize("columns", ["name VARCHAR(20)", "uuid VARCHAR(36), rating INTEGER"])
def test_a_table_without_ids_is_left_alone(sidecar: Sidecar, columns: str) -> None:
    install(sidecar, f"CREATE TABLE wp_bkx_reviews ({columns})")

    assert (list_events(sidecar), fetch(sidecar, "activity", "error_message")) == ([], [])


def test_a_row_that_makes_no_sense_is_refused_and_stops_no_other(sidecar: Sidecar) -> None:
    install(sidecar, REVIEWS.replace("rating INTEGER", "rating VARCHAR(20)"))
    write(sidecar, "reviews", id=1, **REVIEW | {"rating": "very good"})
    write(sidecar, "reviews", id=2, **REVIEW)

    look(sidecar)

    assert [payload["review_id"] for payload in list_payloads(sidecar)] == ["2"]
    assert fetch(sidecar, "activity", "error_message") == [
        ("A report of review_submitted was refused. rating: Expected a number.",)
    ]


def test_more_rows_than_fit_one_look_are_told_by_the_next(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addon_sources, "LIMIT", 2)
    install(sidecar, REVIEWS)
    for number in range(1, 6):
        write(sidecar, "reviews", id=number, **REVIEW)

    for _ in range(3):
        look(sidecar)

    assert [payload["review_id"] for payload in list_payloads(sidecar)] == ["1", "2", "3", "4", "5"]


def test_a_table_that_was_made_anew_is_read_from_where_it_ends(sidecar: Sidecar) -> None:
    install(sidecar, REVIEWS)
    write(sidecar, "reviews", id=7, **REVIEW)
    look(sidecar)
    execute(sidecar, "DELETE FROM wp_bkx_reviews")
    look(sidecar)
    write(sidecar, "reviews", id=1, **REVIEW)

    look(sidecar)

    assert [payload["review_id"] for payload in list_payloads(sidecar)] == ["7", "1"]


def test_the_table_and_the_hook_of_another_add_on_tell_two_reviews(sidecar: Sidecar) -> None:
    install(sidecar, REVIEWS)
    write(sidecar, "reviews", id=1, **REVIEW)
    execute(
        sidecar,
        "INSERT INTO wp_bkx_zapier_outbox (object_type, object_id, marks, facts, marked_at) "
        "VALUES ('report', 22, 'reported', :facts, '2026-11-22 12:00:00.000')",
        facts='{"trigger":"review_submitted","details":{"review_id":1,"rating":4,"source":"bkx_staff_reviews"}}',
    )

    for _ in range(2):
        look(sidecar)

    sources = [(payload["source"], payload["review_id"]) for payload in list_payloads(sidecar)]
    assert sources == [("bkx_staff_reviews", "1"), ("bkx_reviews", "1")]


def test_the_sweep_finds_rows_whose_booking_changes_at_that_moment(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(sidecar, REVIEWS)
    write(sidecar, "reviews", id=1, **REVIEW)
    set_status(sidecar, 22, "bkx-ack")
    monkeypatch.setattr(suspects, "make_plan", partial(keep_plan_empty, suspects.make_plan))

    made = sweep.sweep(sidecar)

    assert (made, list_events(sidecar)) == (
        2,
        [(22, "booking_status_changed", 1), (22, "review_submitted", 2)],
    )


ODD_IDS = {
    "text": ("VARCHAR(40) PRIMARY KEY", "abc"),
    "bytes": ("VARBINARY(16) PRIMARY KEY", b"\xff"),
    "fraction": ("DOUBLE PRIMARY KEY", 1.5),
    "time": ("DATETIME PRIMARY KEY", "2026-01-01 00:00:00"),
    "nothing": ("INT NULL", None),
}


@pytest.mark.parametrize(("kind", "id_"), ODD_IDS.values(), ids=ODD_IDS)
def test_a_table_whose_ids_do_not_count_is_passed_over(mariadb_sidecar: Sidecar, kind: str, id_: Any) -> None:
    install(mariadb_sidecar, f"CREATE TABLE wp_bkx_reviews (id {kind}, booking_id INT, status TEXT)", LOGS)
    execute(mariadb_sidecar, "INSERT INTO wp_bkx_reviews VALUES (:id, 22, 'approved')", id=id_)
    insert_log = "INSERT INTO wp_bkx_reminder_logs VALUES (1, 1, 22, 'sms', '0123', 'sent', NULL)"
    execute(mariadb_sidecar, insert_log)

    look(mariadb_sidecar)
    sweep.sweep(mariadb_sidecar)

    assert list_events(mariadb_sidecar) == [(22, "reminder_sent", 1)]


def test_a_view_on_a_table_that_is_gone_is_passed_over(mariadb_sidecar: Sidecar) -> None:
    install(mariadb_sidecar, "CREATE TABLE wp_gone (id INT NOT NULL, status TEXT)", LOGS)
    execute(mariadb_sidecar, "CREATE VIEW wp_bkx_reviews AS SELECT id, status FROM wp_gone")
    execute(mariadb_sidecar, "DROP TABLE wp_gone")
    insert_log = "INSERT INTO wp_bkx_reminder_logs VALUES (1, 1, 22, 'sms', '0123', 'sent', NULL)"
    execute(mariadb_sidecar, insert_log)

    look(mariadb_sidecar)
    sweep.sweep(mariadb_sidecar)

    assert list_events(mariadb_sidecar) == [(22, "reminder_sent", 1)]
