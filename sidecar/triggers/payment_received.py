"""A payment came in: the booking says so, or a gateway reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.payments import PAYMENT_RECEIVED_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.payment_events import PAYMENT_RECEIVED, PAYMENT_RECEIVED_REPORTED
from sidecar.fields.payment_statuses import PAID
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger
from sidecar.triggers import _payments

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether a booking, new or known, was paid by this change."""
    return _payments.reached(change, {PAID})


def details(change: Change[BookingRecord | None]) -> dict[str, Any]:
    """Say what was paid, how, and when: the provider's time, or that of the change."""
    if change.after is None:
        return {"payment_status": PAID}
    payment = change.after.payment
    paid_at = payment.paid_at or change.occurred_at
    return _payments.describe(payment) | {"payment_status": PAID, "paid_at": paid_at}


TRIGGER = Trigger(
    key="payment_received",
    zapier_key="payment_received",
    label="New Payment",
    noun="Payment",
    description="Triggers when a payment for a booking is received.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *PAYMENT_RECEIVED, *BOOKING_SUMMARY),
    hooks=(*BOOKING_HOOKS, *PAYMENT_RECEIVED_HOOKS),
    happened=happened,
    details=details,
    identity=_payments.identify,
    filters=filters.OF_PAYMENT,
    reported=PAYMENT_RECEIVED_REPORTED,
)
