"""A booking was made: in the form, by an admin or by an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING, BOOKING_ID
from sidecar.fields.event import EVENT
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether the booking was not there before."""
    return change.before is None


def _identity(event: Event[Any]) -> str:
    """A booking is made once, even if its snapshot is lost; an id that MySQL gives out again is another's."""
    return f"{event.change.object_id}:{event.sequence}"


TRIGGER = Trigger(
    key="booking_created",
    zapier_key="new_booking",
    label="New Booking",
    noun="Booking",
    description="Triggers when a new booking is created.",
    fields=(BOOKING_ID, *EVENT, *BOOKING),
    hooks=BOOKING_HOOKS,
    happened=happened,
    identity=_identity,
    filters=(*filters.OF_BOOKING, filters.STATUS),
)
