"""A booking has taken place. Told beside the change of its status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING, PREVIOUS_STATUS
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger
from sidecar.triggers import _bookings

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether a known booking was completed by this change."""
    return _bookings.reached(change, "completed")


TRIGGER = Trigger(
    key="booking_completed",
    zapier_key="booking_completed",
    label="Completed Booking",
    noun="Booking",
    description="Triggers when a booking is completed.",
    fields=(CHANGE_ID, *EVENT, *BOOKING, PREVIOUS_STATUS),
    hooks=BOOKING_HOOKS,
    happened=happened,
    filters=(*filters.OF_BOOKING, filters.PREVIOUS_STATUS),
    examples={"status": "completed", "previous_status": "confirmed"},
)
