"""Money went back to a customer: the booking says so, or a gateway reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.refunds import REFUND_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.payment_statuses import REFUNDED
from sidecar.fields.refund import REFUND, REFUND_REPORTED
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger
from sidecar.triggers import _payments

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether the payment of a booking, new or known, was refunded by this change."""
    return _payments.reached(change, {REFUNDED})


def details(change: Change[BookingRecord | None]) -> dict[str, Any]:
    """Say what was refunded: of a booking that is refunded all that was paid."""
    if change.after is None:
        return {}
    payment = _payments.describe(change.after.payment)
    keys = ("transaction_id", "amount", "currency", "payment_method", "gateway")
    return {key: payment[key] for key in keys} | {"refunded_at": change.occurred_at}


def _identity(event: Event[Any]) -> str:
    """A refund is what its provider calls it, else an amount of a transaction."""
    refund_id = event.details.get("refund_id")
    return f"refund {refund_id}" if refund_id else _payments.identify(event, _payments.amount_of(event))


TRIGGER = Trigger(
    key="refund_issued",
    zapier_key="refund_issued",
    label="New Refund",
    noun="Refund",
    description="Triggers when a payment for a booking is refunded.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *REFUND, *BOOKING_SUMMARY),
    hooks=(*BOOKING_HOOKS, *REFUND_HOOKS),
    happened=happened,
    details=details,
    identity=_identity,
    filters=filters.OF_PAYMENT,
    reported=REFUND_REPORTED,
    examples={"occurred_at": "2026-11-23T09:00:00+00:00"},
)
