"""Search: the times at which a service can be booked, of one staff member or of all who offer it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sidecar.action_spec import Input, Search
from sidecar.desk.slots import list_slots
from sidecar.fields.slot import SLOT
from sidecar.inputs.booking import EXTRA_IDS, SERVICE_ID, STAFF_ID
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from sidecar.action_spec import Found, Given
    from sidecar.desk.desk import Desk

MAX_DAYS, MAX_SLOTS = 31, 100


def run(desk: Desk, given: Given) -> list[Found]:
    """Return the first free times, by start and staff member."""
    first = given["from_date"] or desk.now.astimezone(desk.site.time_zone).date()
    last = first + timedelta(days=given["days"] - 1)
    return list_slots(desk, given, first, last)[: given["limit"]]


SEARCH = Search(
    key="find_available_slots",
    label="Find Available Slots",
    noun="Slot",
    description="Finds the times at which a service can be booked.",
    inputs=(
        SERVICE_ID,
        replace(
            STAFF_ID, help="Whose free times. Choose the service first. Empty: those of all who offer it."
        ),
        EXTRA_IDS,
        Input(
            key="from_date",
            type=FieldType.DATE,
            label="From Date",
            help="The first day to look at, such as 2027-03-18. Empty: today.",
            example="2027-03-18",
        ),
        Input(
            key="days",
            type=FieldType.INTEGER,
            label="Number of Days",
            help="How many days to look at, 1 to 31.",
            example=7,
            minimum=1,
            maximum=MAX_DAYS,
            default=7,
        ),
        Input(
            key="limit",
            type=FieldType.INTEGER,
            label="Limit",
            help="How many free times to list at most, 1 to 100.",
            example=20,
            minimum=1,
            maximum=MAX_SLOTS,
            default=20,
        ),
    ),
    fields=SLOT,
    run=run,
)
