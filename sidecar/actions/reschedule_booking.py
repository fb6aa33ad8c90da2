"""Action: give a booking another time, and another staff member if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Action, Done, Given, Input
from sidecar.actions._bookings import BOOKING_ID, answer, list_booking_locks, list_fields
from sidecar.desk.changes import Wish, move_booking
from sidecar.inputs.booking import FIRST_DAY, MAX_ID, START, check_start
from sidecar.inputs.notify import NOTIFY
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> Done:
    """Move it, with its length and its status."""
    start = given[FIRST_DAY] if given[START] is None else given[START]
    wish = Wish(start=start, staff_id=given["staff_id"])
    return answer(move_booking(desk, given["booking_id"], wish, given["notify"]))


ACTION = Action(
    key="reschedule_booking",
    label="Reschedule Booking",
    noun="Booking",
    description="Reschedules a booking; its length, its price and its status stay.",
    inputs=(
        BOOKING_ID,
        Input(
            key=START,
            type=FieldType.DATETIME,
            label="New Start",
            help="Date and time, such as 2027-03-18 15:00, by the site's clock unless a time zone is given.",
            example="2027-03-18 15:00",
        ),
        Input(
            key=FIRST_DAY,
            type=FieldType.DATE,
            label="New First Day",
            help="In place of a new start, for bookings of whole days, such as 2027-03-18.",
            example="2027-03-18",
        ),
        Input(
            key="staff_id",
            type=FieldType.INTEGER,
            label="Staff Member",
            help="Who takes the booking from now on. Empty: as before.",
            example=8,
            options="staff",
            minimum=1,
            maximum=MAX_ID,
        ),
        NOTIFY,
    ),
    fields=list_fields(previous_starts_at="2027-03-16T15:00:00+00:00"),
    run=run,
    locks=list_booking_locks,
    check=check_start,
)
