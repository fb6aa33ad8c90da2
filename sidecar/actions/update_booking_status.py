"""Action: give a booking another status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Action, Done, Given, Input
from sidecar.actions._bookings import BOOKING_ID, MAX_NOTE, answer, list_booking_locks, list_fields
from sidecar.desk.changes import change_status
from sidecar.desk.transitions import STATUSES
from sidecar.inputs.notify import NOTIFY
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> Done:
    """Change the status, and note why."""
    changed = change_status(desk, given["booking_id"], given["status"], given["notify"], given["note"])
    return answer(changed)


ACTION = Action(
    key="update_booking_status",
    label="Update Booking Status",
    noun="Booking",
    description="Updates the status of a booking: confirms, completes or cancels it, or marks a no-show.",
    inputs=(
        BOOKING_ID,
        Input(
            key="status",
            type=FieldType.STRING,
            label="Status",
            help="The new status. Cancelled, completed and no-show are final.",
            required=True,
            example="confirmed",
            choices=STATUSES,
        ),
        NOTIFY,
        Input(
            key="note",
            type=FieldType.STRING,
            label="Note",
            help="A line for BookingX's log of the booking, which customers do not see.",
            example="Confirmed by phone.",
            max_length=MAX_NOTE,
        ),
    ),
    fields=list_fields("confirmed"),
    run=run,
    locks=list_booking_locks,
    aliases=("update_booking",),
)
