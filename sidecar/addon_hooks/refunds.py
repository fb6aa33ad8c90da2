"""Refunds that gateways report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.addon_hooks.reporting import reports

if TYPE_CHECKING:
    from sidecar.spec import WpHook

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
    reports(
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
    reports(
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
    reports(
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
    reports(
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
    reports(
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
    reports("refund_issued", "bkx_razorpay_webhook_refund_processed", 2, _RAZORPAY_REFUND),
    reports("refund_issued", "bkx_razorpay_auto_refund_processed", 2, _RAZORPAY_REFUND),
    reports(
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
