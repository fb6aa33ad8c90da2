"""Inputs about a new booking: what is booked, when, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Input
from sidecar.inputs.notify import NOTIFY
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Given

STRING, INTEGER = FieldType.STRING, FieldType.INTEGER
MAX_ID = 2**63 - 1
MAX_EXTENSION = 1000
MAX_MINUTES = 3 * 24 * 60
MAX_NOTES = 2000
MAX_EXTRAS = 20
PENDING, CONFIRMED = "pending", "confirmed"
START, FIRST_DAY = "start_datetime", "start_date"

SERVICE_ID = Input(
    key="service_id",
    type=INTEGER,
    label="Service",
    help="The service to book.",
    required=True,
    example=14,
    options="services",
    minimum=1,
    maximum=MAX_ID,
)
STAFF_ID = Input(
    key="staff_id",
    type=INTEGER,
    label="Staff Member",
    help="Who or what is booked. Choose the service first. Empty: the first one who offers it and is free.",
    example=8,
    options="staff",
    depends_on=("service_id",),
    minimum=1,
    maximum=MAX_ID,
)
EXTRA_IDS = Input(
    key="extra_ids",
    type=INTEGER,
    label="Extras",
    help="What is added to the service. Choose the service first: its extras are listed.",
    example=17,
    options="extras",
    depends_on=("service_id",),
    minimum=1,
    maximum=MAX_ID,
    is_list=True,
    max_items=MAX_EXTRAS,
)
EXTENSION = Input(
    key="extension",
    type=INTEGER,
    label="Extension",
    help="How many times an extendable service is made longer, as in the booking form. Usually empty.",
    example=0,
    minimum=0,
    maximum=MAX_EXTENSION,
)
TIMES = (
    Input(
        key=START,
        type=FieldType.DATETIME,
        label="Start",
        help="Date and time, such as 2027-03-18 15:00, by the site's clock unless a time zone is given. "
        "Give this, or the first day.",
        example="2027-03-18 15:00",
    ),
    Input(
        key=FIRST_DAY,
        type=FieldType.DATE,
        label="First Day",
        help="In place of a start, for services of whole days, such as 2027-03-18.",
        example="2027-03-18",
    ),
    Input(
        key="duration",
        type=INTEGER,
        label="Duration",
        help="Usually empty. A check: refuses the booking if it takes other minutes, or days for services of "
        "whole days.",
        example=45,
        minimum=1,
        maximum=MAX_MINUTES,
    ),
)
REST = (
    Input(
        key="notes",
        type=STRING,
        label="Notes",
        help="Kept in the booking's log, which staff read.",
        example="Prefers the chair by the window.",
        max_length=MAX_NOTES,
    ),
    Input(
        key="status",
        type=STRING,
        label="Status",
        help="The status that the new booking gets.",
        example=PENDING,
        choices=(PENDING, CONFIRMED),
        default=PENDING,
    ),
    NOTIFY,
)


def check_start(given: Given) -> Mapping[str, str]:
    """Refuse a call that gives no start, or two."""
    is_one = (given[START] is None) != (given[FIRST_DAY] is None)
    return {} if is_one else {START: "Give the start either here or in start_date."}
