"""What answers about customers say beside the customer: whether they are new, and the role they have."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

ROLE = Field(
    "role",
    FieldType.STRING,
    "Role",
    "The customer's role in WordPress; empty for a guest.",
    "details.role",
    "subscriber",
    nullable=True,
)
NOTICE = Field(
    "notice",
    FieldType.STRING,
    "Notice",
    "What else there is to know, such as why the customer did not get the site's own role.",
    "details.notice",
    nullable=True,
)
CREATED = Field(
    "created",
    FieldType.BOOLEAN,
    "Was Created",
    "Whether it was made now; false where it was there already.",
    "details.created",
    example=True,
)
CHANGED_BOOKINGS = Field(
    "changed_booking_ids",
    FieldType.LIST,
    "Changed Booking IDs",
    "The bookings ahead in which the customer's details were changed as well.",
    "details.booking_ids",
    [57],
    items=FieldType.INTEGER,
)
