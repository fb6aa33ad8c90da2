"""Action: give a booking to another staff member, at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Action, Done, Given, Input
from sidecar.actions._bookings import BOOKING_ID, answer, list_booking_locks, list_fields
from sidecar.desk import changes
from sidecar.inputs.booking import MAX_ID
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> Done:
    """Give it to whoever offers its service and is free."""
    return answer(changes.assign_staff(desk, given["booking_id"], given["staff_id"]))


ACTION = Action(
    key="assign_staff",
    label="Assign Staff Member",
    noun="Booking",
    description="Assigns a booking to another staff member who offers its service and is free then.",
    inputs=(
        BOOKING_ID,
        Input(
            key="staff_id",
            type=FieldType.INTEGER,
            label="Staff Member",
            help="Who takes the booking from now on.",
            required=True,
            example=8,
            options="staff",
            minimum=1,
            maximum=MAX_ID,
        ),
    ),
    fields=list_fields(previous_staff_id=9),
    run=run,
    locks=list_booking_locks,
)
