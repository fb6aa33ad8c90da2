"""Hooks of BookingX's add-ons: what each call reports, and where in its arguments the details stand.

The author's public add-ons give their payloads as arrays, as objects with properties (Stripe, and rows of a
database), and as objects with getters (Square, whose paths have steps such as `getId()`). Stripe, Square,
Razorpay and WeChat count money in the currency's smallest unit, which is `amount_minor` here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.spec import WpHook

if TYPE_CHECKING:
    from collections.abc import Mapping


def _reports(
    trigger: str,
    hook: str,
    arguments: int,
    details: Mapping[str, tuple[str, ...]],
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> WpHook:
    """Return the declaration of a hook whose first argument is the booking's id."""
    return WpHook(
        hook,
        arguments,
        "0",
        "reported",
        dict(where or {}),
        object_type="report",
        report=trigger,
        details=dict(details),
    )


def _without_booking(hook: WpHook) -> WpHook:
    return replace(hook, object_id="")


_RAZORPAY_PAYMENT = {
    "transaction_id": ("1.id",),
    "amount_minor": ("1.amount",),
    "currency": ("1.currency",),
    "payment_method": ("1.method",),
    "gateway": ("=razorpay",),
    "payment_status": ("=paid",),
}
"""Razorpay's payment entity, an array."""

PAYMENT_RECEIVED_HOOKS: tuple[WpHook, ...] = (
    # PayPal gives what it made of a capture, or the capture itself; Authorize.net its notification; Razorpay
    # an entity in an envelope.
    _reports(
        "payment_received",
        "bkx_booking_payment_complete",
        2,
        {
            "transaction_id": ("1.capture_id", "1.payment.entity.id", "1.transaction_id", "1.id"),
            "amount": ("1.amount.value", "1.authAmount", "1.amount"),
            "amount_minor": ("1.payment.entity.amount",),
            "currency": ("1.amount.currency_code", "1.payment.entity.currency", "1.currency"),
            "payment_method": ("1.payment.entity.method", "1.payment_method"),
            "gateway": ("1.gateway",),
            "payment_status": ("=paid",),
        },
    ),
    _reports(
        "payment_received",
        "bkx_stripe_payment_succeeded",
        2,
        {
            "transaction_id": ("1.id",),
            "amount_minor": ("1.amount_received", "1.amount"),
            "currency": ("1.currency",),
            "payment_method": ("1.payment_method_types.0",),
            "gateway": ("=stripe",),
            "payment_status": ("=paid",),
        },
    ),
    _reports(
        "payment_received",
        "bkx_square_payment_completed",
        3,
        {
            "transaction_id": ("1.getId()",),
            "amount_minor": ("1.getAmountMoney().getAmount()",),
            "currency": ("1.getAmountMoney().getCurrency()",),
            "payment_method": ("1.getSourceType()",),
            "gateway": ("=square",),
            "payment_status": ("=paid",),
        },
    ),
    _reports(
        "payment_received",
        "bkx_square_payment_webhook",
        3,
        {
            "transaction_id": ("2.id",),
            "amount_minor": ("2.amount_money.amount",),
            "currency": ("2.amount_money.currency",),
            "payment_method": ("2.source_type",),
            "gateway": ("=square",),
            "payment_status": ("=paid",),
        },
        where={"1": ("COMPLETED",)},
    ),
    _reports("payment_received", "bkx_razorpay_payment_success", 2, _RAZORPAY_PAYMENT),
    _reports("payment_received", "bkx_razorpay_payment_verified", 2, _RAZORPAY_PAYMENT),
    _reports("payment_received", "bkx_razorpay_webhook_payment_captured", 2, _RAZORPAY_PAYMENT),
    _reports(
        "payment_received",
        "bkx_wechat_payment_completed",
        2,
        {
            "transaction_id": ("1.transaction_id",),
            "amount_minor": ("1.total_fee",),
            "currency": ("1.fee_type", "=CNY"),
            "gateway": ("=wechat",),
            "payment_status": ("=paid",),
        },
    ),
)

PAYMENT_FAILED_HOOKS: tuple[WpHook, ...] = (
    _reports(
        "payment_failed",
        "bkx_booking_payment_failed",
        2,
        {
            "transaction_id": ("1.payment.entity.id", "1.transaction_id", "1.id"),
            "amount": ("1.amount.value", "1.amount"),
            "amount_minor": ("1.payment.entity.amount",),
            "currency": ("1.amount.currency_code", "1.payment.entity.currency", "1.currency"),
            "payment_method": ("1.payment.entity.method", "1.payment_method"),
            "gateway": ("1.gateway",),
            "outcome": ("=failed",),
            "reason": ("1.payment.entity.error_description", "1.status_details.reason", "1.reason"),
        },
    ),
    _reports(
        "payment_failed",
        "bkx_stripe_payment_failed",
        2,
        {
            "transaction_id": ("1.id",),
            "amount_minor": ("1.amount",),
            "currency": ("1.currency",),
            "payment_method": ("1.payment_method_types.0",),
            "gateway": ("=stripe",),
            "outcome": ("=failed",),
            "reason": ("1.last_payment_error.message",),
        },
    ),
    _reports(
        "payment_failed",
        "bkx_booking_fraud_declined",
        2,
        {
            "transaction_id": ("1.id",),
            "amount": ("1.authAmount",),
            "gateway": ("=authorize_net",),
            "outcome": ("=failed",),
            "reason": ("=Declined by the fraud filter.",),
        },
    ),
)

_RAZORPAY_REFUND = {
    "refund_id": ("1.id",),
    "transaction_id": ("1.payment_id",),
    "amount_minor": ("1.amount",),
    "currency": ("1.currency",),
    "gateway": ("=razorpay",),
    "reason": ("1.notes.reason",),
    "refunded_at": ("1.created_at",),
}
"""Razorpay's refund entity, an array."""

REFUND_HOOKS: tuple[WpHook, ...] = (
    _reports(
        "refund_issued",
        "bkx_booking_refunded",
        2,
        {
            "refund_id": ("1.refund_id", "1.refund.entity.id", "1.id"),
            "transaction_id": ("1.refund.entity.payment_id", "1.capture_id"),
            "amount": ("1.amount.value", "1.authAmount", "1.amount"),
            "amount_minor": ("1.refund.entity.amount",),
            "currency": ("1.amount.currency_code", "1.refund.entity.currency", "1.currency"),
            "gateway": ("1.gateway",),
            "reason": ("1.refund.entity.notes.reason", "1.note_to_payer", "1.reason"),
            "refunded_at": ("1.create_time", "1.refund.entity.created_at"),
        },
    ),
    # A charge's own amount_refunded is the sum of its refunds: it stands in where Stripe lists none of them.
    _reports(
        "refund_issued",
        "bkx_stripe_charge_refunded",
        2,
        {
            "refund_id": ("1.refunds.data.0.id",),
            "transaction_id": ("1.payment_intent", "1.id"),
            "amount_minor": ("1.refunds.data.0.amount", "1.amount_refunded"),
            "currency": ("1.currency",),
            "gateway": ("=stripe",),
            "reason": ("1.refunds.data.0.reason",),
        },
    ),
    _reports(
        "refund_issued",
        "bkx_square_refund_completed",
        3,
        {
            "refund_id": ("1.getId()",),
            "transaction_id": ("1.getPaymentId()",),
            "amount_minor": ("1.getAmountMoney().getAmount()",),
            "currency": ("1.getAmountMoney().getCurrency()",),
            "gateway": ("=square",),
            "reason": ("1.getReason()",),
            "refunded_at": ("1.getCreatedAt()",),
        },
    ),
    _reports(
        "refund_issued",
        "bkx_square_refund_webhook",
        3,
        {
            "refund_id": ("2.id",),
            "transaction_id": ("2.payment_id",),
            "amount_minor": ("2.amount_money.amount",),
            "currency": ("2.amount_money.currency",),
            "gateway": ("=square",),
            "reason": ("2.reason",),
            "refunded_at": ("2.created_at",),
        },
        where={"1": ("COMPLETED",)},
    ),
    # The add-on has turned the amount beside the entity into whole units.
    _reports(
        "refund_issued",
        "bkx_razorpay_refund_processed",
        2,
        {
            "refund_id": ("1.refund_id", "1.data.id"),
            "transaction_id": ("1.data.payment_id",),
            "amount_minor": ("1.data.amount",),
            "currency": ("1.data.currency",),
            "gateway": ("=razorpay",),
            "reason": ("1.data.notes.reason",),
            "refunded_at": ("1.data.created_at",),
        },
    ),
    _reports("refund_issued", "bkx_razorpay_webhook_refund_processed", 2, _RAZORPAY_REFUND),
    _reports("refund_issued", "bkx_razorpay_auto_refund_processed", 2, _RAZORPAY_REFUND),
    _reports(
        "refund_issued",
        "bkx_authorize_net_refund_processed",
        2,
        {
            "refund_id": ("1.refund_id", "1.transaction_id"),
            "amount": ("1.amount",),
            "gateway": ("=authorize_net",),
        },
    ),
)

_SUBSCRIPTION = {
    "subscription_id": ("0",),
    "plan": ("1.package.name",),
    "customer_id": ("1.customer_id",),
    "customer_email": ("1.customer.user_email",),
    "amount": ("1.package.price",),
    "gateway": ("1.gateway",),
}
"""The add-on's row of a subscription with its package and customer, as it was before the change."""
_PERIOD_END = {"period_end": ("1.current_period_end",)}


def _subscription(hook: str, arguments: int, change: str, details: Mapping[str, tuple[str, ...]]) -> WpHook:
    reported = {"change": (f"={change}",), **details}
    return _without_booking(_reports("subscription_updated", hook, arguments, reported))


SUBSCRIPTION_HOOKS: tuple[WpHook, ...] = (
    _subscription(
        "bkx_subscription_created",
        3,
        "created",
        {
            "subscription_id": ("0",),
            "subscription_status": ("=active",),
            "plan": ("2.name",),
            "customer_id": ("1",),
            "amount": ("2.price",),
        },
    ),
    # Its row still tells of the period before: no period_end.
    _subscription(
        "bkx_subscription_renewed", 2, "renewed", _SUBSCRIPTION | {"subscription_status": ("=active",)}
    ),
    # Cancelled at once, or at the end of what is paid for: the row does not say, so no status.
    _subscription("bkx_subscription_cancelled", 3, "cancelled", _SUBSCRIPTION | _PERIOD_END),
    _subscription("bkx_subscription_gateway_cancelled", 3, "cancelled", _SUBSCRIPTION | _PERIOD_END),
    _subscription(
        "bkx_subscription_paused",
        2,
        "paused",
        _SUBSCRIPTION | _PERIOD_END | {"subscription_status": ("=paused",)},
    ),
    _subscription(
        "bkx_subscription_resumed",
        2,
        "resumed",
        _SUBSCRIPTION | _PERIOD_END | {"subscription_status": ("=active",)},
    ),
    _subscription(
        "bkx_subscription_expired",
        2,
        "expired",
        _SUBSCRIPTION | _PERIOD_END | {"subscription_status": ("=expired",)},
    ),
    _subscription("bkx_subscription_payment_failed", 3, "payment_failed", {"subscription_id": ("0",)}),
)

INVOICE_HOOKS: tuple[WpHook, ...] = (
    _reports(
        "invoice_generated",
        "bkx_freshbooks_invoice_synced",
        3,
        {
            "invoice_id": ("1",),
            "invoice_number": ("2.response.result.invoice.invoice_number",),
            "amount": ("2.response.result.invoice.amount.amount",),
            "currency": (
                "2.response.result.invoice.amount.code",
                "2.response.result.invoice.currency_code",
            ),
            "issued_at": ("2.response.result.invoice.create_date",),
            "due_at": ("2.response.result.invoice.due_date",),
            "source": ("=freshbooks",),
        },
    ),
    _reports(
        "invoice_generated",
        "bkx_myob_invoice_synced",
        3,
        {
            "invoice_id": ("1",),
            "invoice_number": ("2.Number", "2.InvoiceNumber", "2.number"),
            "amount": ("2.TotalAmount", "2.total"),
            "issued_at": ("2.Date", "2.issueDate"),
            "due_at": ("2.dueDate",),
            "source": ("=myob",),
        },
    ),
    # Belongs to a matter, which is not a booking.
    _without_booking(
        _reports(
            "invoice_generated",
            "bkx_legal_invoice_created",
            2,
            {"invoice_id": ("0",), "source": ("=legal",)},
        )
    ),
)

_GATEWAY_OPTION = {"0": ("bkx_gateway_*_status",)}
"""Options that switch a gateway on or off. Its other options hold secrets, which must not be reported."""

PAYMENT_METHOD_HOOKS: tuple[WpHook, ...] = (
    _without_booking(
        _reports(
            "payment_method_changed",
            "updated_option",
            3,
            {"scope": ("=site",), "method": ("0",), "is_enabled": ("2", "=0")},
            _GATEWAY_OPTION,
        )
    ),
    _without_booking(
        _reports(
            "payment_method_changed",
            "added_option",
            2,
            {"scope": ("=site",), "method": ("0",), "is_enabled": ("1", "=0")},
            _GATEWAY_OPTION,
        )
    ),
)

REVIEW_HOOKS: tuple[WpHook, ...] = (
    WpHook(
        "bkx_staff_review_submitted",
        2,
        "1.booking_id",
        "reported",
        object_type="report",
        report="review_submitted",
        details={
            "review_id": ("0",),
            "rating": ("1.rating",),
            "text": ("1.review_text",),
            "staff_id": ("1.staff_id",),
            "source": ("=bkx_staff_reviews",),
        },
    ),
)

REMINDER_HOOKS: tuple[WpHook, ...] = (
    # Says only how many were sent: a mark that makes the sidecar look at the add-on's table now.
    WpHook("bkx_booking_reminders_processed", 1, "0", "reminded", object_type="reminders"),
)
