"""Inputs about when a staff member works: hours of the week, months, and times off."""

from __future__ import annotations

from sidecar.action_spec import Format, Input
from sidecar.calendar_names import MONTH_NAMES, WEEKDAYS
from sidecar.spec import FieldType

ALL_MONTHS = "all"
MAX_DAYS_OFF = 100
MAX_REASON = 200

STAFF_ID = Input(
    key="staff_id",
    type=FieldType.INTEGER,
    label="Staff Member",
    help="Whose working times are changed.",
    required=True,
    example=8,
    options="staff",
    minimum=1,
)
DAYS = tuple(
    Input(
        key=weekday.lower(),
        type=FieldType.STRING,
        label=f"{weekday} Hours",
        help=f"When work begins and ends on a {weekday}, such as 09:00-17:00, or the word closed. "
        "Empty: as before.",
        example="09:00-17:00",
        format=Format.HOURS,
    )
    for weekday in WEEKDAYS
)
FROM_BUSINESS = Input(
    key="hours_from_business",
    type=FieldType.BOOLEAN,
    label="Use Business Hours",
    help="True: the staff member gets the hours of the business again, in place of their own.",
    example=False,
)
MONTHS = Input(
    key="months",
    type=FieldType.STRING,
    label="Working Months",
    help="The months in which bookings are taken, or All. Empty: as before.",
    example="March",
    choices=(ALL_MONTHS, *MONTH_NAMES),
    is_list=True,
    max_items=len(MONTH_NAMES),
)
DAYS_OFF = Input(
    key="days_off",
    type=FieldType.DATE,
    label="Days Off",
    help="Single days on which the staff member cannot be booked, such as 2026-12-24.",
    example="2026-12-24",
    is_list=True,
    max_items=MAX_DAYS_OFF,
)
BLOCK_STARTS_AT = Input(
    key="block_starts_at",
    type=FieldType.DATETIME,
    label="Block Start",
    help="When a time begins in which the staff member cannot be booked, such as 2026-12-01 12:00, by the "
    "site's clock.",
    example="2026-12-01 12:00",
)
BLOCK_ENDS_AT = Input(
    key="block_ends_at",
    type=FieldType.DATETIME,
    label="Block End",
    help="When that time ends, such as 2026-12-01 14:00; a booking may begin then.",
    example="2026-12-01 14:00",
)
BLOCK_REASON = Input(
    key="block_reason",
    type=FieldType.STRING,
    label="Block Reason",
    help="Why the days off or the block are there; customers do not see it.",
    example="Training",
    max_length=MAX_REASON,
)
REMOVE_BLOCKS = Input(
    key="remove_block_ids",
    type=FieldType.INTEGER,
    label="Blocks to Remove",
    help="Blocks or days off that shall end. Choose the staff member first: theirs are listed.",
    example=3,
    options="blocks",
    depends_on=("staff_id",),
    is_list=True,
    max_items=MAX_DAYS_OFF,
    minimum=1,
)
WORKING_TIMES = (*DAYS, FROM_BUSINESS, MONTHS)
TIMES_OFF = (DAYS_OFF, BLOCK_STARTS_AT, BLOCK_ENDS_AT, BLOCK_REASON, REMOVE_BLOCKS)
