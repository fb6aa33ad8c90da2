"""Finds in BookingX 1.x the bookings that take a staff member's time: candidates by day, then the truth."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.booking_metas import BookingMetas
from sidecar.wp_bridge.occupancy import BLOCKING, RECORD, build_occupancy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from sqlalchemy import Connection

    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.tables import WpTables

    Metas = Iterable[tuple[int, list[tuple[str, str]]]]
    ReadMetas = Callable[[Connection, Collection[int], Collection[str]], Metas]

BOOKING = "bkx_booking"
SEAT, DATE, DAYS = "seat_id", "booking_date", "booking_multi_days"
KEYS = (
    *(SEAT, DATE, DAYS, RECORD, "order_meta_data", "base_time_option", "base_days", "booking_time"),
    *("booking_time_from", "booking_start_date", "booking_end_date"),
)
"""The metas of which `build_occupancy` makes what a booking takes."""
LOOK_BACK = timedelta(days=31)
"""How much earlier than the days a booking may begin that reaches into them without a list of its days."""
BATCH = 500


def list_candidates(connection: Connection, tables: WpTables, first: date, last: date) -> list[int]:
    """Return the posts that may take time on the days, of whomever, in whatever status.

    BookingX's six spellings of a date (class-bkx-booking.php:433-462) for where it begins, and the lists of
    days for what began whenever. Index meta_key of wp_postmeta: a row of every booking is looked at.
    """
    metas = tables.postmeta.c
    spelled = sorted({text for day in _list_days(first - LOOK_BACK, last) for text in spell_day(day)})
    begins = sa.select(metas.post_id).where(metas.meta_key == DATE, metas.meta_value.in_(spelled))
    return sorted({*connection.scalars(begins), *list_day_bookings(connection, tables, first, last)})


def list_day_bookings(connection: Connection, tables: WpTables, first: date, last: date) -> list[int]:
    """Return the posts whose list of days has one in these months, of whomever, in whatever status.

    Index meta_key of wp_postmeta: a row of every booking of whole days is looked at.
    """
    metas = tables.postmeta.c
    named = sa.or_(*(metas.meta_value.like(f"%{part}%") for part in _spell_months(first, last)))
    return list(connection.scalars(sa.select(metas.post_id).where(metas.meta_key == DAYS, named)))


def read_occupancies(
    connection: Connection,
    tables: WpTables,
    read_metas: ReadMetas,
    ids: Collection[int],
    staff_ids: Collection[int],
) -> list[Occupancy]:
    """Return what those of the bookings take that are these staff members' and block, by id.

    Two queries for each 500 bookings. Primary key of wp_posts; post_id of wp_postmeta.
    """
    found: list[Occupancy] = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        statuses = _read_blocking(connection, tables, batch, staff_ids)
        for booking_id, rows in read_metas(connection, statuses.keys(), KEYS):
            metas = BookingMetas.from_rows(rows)
            found.append(build_occupancy(booking_id, statuses[booking_id], metas, UTC))
    return [taken for taken in found if taken.staff_id in staff_ids]


def spell_day(day: date) -> set[str]:
    """Return a day in the six spellings by which BookingX looks for one, fewer where two are the same."""
    month = f"{day:%B}"
    return {
        f"{month} {day.day}, {day.year}",
        f"{day:%m/%d}/{day.year}",
        *(f"{day.year}-{m}-{d}" for m in (day.month, f"{day:%m}") for d in (day.day, f"{day:%d}")),
    }


def _read_blocking(
    connection: Connection, tables: WpTables, ids: Collection[int], staff_ids: Collection[int]
) -> dict[int, str]:
    """Return the status by id of the bookings that count, and of those without a flat row of the staff.

    BookingX goes by the flat row, too. The wall clock needs no zone: it is read as if it were UTC.
    """
    posts, metas = tables.posts.c, tables.postmeta
    seat = metas.alias()
    joined = tables.posts.outerjoin(seat, sa.and_(seat.c.post_id == posts["ID"], seat.c.meta_key == SEAT))
    is_theirs = sa.or_(
        seat.c.meta_value.in_([str(staff_id) for staff_id in staff_ids]), seat.c.meta_id.is_(None)
    )
    query = sa.select(posts["ID"], posts.post_status).select_from(joined)
    query = query.where(posts["ID"].in_(ids), posts.post_type == BOOKING, posts.post_status.in_(BLOCKING))
    return dict(connection.execute(query.where(is_theirs)).all())


def _list_days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _spell_months(first: date, last: date) -> list[str]:
    """Return what a list that has a day of these months holds, in whatever spelling."""
    months = sorted({day.replace(day=1) for day in _list_days(first, last)})
    years = {f"/{month.year}" for month in months} | {f", {month.year}" for month in months}
    dashed = {f"{month.year}-{m}-" for month in months for m in (month.month, f"{month:%m}")}
    return sorted(years | dashed)
