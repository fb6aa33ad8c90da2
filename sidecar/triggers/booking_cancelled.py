"""A booking will not take place: cancelled, put in the bin ("Cancel" in wp-admin's list), or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING, PREVIOUS_STATUS
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Field, FieldType, Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether a booking that stood no longer does."""
    if change.before is None or change.before.status == "cancelled":
        return False
    return change.removal is not None or change.after.status == "cancelled"


def _way(event: Event[Any]) -> str:
    return event.change.removal or "status"


TRIGGER = Trigger(
    key="booking_cancelled",
    zapier_key="booking_cancelled",
    label="Cancelled Booking",
    noun="Booking",
    description="Triggers when a booking is cancelled, put in the bin or deleted.",
    fields=(
        CHANGE_ID,
        *EVENT,
        *BOOKING,
        PREVIOUS_STATUS,
        Field(
            "cancelled_by",
            FieldType.STRING,
            "Kind of Cancellation",
            "How it was cancelled: its status (status), the bin (binned) or deletion (deleted).",
            _way,
            "status",
        ),
    ),
    hooks=BOOKING_HOOKS,
    happened=happened,
    filters=(*filters.OF_BOOKING, filters.PREVIOUS_STATUS, filters.CANCELLED_BY),
    examples={"status": "cancelled", "previous_status": "confirmed"},
)
