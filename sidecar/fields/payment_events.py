"""What a payload says of a payment that came in or did not, by the keys of the specification (section 7)."""

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

_PAYMENT_STATUS = Field(
    "payment_status",
    STRING,
    "Payment Status",
    "What became of the payment.",
    "details.payment_status",
    "paid",
    nullable=True,
)
_STATUS = Field(
    "status",
    STRING,
    "Status",
    "What became of the payment, in a word: paid.",
    "details.payment_status",
    "paid",
    nullable=True,
)
_PAID_AT = Field(
    "paid_at",
    DATETIME,
    "Paid At",
    "When the provider took it, or when it was noticed.",
    "details.paid_at",
    "2026-11-22T11:32:40+00:00",
    nullable=True,
)
_OUTCOME = Field(
    "outcome",
    STRING,
    "Outcome",
    "Refused by the provider (failed), or given up by the customer (abandoned).",
    "details.outcome",
    "failed",
    nullable=True,
)
_REASON = Field(
    "reason",
    STRING,
    "Reason",
    "Why it failed, as far as it is known.",
    "details.reason",
    "The payment provider did not accept the payment.",
    nullable=True,
)

_MONEY = (AMOUNT, CURRENCY, PAYMENT_METHOD, GATEWAY, TRANSACTION_ID)
PAYMENT_RECEIVED_REPORTED = (*_MONEY, _PAYMENT_STATUS, _PAID_AT)
PAYMENT_RECEIVED = (
    AMOUNT,
    AMOUNT_MINOR,
    CURRENCY,
    PAYMENT_METHOD,
    TRANSACTION_ID,
    GATEWAY,
    _STATUS,
    _PAID_AT,
)
PAYMENT_FAILED_REPORTED = (*_MONEY, _OUTCOME, _REASON)
PAYMENT_FAILED = (
    AMOUNT,
    AMOUNT_MINOR,
    CURRENCY,
    PAYMENT_METHOD,
    TRANSACTION_ID,
    GATEWAY,
    _OUTCOME,
    _REASON,
)
