"""Which changes of a booking are payments, failures, refunds and other methods, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.spec import Change, Removal
from tests.factories import NOON, make_record
from tests.support.telling import changed, identity_of, payload_of, pick, told_of

if TYPE_CHECKING:
    from sidecar.wp_bridge.records import BookingRecord

PAID_AT = datetime(2026, 11, 22, 11, 45, tzinfo=UTC)
NO_BOOKING: Change[Any] = Change("report", 0, None, None, NOON)
NOT_FOUND: Change[Any] = Change("booking", 57, None, None, NOON)


def with_payment(status: str, **overrides: Any) -> BookingRecord:
    booking = make_record()
    return replace(booking, payment=replace(booking.payment, status=status, **overrides))


UNPAID = with_payment("unpaid")
PAID = with_payment(
    "paid", method="paypal", paid_amount=Decimal("40.1"), transaction_id="T1", paid_at=PAID_AT
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("unpaid", "paid", ["payment_received"]),
        ("pending", "paid", ["payment_received"]),
        ("failed", "paid", ["payment_received"]),
        ("refunded", "paid", ["payment_received"]),
        ("unpaid", "failed", ["payment_failed"]),
        ("unpaid", "abandoned", ["payment_failed"]),
        ("abandoned", "failed", ["payment_failed"]),
        ("paid", "refunded", ["refund_issued"]),
        ("unpaid", "refunded", ["refund_issued"]),
        ("unpaid", "pending", []),
        ("paid", "unpaid", []),
        ("paid", "paid", []),
        ("failed", "failed", []),
        (None, "paid", ["booking_created", "payment_received", "staff_assigned"]),
        (None, "failed", ["booking_created", "payment_failed", "staff_assigned"]),
        (None, "abandoned", ["booking_created", "payment_failed", "staff_assigned"]),
        (None, "refunded", ["booking_created", "refund_issued", "staff_assigned"]),
    ],
)
def test_what_became_of_a_payment_is_told(before: str | None, after: str, expected: list[str]) -> None:
    known = None if before is None else with_payment(before)

    assert told_of(changed(known, with_payment(after))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(None, "T1", []), ("T1", None, []), ("T1", "T1", []), ("T1", "T2", ["payment_received"])],
)
def test_another_transaction_is_another_payment(
    before: str | None, after: str | None, expected: list[str]
) -> None:
    first, second = (with_payment("paid", transaction_id=transaction) for transaction in (before, after))

    assert told_of(changed(first, second)) == expected


def test_a_booking_that_is_paid_and_binned_at_once_is_both() -> None:
    binned = replace(PAID, raw_status="trash", status="cancelled")

    assert told_of(changed(UNPAID, binned, Removal.BINNED)) == ["booking_cancelled", "payment_received"]


def test_a_payment_says_what_was_paid_and_how() -> None:
    payload = payload_of("payment_received", changed(UNPAID, PAID))

    assert list(payload) == [
        "id",
        "event_id",
        "event",
        "occurred_at",
        "sequence",
        "origin",
        "booking_id",
        "booking_number",
        "amount",
        "amount_minor",
        "currency",
        "payment_method",
        "transaction_id",
        "gateway",
        "status",
        "paid_at",
        "customer",
        "service",
        "staff",
        "datetime",
        "links",
    ]
    assert pick(
        payload,
        "booking_id",
        "booking_number",
        "amount",
        "amount_minor",
        "currency",
        "payment_method",
        "transaction_id",
        "gateway",
        "status",
        "paid_at",
    ) == {
        "booking_id": 57,
        "booking_number": "57",
        "amount": "40.10",
        "amount_minor": 4010,
        "currency": "GBP",
        "payment_method": "paypal",
        "transaction_id": "T1",
        "gateway": "paypal",
        "status": "paid",
        "paid_at": "2026-11-22T11:45:00+00:00",
    }
    assert (payload["customer"]["email"], payload["service"]["id"]) == ("ann@example.test", 14)


def test_a_payment_of_which_the_provider_says_nothing_is_the_total_at_the_time_of_the_change() -> None:
    payload = payload_of("payment_received", changed(UNPAID, with_payment("paid")))

    keys = ("amount", "payment_method", "gateway", "transaction_id", "paid_at")
    assert pick(payload, *keys) == {
        "amount": "39.00",
        "payment_method": "offline",
        "gateway": None,
        "transaction_id": None,
        "paid_at": "2026-11-22T12:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("status", "error", "reason"),
    [
        ("failed", None, "The payment provider did not accept the payment."),
        ("failed", "Card declined.", "Card declined."),
        ("abandoned", None, "The customer left the provider's page before paying."),
    ],
)
def test_a_failure_says_what_became_of_it_and_why(status: str, error: str | None, reason: str) -> None:
    payload = payload_of("payment_failed", changed(UNPAID, with_payment(status, error=error)))

    assert pick(payload, "outcome", "reason", "amount", "amount_minor") == {
        "outcome": status,
        "reason": reason,
        "amount": "39.00",
        "amount_minor": 3900,
    }


@pytest.mark.parametrize(
    "change", [changed(UNPAID, UNPAID), NO_BOOKING], ids=["unpaid booking", "no booking"]
)
def test_a_report_of_a_failure_is_one_and_no_reason_is_made_up(change: Change[Any]) -> None:
    payload = payload_of("payment_failed", change)

    assert pick(payload, "outcome", "reason") == {"outcome": "failed", "reason": None}


def test_a_refund_is_of_all_that_was_paid() -> None:
    refunded = replace(PAID, payment=replace(PAID.payment, status="refunded"))

    payload = payload_of("refund_issued", changed(PAID, refunded))

    keys = ("refund_id", "transaction_id", "amount", "amount_minor", "currency", "gateway", "refunded_at")
    assert payload["payment_method"] == "paypal"
    assert pick(payload, *keys) == {
        "refund_id": None,
        "transaction_id": "T1",
        "amount": "40.10",
        "amount_minor": 4010,
        "currency": "GBP",
        "gateway": "paypal",
        "refunded_at": "2026-11-22T12:00:00+00:00",
    }


def test_another_method_of_payment_is_told_with_the_one_before() -> None:
    change = changed(UNPAID, with_payment("unpaid", method="paypal"))

    assert told_of(change) == ["payment_method_changed"]
    keys = ("scope", "payment_method", "previous_payment_method", "is_enabled")
    assert pick(payload_of("payment_method_changed", change), *keys) == {
        "scope": "booking",
        "payment_method": "paypal",
        "previous_payment_method": "offline",
        "is_enabled": None,
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (changed(UNPAID, UNPAID), ("booking", "offline", None)),
        (changed(None, UNPAID), ("booking", "offline", None)),
        (NO_BOOKING, ("site", None, None)),
    ],
    ids=["of a known booking", "of an unknown one", "of the site"],
)
def test_a_report_of_a_method_says_nothing_of_the_one_before(
    change: Change[Any], expected: tuple[str | None, ...]
) -> None:
    payload = payload_of("payment_method_changed", change)

    keys = ("scope", "payment_method", "previous_payment_method")
    assert tuple(payload[key] for key in keys) == expected


def test_a_binned_booking_has_no_other_method() -> None:
    after = replace(PAID, payment=replace(UNPAID.payment, method="paypal"), status="cancelled")

    assert told_of(changed(UNPAID, after, Removal.BINNED)) == ["booking_cancelled"]


@pytest.mark.parametrize("trigger", ["payment_received", "payment_failed", "refund_issued"])
def test_a_report_without_a_booking_has_only_what_it_says(trigger: str) -> None:
    payload = payload_of(trigger, NO_BOOKING, {"amount": Decimal("5.00"), "currency": "JPY"})

    keys = ("booking_id", "booking_number", "amount", "amount_minor", "currency")
    assert pick(payload, *keys) == {
        "booking_id": None,
        "booking_number": None,
        "amount": "5.00",
        "amount_minor": 5,
        "currency": "JPY",
    }
    assert set(payload["customer"].values()) == {None}


def test_a_report_of_a_booking_that_is_gone_names_it() -> None:
    payload = payload_of("payment_received", NOT_FOUND)

    assert pick(payload, "booking_id", "booking_number", "amount", "amount_minor", "status") == {
        "booking_id": 57,
        "booking_number": "57",
        "amount": None,
        "amount_minor": None,
        "status": "paid",
    }


def test_a_change_and_a_report_of_one_payment_are_one_event() -> None:
    told = changed(UNPAID, PAID)
    reported = replace(changed(PAID, PAID), occurred_at=NOON + timedelta(seconds=3))

    assert identity_of("payment_received", told) == identity_of(
        "payment_received", reported, {"transaction_id": "T1", "amount": Decimal("40.1")}
    )


def test_payments_without_a_transaction_are_told_apart_by_amount_and_day() -> None:
    def identify(amount: str, at: datetime = NOON, booking_id: int = 57) -> str | None:
        change = Change("booking", booking_id, None, None, at)
        return identity_of("payment_received", change, {"amount": Decimal(amount)})

    assert identify("40.10") == identify("40.1", NOON + timedelta(hours=1))
    others = [
        identify("40.00"),
        identify("40.10", NOON + timedelta(days=1)),
        identify("40.10", booking_id=58),
    ]
    assert len({identify("40.10"), *others}) == 4


def test_a_failure_and_a_giving_up_of_one_transaction_are_two_events() -> None:
    identities = {
        identity_of("payment_failed", NOT_FOUND, {"transaction_id": "T1", "outcome": outcome})
        for outcome in ("failed", "abandoned", None)
    }

    assert len(identities) == 2


def test_refunds_are_told_apart_by_their_id_else_by_transaction_and_amount() -> None:
    def identify(**details: Any) -> str | None:
        return identity_of("refund_issued", NOT_FOUND, details)

    one = identify(refund_id="R1", transaction_id="T1", amount=Decimal("5.00"))
    assert one == identify(refund_id="R1", transaction_id="T2")
    nameless = identify(transaction_id="T1", amount=Decimal("5.00"))
    assert nameless == identify(transaction_id="T1", amount=Decimal(5))
    assert len({one, nameless, identify(transaction_id="T1", amount=Decimal("6.00"))}) == 3
