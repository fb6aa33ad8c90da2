"""Action: cancel a booking, which frees its time; it never goes to the bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Action, Done, Given, Input
from sidecar.actions._bookings import BOOKING_ID, MAX_NOTE, answer, list_booking_locks, list_fields
from sidecar.desk.changes import change_status
from sidecar.inputs.notify import NOTIFY
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk

CANCELLED = "cancelled"


def run(desk: Desk, given: Given) -> Done:
    """Cancel it, and note why; a booking that is cancelled already stays as it is."""
    return answer(change_status(desk, given["booking_id"], CANCELLED, given["notify"], given["reason"]))


ACTION = Action(
    key="cancel_booking",
    label="Cancel Booking",
    noun="Booking",
    description="Cancels a booking and frees its time.",
    inputs=(
        BOOKING_ID,
        Input(
            key="reason",
            type=FieldType.STRING,
            label="Reason",
            help="Why it is cancelled, for BookingX's log of the booking, which customers do not see.",
            example="The customer is ill.",
            max_length=MAX_NOTE,
        ),
        NOTIFY,
    ),
    fields=list_fields("cancelled"),
    run=run,
    locks=list_booking_locks,
)
