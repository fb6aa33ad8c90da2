"""A customer's subscription at the site began, was renewed or ended: add-ons report it, BookingX has none."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.subscriptions import SUBSCRIPTION_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.subscription import SUBSCRIPTION, SUBSCRIPTION_REPORTED
from sidecar.object_types import REPORT
from sidecar.spec import Trigger
from sidecar.triggers import _payments

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord


def details(change: Change[BookingRecord | None]) -> dict[str, Any]:
    """Say what the booking tells of the subscription that it belongs to: whose it is."""
    if change.after is None:
        return {}
    customer = change.after.customer
    return {"customer_id": customer.id, "customer_email": customer.email or None}


def _identity(event: Event[Any]) -> str:
    """A subscription is renewed once for each period; where none is named, it changes once a day (UTC)."""
    said = event.details
    period_end = said.get("period_end")
    when = period_end.astimezone(UTC).isoformat() if period_end else _payments.day_of(event)
    return f"{said.get('subscription_id')}:{said.get('change')}:{when}"


TRIGGER = Trigger(
    key="subscription_updated",
    zapier_key="subscription_updated",
    label="Subscription Status Changed",
    noun="Subscription",
    description="Triggers when a customer's subscription begins, is renewed, paused or resumed, or ends.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *SUBSCRIPTION, *BOOKING_SUMMARY),
    hooks=SUBSCRIPTION_HOOKS,
    subject=REPORT,
    identity=_identity,
    details=details,
    filters=(filters.SUBSCRIPTION_CHANGE, *filters.OF_MONEY, filters.GATEWAY),
    reported=SUBSCRIPTION_REPORTED,
)
