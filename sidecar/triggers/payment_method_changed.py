"""A booking is to be paid another way, or the site switched a way of paying on or off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.others import PAYMENT_METHOD_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.payment_method import PAYMENT_METHOD_CHANGE, PAYMENT_METHOD_REPORTED
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether a known booking is to be paid another way."""
    if change.before is None or change.removal is not None:
        return False
    return change.before.payment.method != change.after.payment.method


def details(change: Change[BookingRecord | None]) -> dict[str, Any]:
    """Say how it is to be paid, and how it was; of the site only a report can say it."""
    if change.after is None:
        return {"scope": "site"}
    method = change.after.payment.method
    before = change.before.payment.method if change.before else None
    # a report is no change: of the method before it says nothing
    return {"scope": "booking", "method": method, "previous_method": None if before == method else before}


TRIGGER = Trigger(
    key="payment_method_changed",
    zapier_key="payment_method_changed",
    label="Payment Method Changed",
    noun="Payment",
    description="Triggers when the payment method of a booking changes, or one is switched on or off.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *PAYMENT_METHOD_CHANGE, *BOOKING_SUMMARY),
    hooks=(*BOOKING_HOOKS, *PAYMENT_METHOD_HOOKS),
    happened=happened,
    details=details,
    filters=(filters.SCOPE, replace(filters.PAYMENT_METHOD, path="payment_method"), *filters.OF_SUMMARY),
    reported=PAYMENT_METHOD_REPORTED,
)
