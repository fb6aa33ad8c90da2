"""Finds the bookings of some days in BookingX 2.0's tables: see `report_rows.py`."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2.tables import BOOKINGS
from sidecar.wp_bridge.statuses import HIDDEN
from sidecar.wp_bridge.times import start_of_day

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, TableClause

    from sidecar.wp_bridge.bookingx2.layout import TablesLayout
    from sidecar.wp_bridge.posts.report_rows import Span

ONE_DAY = timedelta(days=1)
SQL_TIME = "%Y-%m-%d %H:%M:%S"


def list_booking_ids(connection: Connection, store: TablesLayout, span: Span, limit: int) -> list[int]:
    """Return the ids of all bookings that may lie in the span, ascending, at most `limit`. Primary key.

    A start is written by the clock of its own zone, which may be a day from the site's, and more.
    """
    bookings = store.get_shape(connection).tables[BOOKINGS]
    span = span.widen()
    where = _is_made_in(bookings, span) if span.by_created else _starts_in(bookings, span.widen())
    query = sa.select(bookings.c.id).where(bookings.c.status.not_in({*HIDDEN, ""}), where)
    return list(connection.scalars(query.order_by(bookings.c.id).limit(limit)))


def _starts_in(bookings: TableClause, span: Span) -> ColumnElement[bool]:
    starts_at = bookings.c.start_datetime
    return (starts_at >= f"{span.first}") & (starts_at < f"{span.last + ONE_DAY}")


def _is_made_in(bookings: TableClause, span: Span) -> ColumnElement[bool]:
    """Without the column nobody knows when a booking was made, and none is found."""
    if "created_at" not in bookings.c:
        return sa.false()
    first, after = start_of_day(span.first, span.zone), start_of_day(span.last + ONE_DAY, span.zone)
    made_at = bookings.c.created_at
    times = [moment.astimezone(UTC).strftime(SQL_TIME) for moment in (first, after)]
    return (made_at >= times[0]) & (made_at < times[1])
