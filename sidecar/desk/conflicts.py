"""Finds the bookings ahead that stand where a staff member no longer works; nothing happens to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sidecar.wp_bridge.availability.differences import STRICT
from sidecar.wp_bridge.availability.slots import (
    SLOTS_OF_A_DAY,
    find_hours,
    list_opening_slots,
    list_touched_slots,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sidecar.db.blocks import NewBlock
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.business import Business
    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.offer_records import StaffMember

DAYS_AHEAD = 366
"""How far ahead bookings are compared with new hours; blocks are compared however far away they are."""
ONE_DAY = timedelta(days=1)


def list_in_blocks(desk: Desk, staff_id: int, blocks: Collection[NewBlock]) -> set[int]:
    """Return the ids of the bookings that overlap one of the blocks."""
    if not blocks:
        return set()
    first = min(block.starts_at for block in blocks).date()
    last = max(block.ends_at for block in blocks).date()
    return {
        booking.booking_id
        for booking in _list_ahead(desk, staff_id, first, last)
        if any(_overlaps(booking, block) for block in blocks)
    }


def list_outside_hours(desk: Desk, staff: StaffMember, business: Business) -> set[int]:
    """Return the ids of the bookings of a year that lie outside the staff member's hours and months."""
    today = desk.now.astimezone(desk.site.time_zone).date()
    ahead = _list_ahead(desk, staff.id, today, today + DAYS_AHEAD * ONE_DAY)
    return {booking.booking_id for booking in ahead if not _is_within(booking, staff, business)}


def _list_ahead(desk: Desk, staff_id: int, first: date, last: date) -> list[Occupancy]:
    """Return the bookings that take time and have not ended."""
    now = desk.now.astimezone(desk.site.time_zone).replace(tzinfo=None)
    found = desk.store.list_occupancies(desk.connection, [staff_id], first - ONE_DAY, last + ONE_DAY)
    return [one for one in found if one.is_blocking and one.ends_at and one.starts_at and one.ends_at > now]


def _overlaps(booking: Occupancy, block: NewBlock) -> bool:
    starts_at, ends_at = booking.starts_at, booking.ends_at
    return bool(starts_at and ends_at and starts_at < block.ends_at and ends_at > block.starts_at)


def _is_within(booking: Occupancy, staff: StaffMember, business: Business) -> bool:
    if booking.starts_at is None or booking.ends_at is None:
        return True
    days = booking.days or (booking.starts_at.date(),)
    if staff.months and any(day.month not in staff.months for day in days):
        return False
    if booking.all_day:
        return all(find_hours(staff, business, day) for day in days)
    opening = list_opening_slots(find_hours(staff, business, days[0]), STRICT)
    wanted = list_touched_slots(days[0], booking.starts_at, booking.ends_at, 2 * SLOTS_OF_A_DAY)
    return opening.issuperset(wanted)
