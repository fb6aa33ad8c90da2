"""Finds bookings by their ID, by who booked, by what is booked, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Found, Input, Search
from sidecar.desk.searching import find_bookings
from sidecar.fields.booking import BOOKING, BOOKING_ID, BOOKING_STATUSES
from sidecar.inputs import searching
from sidecar.searches._criteria import needs_one_of
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> list[Found]:
    """Return the bookings, the newest first, or the one that starts next."""
    return [Found(record) for record in find_bookings(desk, given)]


def check(given: Given) -> dict[str, str]:
    """Ask for something to look for, and for times in their order."""
    first, end = given["starts_from"], given["starts_before"]
    if first is not None and end is not None and end <= first:
        return {"starts_before": "Expected a time after starts_from."}
    return dict(ANYTHING(given))


ANYTHING = needs_one_of(
    "booking_id",
    "external_id",
    "customer_email",
    "service_id",
    "staff_id",
    "status",
    "starts_from",
    "starts_before",
)
STATUS = Input(
    key="status",
    type=FieldType.STRING,
    label="Status",
    help="Only bookings that have one of these statuses now.",
    choices=BOOKING_STATUSES,
    example="confirmed",
    is_list=True,
)
SEARCH = Search(
    key="find_booking",
    label="Find Booking",
    noun="Booking",
    description="Finds a booking by its ID, the customer's email, the service, the staff member or the time.",
    inputs=(
        searching.BOOKING_ID,
        searching.EXTERNAL_ID,
        searching.CUSTOMER_EMAIL,
        searching.SERVICE_ID,
        searching.STAFF_ID,
        STATUS,
        searching.STARTS_FROM,
        searching.STARTS_BEFORE,
        searching.ORDER,
        searching.LIMIT,
    ),
    fields=(BOOKING_ID, *BOOKING),
    run=run,
    check=check,
)
