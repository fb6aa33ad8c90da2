"""What payment triggers share: how a change of payment is recognised, and what it says of the money."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from sidecar.fields.booking_summary import find_booking_id
from sidecar.fields.money import in_digits
from sidecar.fields.payment_statuses import OFFLINE

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord, PaymentRecord


def reached(change: Change[BookingRecord], statuses: Collection[str]) -> bool:
    """Whether the payment of a booking, new or known, got one of these statuses by the change.

    Another transaction with the same end is another payment: the rest after a deposit.
    """
    payment = change.after.payment
    if payment.status not in statuses:
        return False
    return change.before is None or _is_another(change.before.payment, payment)


def describe(payment: PaymentRecord) -> dict[str, Any]:
    """Return what a booking knows of the money, under the keys of a report and in the currency's digits."""
    amount = payment.amount if payment.paid_amount is None else payment.paid_amount
    return {
        "amount": in_digits(amount, payment.currency),
        "currency": payment.currency,
        "payment_method": payment.method,
        "gateway": None if payment.method == OFFLINE else payment.method,
        "transaction_id": payment.transaction_id,
    }


def identify(event: Event[Any], *more: object) -> str:
    """Return what makes a payment unique: its booking and its transaction, or what else is known of it.

    Without a transaction it is the amount and the day (UTC): the change and the report that tell of one
    payment come within seconds, and both know the amount.
    """
    transaction = event.details.get("transaction_id") or f"{amount_of(event)} {day_of(event)}"
    return ":".join(str(part) for part in (find_booking_id(event) or 0, transaction, *more))


def amount_of(event: Event[Any]) -> str:
    """Return the amount as a text that is the same for 40.1 and 40.10, "" where there is none."""
    amount = event.details.get("amount")
    return "" if amount is None else f"{amount.normalize():f}"


def day_of(event: Event[Any]) -> str:
    """Return the day of an event in UTC."""
    return event.change.occurred_at.astimezone(UTC).date().isoformat()


def _is_another(before: PaymentRecord, after: PaymentRecord) -> bool:
    if before.status != after.status:
        return True
    ids = {before.transaction_id, after.transaction_id}
    return len(ids - {None}) > 1
