"""Each hook of BookingX's add-ons: called as the add-on calls it, it makes one whole event."""

from __future__ import annotations

import json
from types import SimpleNamespace as Php
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import list_hooks
from sidecar.services import ingest
from tests.factories import NOON, fetch
from tests.support.hook_calls import report_call

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

BOOKING = 31
"""A booking of the golden site, in pounds, to be paid offline."""


def square(**values: Any) -> Any:
    """Return an object of Square's library: all values behind getters."""
    return Php(**{f"get{name}": lambda value=value: value for name, value in values.items()})


SQUARE_MONEY = square(Amount=4800, Currency="GBP")
STRIPE_INTENT = Php(
    id="pi_1",
    amount=4800,
    amount_received=4800,
    currency="gbp",
    payment_method_types=["card"],
    last_payment_error=Php(message="Your card was declined."),
)
RAZORPAY_PAYMENT = {"id": "pay_1", "amount": 4800, "currency": "GBP", "method": "upi", "status": "captured"}
RAZORPAY_REFUND = {
    "id": "rfnd_1",
    "payment_id": "pay_1",
    "amount": 1000,
    "currency": "GBP",
    "notes": {"reason": "Ill"},
    "created_at": 1795348800,
}
SUBSCRIPTION = Php(
    id=5,
    customer_id="3",
    gateway="stripe",
    status="active",
    current_period_end="2026-12-22",
    package=Php(name="Weekly", price="25.00"),
    customer=Php(user_email="ann@example.test"),
)
PACKAGE = Php(name="Weekly", price="25.00")
FRESHBOOKS = {
    "response": {
        "result": {
            "invoice": {
                "invoice_number": "0000042",
                "amount": {"amount": "48.00", "code": "GBP"},
                "create_date": "2026-11-22",
                "due_date": "2026-12-06",
            }
        }
    }
}
MYOB = {"UID": "a-1", "Number": "BKX-31", "TotalAmount": 48, "Date": "2026-11-22T00:00:00"}

PAID = {
    "amount": "48.00",
    "amount_minor": 4800,
    "currency": "GBP",
    "status": "paid",
    "paid_at": "2026-11-22T12:00:00+00:00",
}
FAILED = {"amount": "48.00", "amount_minor": 4800, "currency": "GBP", "outcome": "failed"}
TEN_BACK = {"amount": "10.00", "amount_minor": 1000, "currency": "GBP"}
SUBSCRIBED = {
    "booking_id": None,
    "subscription_id": "5",
    "plan": "Weekly",
    "customer_id": 3,
    "customer_email": "ann@example.test",
    "amount": "25.00",
    "amount_minor": 2500,
    "currency": "GBP",
    "gateway": "stripe",
    "period_end": "2026-12-22T00:00:00+00:00",
}

Case = tuple[str, tuple[Any, ...], str, dict[str, Any]]
CASES: dict[str, Case] = {
    "PayPal, captured": (
        "bkx_booking_payment_complete",
        (BOOKING, {"capture_id": "C1", "order_id": "O1", "amount": "48.00", "currency": "GBP"}),
        "payment_received",
        PAID | {"transaction_id": "C1", "gateway": None, "payment_method": "offline"},
    ),
    "PayPal, notified": (
        "bkx_booking_payment_complete",
        (BOOKING, {"id": "C1", "amount": {"value": "48.00", "currency_code": "GBP"}, "status": "COMPLETED"}),
        "payment_received",
        PAID | {"transaction_id": "C1"},
    ),
    "Authorize.net, notified": (
        "bkx_booking_payment_complete",
        (str(BOOKING), {"id": "60198", "authAmount": 48.0, "entityName": "transaction"}),
        "payment_received",
        PAID | {"transaction_id": "60198"},
    ),
    "Razorpay, notified": (
        "bkx_booking_payment_complete",
        (BOOKING, {"payment": {"entity": RAZORPAY_PAYMENT}}),
        "payment_received",
        PAID | {"transaction_id": "pay_1", "payment_method": "upi"},
    ),
    "Stripe": (
        "bkx_stripe_payment_succeeded",
        (str(BOOKING), STRIPE_INTENT),
        "payment_received",
        PAID | {"transaction_id": "pi_1", "gateway": "stripe", "payment_method": "card"},
    ),
    "Square": (
        "bkx_square_payment_completed",
        (BOOKING, square(Id="sq_1", AmountMoney=SQUARE_MONEY, SourceType="CARD"), 9),
        "payment_received",
        PAID | {"transaction_id": "sq_1", "gateway": "square", "payment_method": "card"},
    ),
    "Square, notified": (
        "bkx_square_payment_webhook",
        ("31", "COMPLETED", {"id": "sq_1", "amount_money": {"amount": 4800, "currency": "GBP"}}),
        "payment_received",
        PAID | {"transaction_id": "sq_1", "gateway": "square", "payment_method": "square"},
    ),
    "Razorpay": (
        "bkx_razorpay_payment_success",
        (BOOKING, RAZORPAY_PAYMENT),
        "payment_received",
        PAID | {"transaction_id": "pay_1", "gateway": "razorpay", "payment_method": "upi"},
    ),
    "Razorpay, verified": (
        "bkx_razorpay_payment_verified",
        (BOOKING, RAZORPAY_PAYMENT),
        "payment_received",
        PAID | {"transaction_id": "pay_1", "gateway": "razorpay"},
    ),
    "Razorpay, captured": (
        "bkx_razorpay_webhook_payment_captured",
        ("31", RAZORPAY_PAYMENT),
        "payment_received",
        PAID | {"transaction_id": "pay_1", "gateway": "razorpay"},
    ),
    "WeChat": (
        "bkx_wechat_payment_completed",
        (BOOKING, {"transaction_id": "wx_1", "total_fee": "4800"}),
        "payment_received",
        PAID | {"currency": "CNY", "transaction_id": "wx_1", "gateway": "wechat"},
    ),
    "PayPal, denied": (
        "bkx_booking_payment_failed",
        (
            BOOKING,
            {
                "id": "C1",
                "amount": {"value": "48.00", "currency_code": "GBP"},
                "status_details": {"reason": "BUYER_COMPLAINT"},
            },
        ),
        "payment_failed",
        FAILED | {"transaction_id": "C1", "reason": "BUYER_COMPLAINT"},
    ),
    "Razorpay, failed": (
        "bkx_booking_payment_failed",
        (BOOKING, {"payment": {"entity": RAZORPAY_PAYMENT | {"error_description": "No funds"}}}),
        "payment_failed",
        FAILED | {"transaction_id": "pay_1", "reason": "No funds"},
    ),
    "Stripe, failed": (
        "bkx_stripe_payment_failed",
        (str(BOOKING), STRIPE_INTENT),
        "payment_failed",
        FAILED | {"transaction_id": "pi_1", "gateway": "stripe", "reason": "Your card was declined."},
    ),
    "Authorize.net, declined": (
        "bkx_booking_fraud_declined",
        (str(BOOKING), {"id": "60198", "authAmount": 48}),
        "payment_failed",
        FAILED
        | {
            "transaction_id": "60198",
            "gateway": "authorize_net",
            "reason": "Declined by the fraud filter.",
        },
    ),
    "PayPal, refunded": (
        "bkx_booking_refunded",
        (
            BOOKING,
            {
                "refund_id": "R1",
                "amount": "10.00",
                "currency": "GBP",
                "create_time": "2026-11-22T11:00:00Z",
            },
        ),
        "refund_issued",
        TEN_BACK | {"refund_id": "R1", "refunded_at": "2026-11-22T11:00:00+00:00"},
    ),
    "Razorpay, refund notified": (
        "bkx_booking_refunded",
        (BOOKING, {"refund": {"entity": RAZORPAY_REFUND}}),
        "refund_issued",
        TEN_BACK | {"refund_id": "rfnd_1", "transaction_id": "pay_1", "reason": "Ill"},
    ),
    "Stripe, refunded": (
        "bkx_stripe_charge_refunded",
        (
            "31",
            Php(
                id="ch_1",
                payment_intent="pi_1",
                amount_refunded=3000,
                currency="gbp",
                refunds=Php(data=[Php(id="re_1", amount=1000, reason="requested_by_customer")]),
            ),
        ),
        "refund_issued",
        TEN_BACK
        | {
            "refund_id": "re_1",
            "transaction_id": "pi_1",
            "gateway": "stripe",
            "reason": "requested_by_customer",
        },
    ),
    "Stripe, refunded without a list": (
        "bkx_stripe_charge_refunded",
        ("31", Php(id="ch_1", payment_intent="pi_1", amount_refunded=1000, currency="gbp")),
        "refund_issued",
        TEN_BACK | {"refund_id": None, "transaction_id": "pi_1", "gateway": "stripe"},
    ),
    "Square, refunded": (
        "bkx_square_refund_completed",
        (
            BOOKING,
            square(
                Id="sqr_1",
                PaymentId="sq_1",
                AmountMoney=square(Amount=1000, Currency="GBP"),
                Reason="Ill",
                CreatedAt="2026-11-22T11:00:00.000Z",
            ),
            4,
        ),
        "refund_issued",
        TEN_BACK
        | {
            "refund_id": "sqr_1",
            "transaction_id": "sq_1",
            "gateway": "square",
            "reason": "Ill",
            "refunded_at": "2026-11-22T11:00:00+00:00",
        },
    ),
    "Square, refund notified": (
        "bkx_square_refund_webhook",
        (
            "31",
            "COMPLETED",
            {"id": "sqr_1", "payment_id": "sq_1", "amount_money": {"amount": 1000, "currency": "GBP"}},
        ),
        "refund_issued",
        TEN_BACK | {"refund_id": "sqr_1", "transaction_id": "sq_1", "gateway": "square"},
    ),
    "Razorpay, refunded": (
        "bkx_razorpay_refund_processed",
        (BOOKING, {"success": True, "refund_id": "rfnd_1", "amount": 10, "data": RAZORPAY_REFUND}),
        "refund_issued",
        TEN_BACK | {"refund_id": "rfnd_1", "transaction_id": "pay_1", "gateway": "razorpay"},
    ),
    "Razorpay, refund by notification": (
        "bkx_razorpay_webhook_refund_processed",
        ("31", RAZORPAY_REFUND),
        "refund_issued",
        TEN_BACK | {"refund_id": "rfnd_1", "transaction_id": "pay_1", "gateway": "razorpay"},
    ),
    "Razorpay, refunded on cancellation": (
        "bkx_razorpay_auto_refund_processed",
        (BOOKING, RAZORPAY_REFUND | {"notes": []}),
        "refund_issued",
        TEN_BACK | {"refund_id": "rfnd_1", "reason": None},
    ),
    "Authorize.net, refunded": (
        "bkx_authorize_net_refund_processed",
        (BOOKING, {"success": True, "transaction_id": "60199", "refund_id": "60199", "amount": 10.0}),
        "refund_issued",
        TEN_BACK | {"refund_id": "60199", "gateway": "authorize_net"},
    ),
    "subscription created": (
        "bkx_subscription_created",
        (5, 3, PACKAGE),
        "subscription_updated",
        SUBSCRIBED
        | {
            "change": "created",
            "subscription_status": "active",
            "customer_email": None,
            "gateway": None,
            "period_end": None,
        },
    ),
    "subscription renewed": (
        "bkx_subscription_renewed",
        (5, SUBSCRIPTION),
        "subscription_updated",
        SUBSCRIBED | {"change": "renewed", "subscription_status": "active", "period_end": None},
    ),
    "subscription cancelled": (
        "bkx_subscription_cancelled",
        (5, SUBSCRIPTION, False),
        "subscription_updated",
        SUBSCRIBED | {"change": "cancelled", "subscription_status": None},
    ),
    "subscription cancelled by its gateway": (
        "bkx_subscription_gateway_cancelled",
        ("5", SUBSCRIPTION, "stripe"),
        "subscription_updated",
        SUBSCRIBED | {"change": "cancelled", "subscription_status": None},
    ),
    "subscription paused": (
        "bkx_subscription_paused",
        (5, SUBSCRIPTION),
        "subscription_updated",
        SUBSCRIBED | {"change": "paused", "subscription_status": "paused"},
    ),
    "subscription resumed": (
        "bkx_subscription_resumed",
        (5, SUBSCRIPTION),
        "subscription_updated",
        SUBSCRIBED | {"change": "resumed", "subscription_status": "active"},
    ),
    "subscription expired": (
        "bkx_subscription_expired",
        (5, SUBSCRIPTION),
        "subscription_updated",
        SUBSCRIBED | {"change": "expired", "subscription_status": "expired"},
    ),
    "subscription unpaid": (
        "bkx_subscription_payment_failed",
        ("5", 8, 1),
        "subscription_updated",
        {"booking_id": None, "subscription_id": "5", "change": "payment_failed", "amount": None},
    ),
    "FreshBooks": (
        "bkx_freshbooks_invoice_synced",
        (BOOKING, 310542, FRESHBOOKS),
        "invoice_generated",
        {
            "invoice_id": "310542",
            "invoice_number": "0000042",
            "amount": "48.00",
            "amount_minor": 4800,
            "currency": "GBP",
            "issued_at": "2026-11-22T00:00:00+00:00",
            "due_at": "2026-12-06T00:00:00+00:00",
            "source": "freshbooks",
        },
    ),
    "MYOB": (
        "bkx_myob_invoice_synced",
        (BOOKING, "a-1", MYOB),
        "invoice_generated",
        {
            "invoice_id": "a-1",
            "invoice_number": "BKX-31",
            "amount": "48.00",
            "amount_minor": 4800,
            "currency": "GBP",
            "issued_at": "2026-11-22T00:00:00+00:00",
            "due_at": None,
            "source": "myob",
        },
    ),
    "lawyer's invoice": (
        "bkx_legal_invoice_created",
        (12, 900),
        "invoice_generated",
        {"booking_id": None, "invoice_id": "12", "amount": None, "source": "legal"},
    ),
    "gateway switched on": (
        "updated_option",
        ("bkx_gateway_stripe_status", "0", "1"),
        "payment_method_changed",
        {"booking_id": None, "scope": "site", "payment_method": "stripe", "is_enabled": True},
    ),
    "gateway switched off": (
        "updated_option",
        ("bkx_gateway_paypal_express_status", "1", ""),
        "payment_method_changed",
        {"booking_id": None, "scope": "site", "payment_method": "paypal", "is_enabled": False},
    ),
    "gateway set for the first time": (
        "added_option",
        ("bkx_gateway_square_status", "1"),
        "payment_method_changed",
        {"booking_id": None, "scope": "site", "payment_method": "square", "is_enabled": True},
    ),
    "review of a staff member": (
        "bkx_staff_review_submitted",
        (6, {"booking_id": "31", "staff_id": "8", "rating": "5", "review_text": "Très bien 🍣"}),
        "review_submitted",
        {
            "booking_id": 31,
            "review_id": "6",
            "rating": 5,
            "text": "Très bien 🍣",
            "staff_id": 8,
            "source": "bkx_staff_reviews",
            "submitted_at": "2026-11-22T12:00:00+00:00",
        },
    ),
}


def ingest_calls(sidecar: Sidecar, *calls: tuple[str, tuple[Any, ...]]) -> list[dict[str, Any]]:
    marks = [mark for name, arguments in calls for mark in report_call(name, *arguments, marked_at=NOON)]
    with sidecar.database.transaction() as tx:
        ingest.ingest_marks(sidecar, tx, marks)
    return [json.loads(row[0]) for row in fetch(sidecar, "events", "payload")]


def test_every_hook_that_reports_is_in_the_table() -> None:
    assert {case[0] for case in CASES.values()} == {hook.name for hook in list_hooks() if hook.report}


@pytest.mark.parametrize("name", CASES)
def test_a_hook_makes_one_whole_event(mariadb_sidecar: Sidecar, name: str) -> None:
    hook, arguments, trigger, said = CASES[name]

    (payload,) = ingest_calls(mariadb_sidecar, (hook, arguments))

    about = {"event": trigger, "occurred_at": "2026-11-22T12:00:00+00:00", "sequence": 1, "origin": "site"}
    about |= {"booking_id": BOOKING} | said
    assert {key: payload[key] for key in about} == about
    assert payload.keys() == mariadb_sidecar.triggers[trigger].sample().keys()
    if about["booking_id"]:
        assert (payload["customer"]["email"], payload["service"]["id"]) == ("jan.jones@example.test", 14)
    assert fetch(mariadb_sidecar, "activity", "error_message") == []


TWICE = [
    ("Square", "Square, notified"),
    ("Razorpay", "Razorpay, captured"),
    ("Razorpay, notified", "Razorpay, verified"),
    ("PayPal, captured", "PayPal, notified"),
    ("Square, refunded", "Square, refund notified"),
    ("Razorpay, refunded", "Razorpay, refund notified"),
    ("Razorpay, refund by notification", "Razorpay, refunded on cancellation"),
    ("subscription cancelled", "subscription cancelled by its gateway"),
    ("Stripe", "Stripe"),
]


@pytest.mark.parametrize("names", TWICE, ids=" and ".join)
def test_two_hooks_of_one_thing_make_one_event(mariadb_sidecar: Sidecar, names: tuple[str, str]) -> None:
    first, second = (CASES[name][:2] for name in names)

    payloads = ingest_calls(mariadb_sidecar, first, second)

    assert ingest_calls(mariadb_sidecar, second, first) == payloads
    assert len(payloads) == 1


@pytest.mark.parametrize(
    ("hook", "arguments"),
    [
        ("updated_option", ("bkx_gateway_stripe_secret", "a", "b")),
        ("bkx_square_payment_webhook", ("31", "PENDING", {"id": "sq_1"})),
        ("bkx_square_refund_webhook", ("31", "FAILED", {"id": "sqr_1"})),
    ],
)
def test_what_is_no_news_is_no_event(mariadb_sidecar: Sidecar, hook: str, arguments: tuple[Any, ...]) -> None:
    assert ingest_calls(mariadb_sidecar, (hook, arguments)) == []
