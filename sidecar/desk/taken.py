"""Lists what takes staff members' time: the bookings as they stand in the site, and one-off blocks.

The whole site is looked through, which is always the truth. On a very large one that would take too long, as
no index of WordPress's leads from a day to its bookings: there snapshots tell which may count, and what they
may not know yet comes along. What counts is read from the site itself in either case: docs/decisions/0011.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sidecar.db import blocks, progress
from sidecar.object_types import BOOKING
from sidecar.wp_bridge.occupancy import Occupancy
from sidecar.wp_bridge.posts.occupied import has_more_than, list_day_bookings, narrow
from sidecar.wp_bridge.times import at_site

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sidecar.desk.desk import Desk

MAX_LOOKED_THROUGH = 5000
"""Bookings up to which the whole site is looked through; above, snapshots lead."""
MAX_LATE = 2000
"""Bookings newer than the snapshots are sure of; with more, the whole site is looked at."""
LOOK_BACK = timedelta(days=4)
"""How much earlier than the days a booking of hours may begin that reaches into them, and zones apart."""
LOOK_BACK_DAYS = timedelta(days=31)
"""The same for a booking of whole days that has no list of them; one that has is found by its list."""
ONE_DAY = timedelta(days=1)


def list_taken(desk: Desk, staff_ids: Collection[int], first: date, last: date) -> list[Occupancy]:
    """Return what takes the staff members' time on these days, both included: bookings and one-off blocks."""
    booked = _list_booked(desk, staff_ids, first, last) if staff_ids else []
    return [*booked, *map(_to_occupancy, blocks.list_blocks(desk.tx, staff_ids, first, last))]


def _list_booked(desk: Desk, staff_ids: Collection[int], first: date, last: date) -> list[Occupancy]:
    if desk.layout != "posts":
        return desk.store.list_occupancies(desk.connection, staff_ids, first, last)
    near = _list_near(desk, set(staff_ids), first, last)
    late = _list_late(desk) if has_more_than(desk.connection, desk.tables, MAX_LOOKED_THROUGH) else None
    if late is None:
        return desk.store.list_occupancies(desk.connection, staff_ids, first, last, near)
    near.update(list_day_bookings(desk.connection, desk.tables, first, last))
    near.update(narrow(desk.connection, desk.tables, late - near, staff_ids, first, last))
    found = desk.store.read_occupancies(desk.connection, near, staff_ids)
    return [taken for taken in found if taken.touches(first, last)]


def _list_late(desk: Desk) -> set[int] | None:
    """Return the bookings of which snapshots may not know what they are by now; None if these are too many.

    New ones, those of which BookingX noted a change, and those that are marked. Before the baseline all are.
    """
    known = progress.find_progress(desk.tx)
    if known is None:
        return None
    new = desk.store.list_ids_after(desk.connection, known.booking_id, MAX_LATE)
    notes = desk.store.list_notes_after(desk.connection, known.note_id, MAX_LATE)
    marked = progress.list_marked(desk.tx, BOOKING, MAX_LATE)
    if MAX_LATE in {len(new), len(notes), len(marked)}:
        return None
    return {*new, *marked, *(note.booking_id for note in notes)}


def _list_near(desk: Desk, staff_ids: Collection[int], first: date, last: date) -> set[int]:
    """Return the bookings that are theirs and on these days, as far as snapshots know."""
    zone = desk.site.time_zone
    moments = (
        first - LOOK_BACK_DAYS,
        first - LOOK_BACK,
        last + 2 * ONE_DAY,
        first - ONE_DAY,
        last + 2 * ONE_DAY,
    )
    long, after, before, begins, ends = (at_site(datetime.combine(day, time()), zone) for day in moments)
    return {
        known.id
        for known in progress.list_known(desk.tx, BOOKING, after, before, long)
        if (known.staff is None or known.staff.id in staff_ids)
        and (known.ends_at is None or known.ends_at > begins)
        and (known.starts_at is None or known.starts_at < ends)
    }


def _to_occupancy(block: blocks.Block) -> Occupancy:
    """Return a block as if a booking were there; below 0, its id is no booking's."""
    return Occupancy(
        booking_id=-block.id,
        staff_id=block.staff_id,
        raw_status="bkx-ack",
        all_day=False,
        starts_at=block.starts_at,
        ends_at=block.ends_at,
    )
