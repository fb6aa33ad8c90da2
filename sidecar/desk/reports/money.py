"""Sums of money: exact, one for each currency, rounded once as they are told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sidecar.fields.money import get_digits
from sidecar.fields.payment_statuses import PAID, REFUNDED

if TYPE_CHECKING:
    from sidecar.wp_bridge.records import BookingRecord

ZERO = Decimal(0)
NOT_EARNED = frozenset({"cancelled", "failed"})
"""Statuses whose bookings bring no revenue."""


def is_earned(record: BookingRecord) -> bool:
    """Whether a booking counts as revenue: neither cancelled nor failed, and its payment not given back."""
    return record.status not in NOT_EARNED and record.payment.status != REFUNDED


def get_paid(record: BookingRecord) -> Decimal:
    """Return what was received for a booking: what the provider says, else its price once it is paid."""
    payment = record.payment
    if payment.status != PAID:
        return ZERO
    return payment.paid_amount if payment.paid_amount is not None else payment.amount or ZERO


def to_text(amount: Decimal | None, currency: str) -> str | None:
    """Return an amount with the digits of its currency, half a cent rounded up; None for none."""
    if amount is None:
        return None
    return f"{amount.quantize(Decimal(1).scaleb(-get_digits(currency)), rounding=ROUND_HALF_UP):f}"


@dataclass(slots=True)
class Sums:
    """What some bookings of one currency brought: `gross` is with tax, of which `tax` is a part."""

    bookings: int = 0
    earned: int = 0
    gross: Decimal = ZERO
    tax: Decimal = ZERO
    paid: Decimal = ZERO

    def add(self, record: BookingRecord) -> None:
        """Count a booking; its money only where it is earned."""
        self.bookings += 1
        if not is_earned(record):
            return
        self.earned += 1
        self.gross += record.payment.amount or ZERO
        self.tax += record.payment.tax or ZERO
        self.paid += get_paid(record)

    def tell(self, currency: str) -> dict[str, str | None]:
        """Return the three amounts as text."""
        amounts = {"gross": self.gross, "tax": self.tax, "paid": self.paid}
        return {key: to_text(amount, currency) for key, amount in amounts.items()}
