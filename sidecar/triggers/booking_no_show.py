"""A customer did not come (BookingX says "Missed"). Told beside the change of the booking's status."""

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
    """Whether a known booking became a no-show by this change."""
    return _bookings.reached(change, "no-show")


TRIGGER = Trigger(
    key="booking_no_show",
    zapier_key="booking_no_show",
    label="Booking No-Show",
    noun="Booking",
    description="Triggers when the customer of a booking does not come.",
    fields=(CHANGE_ID, *EVENT, *BOOKING, PREVIOUS_STATUS),
    hooks=BOOKING_HOOKS,
    happened=happened,
    filters=(*filters.OF_BOOKING, filters.PREVIOUS_STATUS),
    examples={"status": "no-show", "previous_status": "confirmed"},
)
