"""What the actions that change a booking share: inputs, fields, and how a change becomes an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Given, Input
from sidecar.desk.changes import list_locks
from sidecar.fields.booking import BOOKING
from sidecar.inputs.booking import MAX_ID
from sidecar.inputs.booking import NOTIFY as AUDIENCES
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.desk.changes import Changed
    from sidecar.desk.desk import Desk

MAX_NOTE = 1000

BOOKING_ID = Input(
    key="booking_id",
    type=FieldType.INTEGER,
    label="Booking ID",
    help="The ID of the booking, as a trigger or a search gives it.",
    required=True,
    example=57,
    minimum=1,
    maximum=MAX_ID,
)
NOTIFY = Input(
    key="notify",
    type=FieldType.STRING,
    label="Send Mails To",
    help="Who gets BookingX's own mails about this: customer_and_admin, customer, admin or none.",
    example=AUDIENCES[0],
    choices=AUDIENCES,
    default=AUDIENCES[0],
)
FIELDS = (
    *BOOKING,
    Field(
        "changed",
        FieldType.BOOLEAN,
        "Was Changed",
        "Whether anything was changed; false where the booking was so already.",
        "details.changed",
        True,  # noqa: FBT003 - an example value, as of any other field
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
        "2027-03-17T11:00:00+00:00",
        nullable=True,
    ),
    Field(
        "previous_staff_id",
        FieldType.INTEGER,
        "Previous Staff Member ID",
        "Who had the booking before this action.",
        "details.before.staff.id",
        8,
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
