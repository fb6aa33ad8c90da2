"""Finds in BookingX 2.0's tables the bookings that take a staff member's time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.occupancy import to_occupancy
from sidecar.wp_bridge.statuses import find_raw_status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection, TableClause

    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.records import BookingRecord

ZONES = timedelta(days=2)
"""How far a booking's own clock may be from the site's, rounded up to days."""
LOOK_BACK = timedelta(days=31)
"""How much earlier than the days a booking may begin whose end is not stored."""


def list_candidates(
    connection: Connection, bookings: TableClause, staff_ids: Collection[int], first: date, last: date
) -> list[int]:
    """Return the bookings of the staff members that may touch the days. No index: see the schema."""
    c = bookings.c
    begins, ends = _midnight(first) - ZONES, _midnight(last) + ZONES
    query = sa.select(c.id).where(c.start_datetime < ends)
    reaches = c.start_datetime >= begins - LOOK_BACK
    if "end_datetime" in c:
        reaches = sa.or_(reaches, c.end_datetime > begins)
    if "staff_id" in c:
        query = query.where(c.staff_id.in_(staff_ids))
    return list(connection.scalars(query.where(reaches).order_by(c.id)))


def to_occupancies(records: Iterable[BookingRecord], staff_ids: Collection[int]) -> list[Occupancy]:
    """Return what those of the bookings take that are these staff members' and block, by id."""
    taken = (
        replace(to_occupancy(record), raw_status=find_raw_status(record.status) or record.raw_status)
        for record in records
        if record.staff and record.staff.id in staff_ids
    )
    return sorted((found for found in taken if found.is_blocking), key=lambda found: found.booking_id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
