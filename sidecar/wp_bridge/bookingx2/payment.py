"""What a booking of BookingX 2.0 costs and whether it is paid, from its row and its newest payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields.payment_statuses import PAID, REFUNDED, UNPAID
from sidecar.wp_bridge.bookingx2.rows import Row, parse_moment
from sidecar.wp_bridge.posts.booking_payment import get_public_method, to_amount
from sidecar.wp_bridge.posts.payment_status import STATUS_BY_ADDON
from sidecar.wp_bridge.records import PaymentRecord
from sidecar.wp_bridge.site import CURRENCY

if TYPE_CHECKING:
    from datetime import tzinfo

STATUS_BY_WORD = STATUS_BY_ADDON | {"": UNPAID, UNPAID: UNPAID}


def read_payment(row: Row, payment: Row | None, site_currency: str, stamps: tzinfo) -> PaymentRecord:
    """Return the payment; damaged columns are marked in `row`, what they held is None.

    The booking's own columns come first. `payment` is the newest of `bookingx_payments`; what only it
    knows, as what was received and when, is read from there.
    """
    payment = payment or Row({})
    status = _read_status(row, payment)
    received = status in {PAID, REFUNDED}
    raw_method = row.text("payment_method") or payment.text("gateway") or payment.text("method")
    found = PaymentRecord(
        amount=row.parse_flat("total_amount", to_amount),
        tax=row.parse_flat("tax_amount", to_amount),
        tax_rate=None,
        currency=_get_currency(row, payment, site_currency),
        method=get_public_method(raw_method),
        raw_method=raw_method,
        status=status,
        paid_amount=payment.parse_flat("amount", to_amount) if received else None,
        transaction_id=row.text("transaction_id") or payment.text("transaction_id") or None,
        paid_at=parse_moment(payment, "paid_at", stamps) if received else None,
    )
    for column in payment.unreadable:
        row.mark_unreadable(f"payment.{column}")
    return found


def _read_status(row: Row, payment: Row) -> str:
    """Return one of our words; a word that is none of BookingX's proves no payment, and is marked."""
    stored = (row.text("payment_status") or payment.text("status")).lower()
    status = STATUS_BY_WORD.get(stored)
    if status is None:
        row.mark_unreadable("payment_status")
    return status or UNPAID


def _get_currency(row: Row, payment: Row, site_currency: str) -> str:
    code = (row.text("currency") or payment.text("currency")).upper()
    return code if CURRENCY.fullmatch(code) else site_currency
