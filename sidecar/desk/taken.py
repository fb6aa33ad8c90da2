"""Lists what takes staff members' time: the bookings as they stand in the site, and one-off blocks.

Snapshots tell fast which bookings may count, as no index of WordPress's leads from a day to its bookings;
what they may not know yet comes along. What counts is read from the site itself.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sidecar.db import blocks, progress
from sidecar.object_types import BOOKING
from sidecar.wp_bridge.occupancy import Occupancy
from sidecar.wp_bridge.occupied_posts import list_day_bookings
from sidecar.wp_bridge.times import at_site

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sidecar.db.progress import Progress
    from sidecar.desk.desk import Desk

MAX_LATE = 2000
"""Bookings newer than the snapshots are sure of; with more, the whole site is looked at."""
LOOK_BACK = timedelta(days=4)
"""How much earlier than the days a booking of hours may begin that reaches into them, and zones apart."""
ONE_DAY = timedelta(days=1)


def list_taken(desk: Desk, staff_ids: Collection[int], first: date, last: date) -> list[Occupancy]:
    """Return what takes the staff members' time on these days, both included: bookings and one-off blocks."""
    booked = _list_booked(desk, staff_ids, first, last) if staff_ids else []
    return [*booked, *map(_to_occupancy, blocks.list_blocks(desk.tx, staff_ids, first, last))]


def _list_booked(desk: Desk, staff_ids: Collection[int], first: date, last: date) -> list[Occupancy]:
    known = progress.find_progress(desk.tx) if desk.layout == "posts" else None
    late = _list_late(desk, known) if known else None
    if late is None:
        return desk.store.list_occupancies(desk.connection, staff_ids, first, last)
    ids = _list_near(desk, set(staff_ids), first, last)
    ids.update(late, list_day_bookings(desk.connection, desk.tables, first, last))
    found = desk.store.read_occupancies(desk.connection, ids, staff_ids)
    return [taken for taken in found if taken.touches(first, last)]


def _list_late(desk: Desk, known: Progress) -> set[int] | None:
    """Return the bookings of which snapshots may not know what they are by now; None if these are too many.

    New ones, those of which BookingX noted a change, and those that are marked.
    """
    new = desk.store.list_ids_after(desk.connection, known.booking_id, MAX_LATE)
    notes = desk.store.list_notes_after(desk.connection, known.note_id, MAX_LATE)
    marked = progress.list_marked(desk.tx, BOOKING, MAX_LATE)
    if MAX_LATE in {len(new), len(notes), len(marked)}:
        return None
    return {*new, *marked, *(note.booking_id for note in notes)}


def _list_near(desk: Desk, staff_ids: Collection[int], first: date, last: date) -> set[int]:
    """Return the bookings that are theirs and on these days, as far as snapshots know."""
    zone = desk.site.time_zone
    after = at_site(datetime.combine(first - LOOK_BACK, time()), zone)
    before = at_site(datetime.combine(last + 2 * ONE_DAY, time()), zone)
    begins, ends = (at_site(datetime.combine(day, time()), zone) for day in (first - ONE_DAY, last + ONE_DAY))
    return {
        known.id
        for known in progress.list_known(desk.tx, BOOKING, after, before)
        if (known.staff is None or known.staff.id in staff_ids)
        and (known.ends_at is None or known.ends_at > begins)
        and (known.starts_at is None or known.starts_at < ends + ONE_DAY)
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
