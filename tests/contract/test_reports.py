"""`POST /trigger/{name}`: a good report is told before the answer; a bad one is named, field by field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.api.prefix import PUBLIC_PREFIX
from sidecar.services.keys import SCOPES
from tests.contract.conftest import open_api
from tests.factories import create_key, execute, fetch, list_events, make_mark, play, subscribe
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

PAID = "payment_received"
PAYMENT = {"booking_id": 31, "transaction_id": "t1", "amount": "48.00"}


@pytest.fixture
def reporter(sidecar: Sidecar) -> Iterator[Api]:
    """Return the application with a key that may report."""
    yield from open_api(sidecar, create_key(sidecar, scopes=SCOPES))


@pytest.fixture
def small_reporter(sqlite_sidecar: Sidecar) -> Iterator[Api]:
    """Return the same in SQLite alone."""
    yield from open_api(sqlite_sidecar, create_key(sqlite_sidecar, scopes=SCOPES))


@pytest.mark.parametrize("path", ["/trigger/payment_received", f"{PUBLIC_PREFIX}/trigger/payment-received"])
def test_a_report_makes_its_event_before_the_answer(reporter: Api, path: str) -> None:
    subscribe(reporter.sidecar, PAID)

    answer = reporter.post(path, PAYMENT)

    ((event_id, origin),) = fetch(reporter.sidecar, "events", "event_id", "origin")
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "event_ids": [event_id]})
    assert (origin, len(reporter.rings), len(fetch(reporter.sidecar, "queue", "id"))) == ("site", 1, 1)
    assert fetch(reporter.sidecar, "activity", "event_type", "status_code", "api_key_id") == [
        ("api_trigger", 202, 1)
    ]


def test_a_repeated_report_is_accepted_and_makes_no_event(reporter: Api) -> None:
    reporter.post("/trigger/payment_received", PAYMENT)

    answer = reporter.post("/trigger/payment_received", PAYMENT)

    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "event_ids": []})
    assert list_events(reporter.sidecar) == [(31, PAID, 1)]


def test_what_waits_of_the_booking_is_told_before(reporter: Api) -> None:
    play(reporter.sidecar, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))

    answer = reporter.post("/trigger/payment_received", PAYMENT | {"booking_id": 57})

    told = [event[1] for event in list_events(reporter.sidecar) if event[0] == 57]
    assert told == ["booking_created", "staff_assigned", PAID]
    assert (len(answer.json()["event_ids"]), fetch(reporter.sidecar, "outbox", "id")) == (1, [])


def test_a_report_before_the_baseline_waits(small_reporter: Api) -> None:
    execute(small_reporter.sidecar, "DELETE FROM wp_bkx_zapier_state WHERE name LIKE 'baseline%'")

    answer = small_reporter.post("/trigger/payment_received", PAYMENT)

    ((facts,),) = fetch(small_reporter.sidecar, "outbox", "facts")
    assert answer.json() == {"status": "accepted", "event_ids": []}
    assert json.loads(facts) == {"trigger": PAID, "details": PAYMENT}


def test_a_key_of_zapier_may_not_report(small_api: Api) -> None:
    answer = small_api.post("/trigger/payment_received", PAYMENT)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "missing_scope")
    assert list_events(small_api.sidecar) == []


def test_without_a_key_nobody_reports(small_api: Api) -> None:
    answer = small_api.call("POST", "/trigger/payment_received", json=PAYMENT)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_api_key")


@pytest.mark.parametrize("name", ["nothing", "payment received", "%00", "🍣", "x" * 900, "__init__"])
def test_an_unknown_trigger_is_not_found(small_reporter: Api, name: str) -> None:
    answer = small_reporter.post(f"/trigger/{name}", {})

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_trigger")


WRONG: list[tuple[str, Any, dict[str, str]]] = [
    (PAID, {"amuont": 1}, {"amuont": "There is no such field. Known are: booking_id, amount, "}),
    (
        PAID,
        {"amount": "much", "currency": "pounds", "paid_at": "soon", "booking_id": "x"},
        {"booking_id": "Expected the ID of a booking."},
    ),
    (
        PAID,
        {"amount": "much", "transaction_id": [], "paid_at": "soon"},
        {"amount": "Expected an amount", "transaction_id": "Expected a text.", "paid_at": "Expected a time"},
    ),
    (
        "subscription_updated",
        {"change": "grew"},
        {"subscription_id": "This field is required.", "change": "Expected one of: created"},
    ),
    ("booking_completed", {}, {"booking_id": "There is no such booking."}),
    ("booking_completed", {"booking_id": 99999}, {"booking_id": "There is no such booking."}),
    ("booking_completed", {"booking_id": 31, "status": "x"}, {"status": "There is no such field."}),
    ("booking_upcoming", {"booking_id": 31}, {"trigger": "Only the clock tells this trigger."}),
    ("service_created", {}, {"service_id": "This field is required"}),
    ("review_submitted", {"text": "x" * 10_001}, {"text": "Expected a text of at most 10000 characters."}),
]


@pytest.mark.parametrize(("name", "body", "problems"), WRONG, ids=range(len(WRONG)))
def test_every_fault_of_a_report_is_named(
    small_reporter: Api, name: str, body: Any, problems: dict[str, str]
) -> None:
    answer = small_reporter.post(f"/trigger/{name}", body)

    found = {fault["field"]: fault["problem"] for fault in answer.json()["error"]["fields"]}
    assert (answer.status_code, found.keys()) == (422, problems.keys())
    assert all(found[field].startswith(problem) for field, problem in problems.items())
    assert (list_events(small_reporter.sidecar), fetch(small_reporter.sidecar, "outbox", "id")) == ([], [])


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"text": "\\ud800"}', 400),
        (b'{"a":' * 10_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"text": "' + b"x" * 61_000 + b'"}', 413),
        (b'{"text": "' + b"x" * 70_000 + b'"}', 413),
    ],
    ids=["empty", "cut", "no-utf8", "surrogate", "deep", "list", "null", "large", "larger"],
)
def test_a_body_that_is_no_report_is_refused(small_reporter: Api, content: bytes, status: int) -> None:
    assert small_reporter.post("/trigger/review_submitted", content=content).status_code == status


def test_of_thousands_of_unknown_fields_some_are_named(small_reporter: Api) -> None:
    answer = small_reporter.post("/trigger/payment_received", {f"k{number}": 0 for number in range(5000)})

    assert (answer.status_code, len(answer.json()["error"]["fields"])) == (422, 50)


def test_the_reference_shows_the_fields_of_a_report(small_reporter: Api) -> None:
    reference = small_reporter.call("GET", "/schema/openapi.json").json()

    operation = reference["paths"]["/trigger/{name}"]["post"]
    shape = operation["requestBody"]["content"]["application/json"]["schema"]
    reported = {
        field.key for trigger in small_reporter.sidecar.triggers.values() for field in trigger.reported
    }
    assert shape["properties"].keys() == reported | {
        "booking_id",
        "service_id",
        "customer_id",
        "amount_minor",
    }
