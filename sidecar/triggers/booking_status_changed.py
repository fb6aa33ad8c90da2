"""A booking went from one status to another; the bin and deletion are `booking_cancelled` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING, PREVIOUS_STATUS
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether the public status differs and the booking is still on BookingX's screens."""
    if change.before is None or change.removal is not None:
        return False
    return change.before.status != change.after.status


TRIGGER = Trigger(
    key="booking_status_changed",
    zapier_key="booking_status_changed",
    label="Booking Status Changed",
    noun="Booking",
    description="Triggers when the status of a booking changes.",
    fields=(CHANGE_ID, *EVENT, *BOOKING, PREVIOUS_STATUS),
    hooks=BOOKING_HOOKS,
    happened=happened,
    filters=(*filters.OF_BOOKING, filters.STATUS, filters.PREVIOUS_STATUS),
    examples={"status": "confirmed"},
)
