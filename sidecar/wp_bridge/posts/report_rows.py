"""Finds the bookings of some days, for reports: ids of all that may lie there, in either layout.

What is found may lie a day or two beside, as each layout has its own ways to write a time; the record of a
booking decides. No booking is left out that has a readable start, or was made, in these days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2 import report_rows as report_rows_tables
from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.posts.layout import BOOKING, PostsLayout
from sidecar.wp_bridge.statuses import HIDDEN
from sidecar.wp_bridge.times import start_of_day

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

    from sidecar.wp_bridge.store import BookingStore

START = "booking_start_date"
ISO_TIME = "____-__-__ %"
"""How BookingX writes a start; what looks otherwise is read before it is judged."""
FIRST_YEAR = datetime(1971, 1, 1, tzinfo=UTC)
"""Before it lies the zero date, with which WordPress says that it knows no time."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Some days by the site's clock, both included; of the start, or with `by_created` of the making."""

    first: date
    last: date
    zone: tzinfo
    by_created: bool = False

    def widen(self) -> Span:
        """Return the span with a day more on either side."""
        return Span(self.first - ONE_DAY, self.last + ONE_DAY, self.zone, self.by_created)

    def contains(self, moment: datetime | None) -> bool:
        """Whether a moment lies in these days, by the site's clock."""
        return moment is not None and self.first <= moment.astimezone(self.zone).date() <= self.last


def list_booking_ids(connection: Connection, store: BookingStore, span: Span, limit: int) -> list[int]:
    """Return the ids of all bookings that may lie in the span, ascending, at most `limit`."""
    if isinstance(store, TablesLayout):
        return report_rows_tables.list_booking_ids(connection, store, span, limit)
    if isinstance(store, PostsLayout):
        return list(connection.scalars(_select(store, span.widen()).limit(limit)))
    raise TypeError(store)


def _select(store: PostsLayout, span: Span) -> Select[int]:
    """Index type_status_date of wp_posts; starts: meta_key of wp_postmeta."""
    posts = store.tables.posts.c
    query = sa.select(posts.ID).where(posts.post_type == BOOKING, posts.post_status.not_in(HIDDEN))
    where = _is_made_in(store, span) if span.by_created else posts["ID"].not_in(_select_others(store, span))
    return query.where(where).order_by(posts.ID)


def _is_made_in(store: PostsLayout, span: Span) -> ColumnElement[bool]:
    """A post without a time may have one in its metas."""
    made_at = store.tables.posts.c.post_date_gmt
    first, after = start_of_day(span.first, span.zone), start_of_day(span.last + ONE_DAY, span.zone)
    is_inside = (made_at >= first) & (made_at < after)
    return sa.or_(is_inside, made_at < FIRST_YEAR)


def _select_others(store: PostsLayout, span: Span) -> Select[int]:
    """Return the posts that plainly start on other days, by the flat row that BookingX keeps up to date.

    So a booking whose flat row is missing, or spelled otherwise, is read.
    """
    metas = store.tables.postmeta.c
    is_outside = (metas.meta_value < f"{span.first} ") | (metas.meta_value >= f"{span.last + ONE_DAY} ")
    return sa.select(metas.post_id).where(
        metas.meta_key == START, metas.meta_value.like(ISO_TIME), is_outside
    )
