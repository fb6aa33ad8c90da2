"""What a payload says of money that moved or should have: the same keys for payments, refunds and invoices.

Sources are paths into the `details` of an event, which a change or a report gave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.money import to_minor_units
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from sidecar.spec import Event

STRING, MONEY, DATETIME = FieldType.STRING, FieldType.MONEY, FieldType.DATETIME


def _amount_minor(event: Event[Any]) -> int | None:
    currency = event.details.get("currency")
    return to_minor_units(event.details.get("amount"), currency) if currency else None


AMOUNT = Field(
    "amount", MONEY, "Amount", "How much, tax included.", "details.amount", "128.40", nullable=True
)
AMOUNT_MINOR = Field(
    "amount_minor",
    FieldType.INTEGER,
    "Amount in Cents",
    "The amount in cents, or what the currency has.",
    _amount_minor,
    12840,
    nullable=True,
)
CURRENCY = Field(
    "currency",
    STRING,
    "Currency",
    "Three letters, such as GBP (ISO 4217).",
    "details.currency",
    "GBP",
    nullable=True,
)
GATEWAY = Field(
    "gateway",
    STRING,
    "Payment Provider",
    "The payment provider; empty when paid offline.",
    "details.gateway",
    "paypal",
    nullable=True,
)
PAYMENT_METHOD = Field(
    "payment_method",
    STRING,
    "Payment Method",
    "How it was paid: offline, through a gateway such as paypal, or as the gateway says: card.",
    "details.payment_method",
    "paypal",
    nullable=True,
)
TRANSACTION_ID = Field(
    "transaction_id",
    STRING,
    "Transaction ID",
    "What the payment provider calls it.",
    "details.transaction_id",
    "9AB12345CD678901E",
    nullable=True,
)
