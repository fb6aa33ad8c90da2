"""Payments that gateways report, received and failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.addon_hooks.reporting import reports

if TYPE_CHECKING:
    from sidecar.spec import WpHook

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
    reports(
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
    reports(
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
    reports(
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
    reports(
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
    reports("payment_received", "bkx_razorpay_payment_success", 2, _RAZORPAY_PAYMENT),
    reports("payment_received", "bkx_razorpay_payment_verified", 2, _RAZORPAY_PAYMENT),
    reports("payment_received", "bkx_razorpay_webhook_payment_captured", 2, _RAZORPAY_PAYMENT),
    reports(
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
    reports(
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
    reports(
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
    reports(
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
