"""What the actions that change a booking share: inputs, fields, and how a change becomes an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Given, Input
from sidecar.desk.changes import list_locks
from sidecar.fields.booking import BOOKING
from sidecar.fields.booking import BOOKING_ID as ID
from sidecar.inputs.booking import MAX_ID
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.desk.changes import Changed
    from sidecar.desk.desk import Desk

MAX_NOTE = 1000

BOOKING_ID = Input(
    key="booking_id",
    type=FieldType.INTEGER,
    label="Booking",
    help="Choose the booking, or map the booking ID of a trigger or a search.",
    required=True,
    example=57,
    options="bookings",
    minimum=1,
    maximum=MAX_ID,
)
START = "2027-03-17T11:00:00+00:00"  # of the booking that samples show


def list_fields(
    status: str = "pending", previous_starts_at: str = START, previous_staff_id: int = 8
) -> tuple[Field, ...]:
    """Return the fields of an action's answer; the values are those of its sample."""
    booking = (replace(field, example=status) if field.key == "status" else field for field in BOOKING)
    return (
        ID,
        *booking,
        Field(
            "changed",
            FieldType.BOOLEAN,
            "Was Changed",
            "Whether anything was changed; false where the booking was so already.",
            "details.changed",
            example=True,
        ),
        Field(
            "previous_status",
            FieldType.STRING,
            "Previous Status",
            "The status before this action.",
            "details.before.status",
            "pending",
        ),
        Field(
            "previous_starts_at",
            FieldType.DATETIME,
            "Previous Start",
            "When the booking began before this action.",
            "details.before.starts_at",
            previous_starts_at,
            nullable=True,
        ),
        Field(
            "previous_staff_id",
            FieldType.INTEGER,
            "Previous Staff Member ID",
            "Who had the booking before this action.",
            "details.before.staff.id",
            previous_staff_id,
            nullable=True,
        ),
    )


def answer(changed: Changed) -> Done:
    """Return what an action did to a booking."""
    details = {"changed": bool(changed.touched), "before": changed.before}
    return Done(record=changed.after, details=details, touched=changed.touched, steps=changed.steps)


def list_booking_locks(desk: Desk, given: Given) -> Collection[str]:
    """Return the locks of the staff member who has the booking, and of the one who is to get it, if any."""
    return list_locks(desk, given["booking_id"], given.get("staff_id"))
