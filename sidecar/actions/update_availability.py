"""Changes when a staff member can be booked: hours of the week, months, days off and single times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.action_spec import Action, Done, Role
from sidecar.db.locks import name_staff
from sidecar.desk import steps
from sidecar.desk.conflicts import list_in_blocks, list_outside_hours
from sidecar.desk.hours import changes_hours, check_hours, format_hours, write_hours
from sidecar.desk.offers import get_staff
from sidecar.desk.times_off import check_times_off, list_ahead, list_wanted, write_blocks
from sidecar.inputs.hours import STAFF_ID, TIMES_OFF, WORKING_TIMES
from sidecar.spec import Field, FieldType
from sidecar.wp_bridge.availability.slots import get_weekly_hours
from sidecar.wp_bridge.business import read_business
from sidecar.wp_bridge.offer_records import WEEKDAYS
from sidecar.wp_bridge.opening_hours import MONTH_NAMES
from sidecar.wp_bridge.times import at_site

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.action_spec import Given
    from sidecar.db.blocks import Block
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.business import Business
    from sidecar.wp_bridge.offer_records import StaffMember

MAX_CONFLICTS = 50
SHOWN_BLOCKS = 100
NOTHING = "Give at least one change: hours of a day, months, days off, a block, or blocks to remove."

BLOCK = (
    Field("id", FieldType.INTEGER, "Block ID", "Names the block, for instance to remove it.", "id", 3),
    Field(
        "starts_at",
        FieldType.DATETIME,
        "Block Start",
        "When the blocked time begins, with the site's offset.",
        "starts_at",
        "2026-12-24T00:00:00+00:00",
    ),
    Field(
        "ends_at",
        FieldType.DATETIME,
        "Block End",
        "When the blocked time ends; a booking may begin then.",
        "ends_at",
        "2026-12-25T00:00:00+00:00",
    ),
    Field(
        "reason", FieldType.STRING, "Block Reason", "Why it is blocked; may be empty.", "reason", "Training"
    ),
)
FIELDS = (
    Field("staff_id", FieldType.INTEGER, "Staff ID", "The staff member's post in WordPress.", "record.id", 8),
    Field("staff_name", FieldType.STRING, "Staff Name", "The staff member's name.", "record.name", "Alex"),
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


def check(given: Given) -> dict[str, str]:
    """Return what is wrong: nothing to do, hours that BookingX misreads, half a block."""
    changes = [item.key for item in (*WORKING_TIMES, *TIMES_OFF) if item.key != "block_reason"]
    if all(given[key] is None for key in changes) and not given["block_reason"]:
        return {"monday": NOTHING}
    return check_hours(given) | check_times_off(given)


def lock(_desk: Desk, given: Given) -> Collection[str]:
    """Return the lock of the staff member's time."""
    return (name_staff(given["staff_id"]),)


def run(desk: Desk, given: Given) -> Done:
    """Write hours, months and blocks; say what counts now, and which bookings stand in the way."""
    staff = get_staff(desk, given["staff_id"])
    business = read_business(desk.connection, desk.tables)
    wanted = list_wanted(desk, given)
    has_new_hours = changes_hours(given)
    if has_new_hours:
        write_hours(desk, staff, business, given)
        staff = get_staff(desk, staff.id)
    write_blocks(desk, staff.id, wanted, given["remove_block_ids"] or ())
    conflicts = list_in_blocks(desk, staff.id, wanted)
    if has_new_hours:
        conflicts |= list_outside_hours(desk, staff, business)
    done = steps.hours_saved(desk, staff.id, staff.user_id) if has_new_hours else ()
    return Done(record=staff, details=_describe(desk, staff, business, conflicts), steps=done)


def _describe(desk: Desk, staff: StaffMember, business: Business, conflicts: set[int]) -> dict[str, Any]:
    weekly = get_weekly_hours(staff, business)
    return {
        "hours": {day: format_hours(weekly.get(day)) for day in WEEKDAYS},
        "months": [MONTH_NAMES[month - 1] for month in sorted(staff.months)],
        "blocks": [_describe_block(desk, block) for block in list_ahead(desk, staff.id)[:SHOWN_BLOCKS]],
        "conflict_count": len(conflicts),
        "conflicting_booking_ids": sorted(conflicts)[:MAX_CONFLICTS],
    }


def _describe_block(desk: Desk, block: Block) -> dict[str, Any]:
    zone = desk.site.time_zone
    return {
        "id": block.id,
        "starts_at": at_site(block.starts_at, zone),
        "ends_at": at_site(block.ends_at, zone),
        "reason": block.reason,
    }


ACTION = Action(
    key="update_availability",
    label="Update Availability",
    noun="Availability",
    description="Changes a staff member's working hours, or blocks days and times.",
    inputs=(STAFF_ID, *WORKING_TIMES, *TIMES_OFF),
    fields=FIELDS,
    run=run,
    locks=lock,
    role=Role.ADMIN,
    check=check,
)
