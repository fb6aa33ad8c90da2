"""What a payload says of a booking's price and its payment. `record` is the booking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.money import in_digits, to_minor_units
from sidecar.fields.payment_statuses import OFFLINE, PAYMENT_STATUSES, UNPAID
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sidecar.spec import Event

STRING, INTEGER, MONEY = FieldType.STRING, FieldType.INTEGER, FieldType.MONEY


def _amount(name: str) -> Callable[[Event[Any]], Decimal | None]:
    """Return the reader of an amount of the payment, with the decimals of its currency."""
    return lambda event: in_digits(getattr(event.record.payment, name), event.record.payment.currency)


def _minor(name: str) -> Callable[[Event[Any]], int | None]:
    """Return the reader of an amount of the payment, in the smallest unit of its currency."""
    return lambda event: to_minor_units(getattr(event.record.payment, name), event.record.payment.currency)


PAYMENT = Field(
    "payment",
    FieldType.OBJECT,
    "Payment",
    "What it costs and whether it is paid.",
    children=(
        Field("amount", MONEY, "Amount", "The total with tax.", _amount("amount"), "128.40", nullable=True),
        Field(
            "amount_minor",
            INTEGER,
            "Amount in Cents",
            "The total in cents, or what the currency has.",
            _minor("amount"),
            12840,
            nullable=True,
        ),
        Field("tax", MONEY, "Tax", "Contained in the amount.", _amount("tax"), "21.40", nullable=True),
        Field(
            "tax_minor",
            INTEGER,
            "Tax in Cents",
            "The tax in cents, or what the currency has.",
            _minor("tax"),
            2140,
            nullable=True,
        ),
        Field(
            "currency",
            STRING,
            "Currency",
            "Three letters, such as GBP (ISO 4217).",
            "record.payment.currency",
            "GBP",
        ),
        Field(
            "status",
            STRING,
            "Payment Status",
            f"One of {', '.join(PAYMENT_STATUSES)}.",
            "record.payment.status",
            UNPAID,
        ),
        Field(
            "method",
            STRING,
            "Payment Method",
            "How it is paid: offline, or through a gateway such as paypal.",
            "record.payment.method",
            OFFLINE,
        ),
        Field(
            "paid_amount",
            MONEY,
            "Paid Amount",
            "What was paid, as the payment provider reported it.",
            _amount("paid_amount"),
            nullable=True,
        ),
        Field(
            "paid_amount_minor",
            INTEGER,
            "Paid Amount in Cents",
            "The paid amount in cents, or what the currency has.",
            _minor("paid_amount"),
            nullable=True,
        ),
        Field(
            "transaction_id",
            STRING,
            "Transaction ID",
            "What the payment provider calls the payment.",
            "record.payment.transaction_id",
            nullable=True,
        ),
        Field(
            "error",
            STRING,
            "Payment Error",
            "Why it failed or was abandoned, as far as it is known.",
            "record.payment.error",
            nullable=True,
        ),
    ),
)
