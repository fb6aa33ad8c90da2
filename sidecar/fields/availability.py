"""What an answer says of when a staff member can be booked. `record` is the staff member."""

from __future__ import annotations

from sidecar.calendar_names import WEEKDAYS
from sidecar.spec import Field, FieldType

MAX_CONFLICTS = 50
SHOWN_BLOCKS = 100

BLOCK = (
    Field("id", FieldType.INTEGER, "Block ID", "Names the block, for instance to remove it.", "id", 3),
    Field(
        "starts_at",
        FieldType.DATETIME,
        "Block Start",
        "When the blocked time begins, with the site's offset.",
        "starts_at",
        "2027-03-17T12:00:00+00:00",
    ),
    Field(
        "ends_at",
        FieldType.DATETIME,
        "Block End",
        "When the blocked time ends; a booking may begin then.",
        "ends_at",
        "2027-03-17T14:00:00+00:00",
    ),
    Field(
        "reason", FieldType.STRING, "Block Reason", "Why it is blocked; may be empty.", "reason", "Training"
    ),
)
AVAILABILITY = (
    Field(
        "staff_id",
        FieldType.INTEGER,
        "Staff Member ID",
        "The staff member's ID in WordPress.",
        "record.id",
        8,
    ),
    Field(
        "staff_name", FieldType.STRING, "Staff Member Name", "The staff member's name.", "record.name", "Alex"
    ),
    Field(
        "has_own_hours",
        FieldType.BOOLEAN,
        "Has Own Hours",
        "Whether the hours are the staff member's own; else they are the business's.",
        "record.works_own_hours",
        example=True,
    ),
    *(
        Field(
            day.lower(),
            FieldType.STRING,
            f"{day} Hours",
            f"When work begins and ends on a {day}, as it counts now, or closed.",
            f"details.hours.{day}",
            "09:00-17:00",
        )
        for day in WEEKDAYS
    ),
    Field(
        "months",
        FieldType.LIST,
        "Working Months",
        "The months in which bookings are taken; all of them where the list is empty.",
        "details.months",
        ["March"],
        items=FieldType.STRING,
    ),
    Field(
        "blocks",
        FieldType.LIST,
        "Blocks",
        f"The days off and blocked times that have not ended, the next {SHOWN_BLOCKS} of them.",
        "details.blocks",
        children=BLOCK,
    ),
    Field(
        "conflict_count",
        FieldType.INTEGER,
        "Conflicting Bookings",
        "How many bookings ahead lie in a new block or outside the new hours; none was cancelled.",
        "details.conflict_count",
        1,
    ),
    Field(
        "conflicting_booking_ids",
        FieldType.LIST,
        "Conflicting Booking IDs",
        f"These bookings, {MAX_CONFLICTS} of them at most. Move or cancel them, or leave them.",
        "details.conflicting_booking_ids",
        [57],
        items=FieldType.INTEGER,
    ),
)
