"""What a payload says of a booking. Sources are paths into an `Event`; `record` is the booking after it.

Both id and name of every reference, times with offset, money as text: what Zapier's users work with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.booking_offer import EXTRAS, SERVICE
from sidecar.fields.booking_payment import PAYMENT
from sidecar.fields.booking_people import CUSTOMER, STAFF
from sidecar.fields.booking_times import TIMES
from sidecar.fields.record import UNREADABLE, admin_link
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from sidecar.spec import Event

STRING, INTEGER = FieldType.STRING, FieldType.INTEGER

BOOKING_STATUSES = ("pending", "confirmed", "cancelled", "completed", "no-show", "failed")


def _booking_number(event: Event[Any]) -> str:
    return event.record.number or str(event.record.id)


def _admin_url(event: Event[Any]) -> str:
    if not event.record.is_post:
        return f"{event.site_url}/wp-admin/"  # no one knows the address of BookingX 2.0's page
    return f"{event.site_url}/wp-admin/post.php?post={event.record.id}&action=edit"


BOOKING_ID = Field("id", INTEGER, "ID", "The booking's ID in WordPress.", "record.id", 57)

LINKS = admin_link(
    "Opens the booking in wp-admin.", _admin_url, "https://example.com/wp-admin/post.php?post=57&action=edit"
)

BOOKING = (
    Field("booking_id", INTEGER, "Booking ID", "The booking's ID in WordPress.", "record.id", 57),
    Field("booking_number", STRING, "Booking Number", "As customers see it.", _booking_number, "57"),
    Field("status", STRING, "Status", f"One of {', '.join(BOOKING_STATUSES)}.", "record.status", "pending"),
    CUSTOMER,
    SERVICE,
    STAFF,
    EXTRAS,
    TIMES,
    PAYMENT,
    Field(
        "created_at",
        FieldType.DATETIME,
        "Created At",
        "When the booking was made.",
        "record.created_at",
        "2026-11-22T11:32:40+00:00",
        nullable=True,
    ),
    Field(
        "metadata",
        FieldType.MAP,
        "Custom Fields",
        "What other plugins stored with the booking.",
        "record.custom_fields",
        {},
    ),
    LINKS,
    UNREADABLE,
)

PREVIOUS_STATUS = Field(
    "previous_status",
    STRING,
    "Previous Status",
    "The status before this change.",
    "change.before.status",
    "pending",
)
