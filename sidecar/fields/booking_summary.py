"""What a payload says of the booking to which something else belongs: a payment, a review, a reminder.

A report may come without a booking: everything here is null then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.booking import LINKS
from sidecar.fields.booking_offer import SERVICE
from sidecar.fields.booking_people import CUSTOMER, STAFF
from sidecar.fields.booking_times import TIMES
from sidecar.fields.rebase import optional
from sidecar.object_types import BOOKING, REPORT
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from sidecar.spec import Event

ABOUT_BOOKINGS = frozenset({BOOKING, REPORT})
"""Types of objects whose id is a booking's; a report's is 0 where it names none."""


def find_booking_id(event: Event[Any]) -> int | None:
    """Return the booking of an event, also of one that is gone; None where the event belongs to none."""
    change = event.change
    return (change.object_id or None) if change.object_type in ABOUT_BOOKINGS else None


def _booking_number(event: Event[Any]) -> str | None:
    booking_id = find_booking_id(event)
    if booking_id is None:
        return None
    return getattr(event.record, "number", None) or str(booking_id)  # a report may have no record


BOOKING_REFERENCE = (
    Field(
        "booking_id",
        FieldType.INTEGER,
        "Booking ID",
        "The booking's ID in WordPress; empty when it belongs to none.",
        find_booking_id,
        57,
        nullable=True,
    ),
    Field(
        "booking_number",
        FieldType.STRING,
        "Booking Number",
        "As customers see it.",
        _booking_number,
        "57",
        nullable=True,
    ),
)

BOOKING_SUMMARY = optional((CUSTOMER, SERVICE, STAFF, TIMES, LINKS))
