"""Finds in BookingX 1.x the bookings that take a staff member's time: candidates by day, then the truth."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.occupancy import BLOCKING, RECORD, build_occupancy
from sidecar.wp_bridge.posts.booking_metas import BookingMetas

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

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
BEGINS, ENDS, UNIT = "booking_start_date", "booking_end_date", "base_time_option"
HINTS = (SEAT, DATE, BEGINS, ENDS, UNIT)
"""The short metas by which most bookings can be told to be somebody else's, or on other days."""
MAX_HINT = 100
BATCH = 500


def list_candidates(connection: Connection, tables: WpTables, first: date, last: date) -> list[int]:
    """Return the posts that may take time on the days, of whomever.

    All in blocking statuses but those whose dates are all elsewhere; BookingX looks for the spellings of a
    date, too (class-bkx-booking.php:433-462). Lists of days tell what began whenever. Index type_status_date
    of wp_posts, meta_key of wp_postmeta: a row of every booking is looked at.
    """
    posts, metas = tables.posts.c, tables.postmeta.c
    spelled = sorted(_spell_days(first - LOOK_BACK, last))
    is_near = sa.or_(metas.meta_value.in_(spelled), metas.meta_value == "", metas.meta_value.is_(None))
    elsewhere = sa.select(metas.post_id).where(metas.meta_key == DATE).group_by(metas.post_id)
    elsewhere = elsewhere.having(sa.func.max(sa.case((is_near, 1), else_=0)) == 0)
    query = sa.select(posts["ID"]).where(
        posts.post_type == BOOKING, posts.post_status.in_(BLOCKING), posts["ID"].not_in(elsewhere)
    )
    return sorted({*connection.scalars(query), *list_day_bookings(connection, tables, first, last)})


def has_more_than(connection: Connection, tables: WpTables, count: int) -> bool:
    """Say whether the site has more bookings. Index type_status_date of wp_posts, so many entries of it."""
    posts = tables.posts.c
    query = sa.select(posts["ID"]).where(posts.post_type == BOOKING).limit(1).offset(count)
    return connection.scalar(query) is not None


def list_day_bookings(connection: Connection, tables: WpTables, first: date, last: date) -> list[int]:
    """Return the posts whose list of days has one in these months, of whomever, in whatever status.

    Index meta_key of wp_postmeta: a row of every booking of whole days is looked at.
    """
    metas = tables.postmeta.c
    named = sa.or_(*(metas.meta_value.like(f"%{part}%") for part in _spell_months(first, last)))
    return list(connection.scalars(sa.select(metas.post_id).where(metas.meta_key == DAYS, named)))


def narrow(  # noqa: PLR0913, PLR0917 - what is looked for, and where
    connection: Connection,
    tables: WpTables,
    ids: Collection[int],
    staff_ids: Collection[int],
    first: date,
    last: date,
) -> list[int]:
    """Return the bookings without those whose flat rows say that they are others', or on other days.

    BookingX goes by the flat rows, too. What they leave open stays. Index post_id of wp_postmeta.
    """
    metas = tables.postmeta.c
    hints: dict[int, dict[str, str]] = {post_id: {} for post_id in ids}
    for batch in _batch(ids):
        query = sa.select(metas.post_id, metas.meta_key, sa.func.substr(metas.meta_value, 1, MAX_HINT))
        query = query.where(metas.post_id.in_(batch), metas.meta_key.in_(HINTS)).order_by(metas.meta_id)
        for post_id, key, value in connection.execute(query):
            hints[post_id].setdefault(key, value or "")
    theirs = {str(staff_id) for staff_id in staff_ids}
    spelled = _spell_days(first, last)
    return [post_id for post_id, hint in hints.items() if _may_touch(hint, theirs, spelled, first, last)]


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
    for batch in _batch(ids):
        statuses = _read_blocking(connection, tables, batch)
        for booking_id, rows in read_metas(connection, statuses.keys(), KEYS):
            metas = BookingMetas.from_rows(rows)
            found.append(build_occupancy(booking_id, statuses[booking_id], metas, UTC))
    return [taken for taken in found if taken.staff_id in staff_ids]


def spell_day(day: date) -> set[str]:
    """Return a day in each spelling that is read: BookingX's six, and others with or without zeros."""
    months, days = {str(day.month), f"{day:%m}"}, {str(day.day), f"{day:%d}"}
    return {
        *(f"{day:%B} {d}, {day.year}" for d in days),
        *(f"{m}/{d}/{day.year}" for m, d in product(months, days)),
        *(f"{day.year}-{m}-{d}" for m, d in product(months, days)),
    }


def _may_touch(
    hint: Mapping[str, str], theirs: Collection[str], spelled: Collection[str], first: date, last: date
) -> bool:
    """Say whether flat rows leave open that a booking takes time of theirs on the days."""
    if hint.get(SEAT, "") not in {*theirs, ""}:
        return False
    day = hint.get(DATE, "")
    if hint.get(UNIT) == "D" or not day or day in spelled:
        return True
    with suppress(ValueError):
        begins, ends = (datetime.fromisoformat(hint.get(key, "")) for key in (BEGINS, ENDS))
        return begins >= ends or (begins.date() <= last and ends.date() >= first)
    return True


def _batch(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _read_blocking(connection: Connection, tables: WpTables, ids: Collection[int]) -> dict[int, str]:
    """Return the status by id of the bookings that count."""
    posts = tables.posts.c
    query = sa.select(posts["ID"], posts.post_status)
    query = query.where(posts["ID"].in_(ids), posts.post_type == BOOKING, posts.post_status.in_(BLOCKING))
    return dict(connection.execute(query).all())


def _spell_days(first: date, last: date) -> set[str]:
    return {text for day in _list_days(first, last) for text in spell_day(day)}


def _list_days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _spell_months(first: date, last: date) -> list[str]:
    """Return what a list that has a day of these months holds, in whatever spelling."""
    months = sorted({day.replace(day=1) for day in _list_days(first, last)})
    years = {f"/{month.year}" for month in months} | {f", {month.year}" for month in months}
    dashed = {f"{month.year}-{m}-" for month in months for m in (month.month, f"{month:%m}")}
    return sorted(years | dashed)
