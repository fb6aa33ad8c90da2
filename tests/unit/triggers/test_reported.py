"""What others report: which tellings are one event, and what a booking adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sidecar.catalog import TRIGGERS
from sidecar.spec import Change
from tests.factories import NOON, make_record
from tests.support.telling import changed, identity_of, payload_of, pick, told_of

NO_BOOKING: Change[Any] = Change("report", 0, None, None, NOON)
TOMORROW: Change[Any] = Change("report", 0, None, None, NOON + timedelta(days=1))
BOOKING = make_record()
END = datetime(2026, 12, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "trigger", ["invoice_generated", "reminder_sent", "review_submitted", "subscription_updated"]
)
def test_no_change_of_a_booking_tells_what_only_others_know(trigger: str) -> None:
    assert trigger not in told_of(changed(None, BOOKING))
    assert TRIGGERS[trigger].happened(changed(None, BOOKING)) is False


@pytest.mark.parametrize(
    ("trigger", "one", "same"),
    [
        ("invoice_generated", {"source": "a", "invoice_id": "1"}, {"source": "a", "invoice_id": "1"}),
        ("invoice_generated", {"source": "a", "invoice_id": "1"}, {"source": "a", "invoice_number": "1"}),
        (
            "review_submitted",
            {"source": "a", "review_id": "1"},
            {"source": "a", "review_id": "1", "rating": 5},
        ),
        ("reminder_sent", {"reminder_id": "1"}, {"reminder_id": "1", "channel": "sms"}),
        (
            "subscription_updated",
            {"subscription_id": "s", "change": "renewed", "period_end": END},
            {
                "subscription_id": "s",
                "change": "renewed",
                "period_end": END.astimezone(timezone(timedelta(hours=2))),
            },
        ),
    ],
)
def test_what_is_reported_twice_is_one_event(trigger: str, one: dict[str, Any], same: dict[str, Any]) -> None:
    first = identity_of(trigger, NO_BOOKING, one)

    assert first is not None
    assert first == identity_of(trigger, TOMORROW, same)


@pytest.mark.parametrize(
    ("trigger", "one", "other"),
    [
        ("invoice_generated", {"source": "a", "invoice_id": "1"}, {"source": "b", "invoice_id": "1"}),
        ("invoice_generated", {"source": "a", "invoice_id": "1"}, {"source": "a", "invoice_id": "2"}),
        ("review_submitted", {"source": "a", "review_id": "1"}, {"review_id": "1"}),
        ("reminder_sent", {"reminder_id": "1"}, {"reminder_id": "2"}),
        (
            "subscription_updated",
            {"subscription_id": "s", "change": "renewed", "period_end": END},
            {"subscription_id": "s", "change": "renewed", "period_end": END + timedelta(days=30)},
        ),
        (
            "subscription_updated",
            {"subscription_id": "s", "change": "paused"},
            {"subscription_id": "s", "change": "resumed"},
        ),
    ],
)
def test_what_differs_is_another_event(trigger: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert identity_of(trigger, NO_BOOKING, one) != identity_of(trigger, NO_BOOKING, other)


@pytest.mark.parametrize("trigger", ["invoice_generated", "review_submitted", "reminder_sent"])
def test_without_an_id_each_report_is_an_event(trigger: str) -> None:
    assert identity_of(trigger, NO_BOOKING, {"source": "a"}) is None


def test_a_subscription_without_a_period_changes_once_a_day() -> None:
    said = {"subscription_id": "s", "change": "paused"}

    today, tomorrow = (identity_of("subscription_updated", change, said) for change in (NO_BOOKING, TOMORROW))

    assert today == "s:paused:2026-11-22"
    assert tomorrow == "s:paused:2026-11-23"


def test_a_subscription_of_a_booking_is_its_customers() -> None:
    customer = replace(BOOKING.customer, id=7)
    booking = replace(BOOKING, customer=customer)

    payload = payload_of("subscription_updated", changed(booking, booking))

    assert pick(payload, "customer_id", "customer_email") == {
        "customer_id": 7,
        "customer_email": "ann@example.test",
    }


def test_a_review_of_a_booking_is_of_its_service_and_its_staff_member() -> None:
    payload = payload_of("review_submitted", changed(BOOKING, BOOKING))

    assert pick(payload, "booking_id", "service_id", "staff_id") == {
        "booking_id": 57,
        "service_id": 14,
        "staff_id": 8,
    }


def test_a_review_of_no_booking_names_none() -> None:
    change: Change[Any] = Change("comment", 42, None, None, NOON)

    payload = payload_of("review_submitted", change, {"review_id": "42", "rating": 4.5})

    assert pick(payload, "booking_id", "review_id", "rating", "service_id") == {
        "booking_id": None,
        "review_id": "42",
        "rating": 4.5,
        "service_id": None,
    }
