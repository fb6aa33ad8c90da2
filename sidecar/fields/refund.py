"""What a payload says of money that went back to a customer."""

from __future__ import annotations

from sidecar.fields.transaction import (
    AMOUNT,
    AMOUNT_MINOR,
    CURRENCY,
    DATETIME,
    GATEWAY,
    PAYMENT_METHOD,
    STRING,
    TRANSACTION_ID,
)
from sidecar.spec import Field

_REFUND_ID = Field(
    "refund_id",
    STRING,
    "Refund ID",
    "What the payment provider calls the refund.",
    "details.refund_id",
    "re_1P9xQ2",
    nullable=True,
)
_REASON = Field(
    "reason",
    STRING,
    "Reason",
    "Why it was refunded, where it was said.",
    "details.reason",
    "requested_by_customer",
    nullable=True,
)
_REFUNDED_AT = Field(
    "refunded_at",
    DATETIME,
    "Refunded At",
    "When it was refunded, or when that was noticed.",
    "details.refunded_at",
    "2026-11-23T09:00:00+00:00",
    nullable=True,
)

REFUND_REPORTED = (
    _REFUND_ID,
    TRANSACTION_ID,
    AMOUNT,
    CURRENCY,
    PAYMENT_METHOD,
    GATEWAY,
    _REASON,
    _REFUNDED_AT,
)
REFUND = (
    _REFUND_ID,
    TRANSACTION_ID,
    AMOUNT,
    AMOUNT_MINOR,
    CURRENCY,
    PAYMENT_METHOD,
    GATEWAY,
    _REASON,
    _REFUNDED_AT,
)
