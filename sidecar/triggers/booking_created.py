"""A booking was made: in the form, by an admin or by an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields.booking import BOOKING, BOOKING_ID
from sidecar.fields.event import EVENT
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether the booking was not there before."""
    return change.before is None


TRIGGER = Trigger(
    key="booking_created",
    zapier_key="new_booking",
    label="New Booking",
    noun="Booking",
    description="Triggers when a new booking is created.",
    fields=(BOOKING_ID, *EVENT, *BOOKING),
    hooks=BOOKING_HOOKS,
    happened=happened,
)
