"""A booking was moved to another time, or something else of it was edited: with the values before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.previous import PREVIOUS_BOOKING, UPDATE_KIND, changed_fields
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Trigger
from sidecar.triggers._bookings import TIMES, list_changed

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether something of a standing booking differs that has no trigger of its own."""
    if change.before is None or change.removal is not None:
        return False
    return bool(list_changed(change.before, change.after))


def details(change: Change[BookingRecord]) -> dict[str, Any]:
    """Say what differs, and whether the booking takes place at another time now."""
    if change.before is None:
        return {}
    changed = list_changed(change.before, change.after)
    kind = "edited" if TIMES.keys().isdisjoint(changed) else "rescheduled"
    return {"update_kind": kind, "changed_fields": changed}


TRIGGER = Trigger(
    key="booking_updated",
    zapier_key="booking_updated",
    label="Rescheduled or Edited Booking",
    noun="Booking",
    description="Triggers when a booking is moved, or its service, extras, customer or price changes.",
    fields=(
        CHANGE_ID,
        *EVENT,
        *BOOKING,
        UPDATE_KIND,
        changed_fields(("datetime.start", "datetime.end")),
        PREVIOUS_BOOKING,
    ),
    hooks=BOOKING_HOOKS,
    happened=happened,
    details=details,
    filters=(*filters.OF_BOOKING, filters.STATUS, filters.UPDATE_KIND),
    examples={
        "previous.datetime.start": "2027-03-16T11:00:00+00:00",
        "previous.datetime.end": "2027-03-16T12:45:00+00:00",
        "previous.datetime.customer_start": "2027-03-16T07:00:00-04:00",
        "previous.datetime.customer_end": "2027-03-16T08:45:00-04:00",
    },
)
