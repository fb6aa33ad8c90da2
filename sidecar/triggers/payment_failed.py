"""A payment did not come in: the provider refused it, or the customer gave up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.payments import PAYMENT_FAILED_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.payment_events import PAYMENT_FAILED, PAYMENT_FAILED_REPORTED
from sidecar.fields.payment_statuses import ABANDONED, FAILED
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger
from sidecar.triggers import _payments

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord

REASONS = {
    FAILED: "The payment provider did not accept the payment.",
    ABANDONED: "The customer left the provider's page before paying.",
}


def happened(change: Change[BookingRecord]) -> bool:
    """Whether a booking, new or known, was left unpaid by a failure or by its customer."""
    return _payments.reached(change, REASONS)


def details(change: Change[BookingRecord | None]) -> dict[str, Any]:
    """Say what should have been paid, and why it was not; of a report that says neither, it failed."""
    if change.after is None:
        return {"outcome": FAILED}
    payment = change.after.payment
    outcome = payment.status if payment.status in REASONS else FAILED
    reason = payment.error or REASONS.get(payment.status)
    return _payments.describe(payment) | {"outcome": outcome, "reason": reason}


def _identity(event: Event[Any]) -> str:
    return _payments.identify(event, event.details.get("outcome") or FAILED)


TRIGGER = Trigger(
    key="payment_failed",
    zapier_key="payment_failed",
    label="Failed Payment",
    noun="Payment",
    description="Triggers when a payment for a booking fails, or the customer gives it up.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *PAYMENT_FAILED, *BOOKING_SUMMARY),
    hooks=(*BOOKING_HOOKS, *PAYMENT_FAILED_HOOKS),
    happened=happened,
    details=details,
    identity=_identity,
    filters=(*filters.OF_PAYMENT, filters.OUTCOME),
    reported=PAYMENT_FAILED_REPORTED,
)
