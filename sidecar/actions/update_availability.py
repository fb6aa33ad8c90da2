"""Changes when a staff member can be booked: hours of the week, months, days off and single times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.action_spec import Action, Done, Role
from sidecar.calendar_names import MONTH_NAMES, WEEKDAYS
from sidecar.db.locks import name_staff
from sidecar.desk import steps
from sidecar.desk.conflicts import list_in_blocks, list_outside_hours
from sidecar.desk.hours import changes_hours, check_hours, format_hours, write_hours
from sidecar.desk.offers import get_staff
from sidecar.desk.times_off import check_times_off, list_ahead, list_wanted, write_blocks
from sidecar.fields.availability import AVAILABILITY, MAX_CONFLICTS, SHOWN_BLOCKS
from sidecar.inputs.hours import STAFF_ID, TIMES_OFF, WORKING_TIMES
from sidecar.wp_bridge.availability.slots import get_weekly_hours
from sidecar.wp_bridge.business import read_business
from sidecar.wp_bridge.times import at_site

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.action_spec import Given
    from sidecar.db.blocks import Block
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.business import Business
    from sidecar.wp_bridge.offer_records import StaffMember

NOTHING = "Give at least one change: hours of a day, months, days off, a block, or blocks to remove."


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
    description="Updates a staff member's working hours, or blocks days and times.",
    inputs=(STAFF_ID, *WORKING_TIMES, *TIMES_OFF),
    fields=AVAILABILITY,
    run=run,
    locks=lock,
    role=Role.ADMIN,
    check=check,
)
