"""Finds ids of bookings of BookingX 1.x by what their metas say; the booking's own record decides after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.posts.layout import BOOKING
from sidecar.wp_bridge.statuses import HIDDEN
from sidecar.wp_bridge.writing import EXTERNAL_ID

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from sidecar.wp_bridge.posts.booking_query import BookingQuery
    from sidecar.wp_bridge.tables import WpTables

START = "booking_start_date"
MAX_OF_ONE = 1000
"""Bookings of one address, or with one external ID, that are looked at: the newest."""


class PostsSearch:
    """Searches one site; the docstrings name the WordPress index that serves a query."""

    def __init__(self, tables: WpTables) -> None:
        self.tables = tables

    def list_ids(self, connection: Connection, wanted: BookingQuery) -> list[int]:
        """Return ids of bookings that meet all conditions, in the order that is wanted.

        By an address or an external ID: index meta_key of wp_postmeta, once for each, as those stand in no
        other. Else the primary key of wp_posts backwards, and post_id of wp_postmeta for each booking on the
        way, until enough are found; by the soonest start: meta_key, over the starts in question.
        """
        ids = self._list_of_one(connection, wanted)
        if ids is not None and not ids:
            return []
        query = self._select(wanted)
        if ids is not None:
            query = query.where(self.tables.posts.c["ID"].in_(ids))
        return list(dict.fromkeys(connection.scalars(query.limit(wanted.limit))))

    def list_ids_by_phone(self, connection: Connection, digits: str, limit: int) -> list[int]:
        """Return the newest bookings whose phone number ends in these digits. Index meta_key."""
        metas = self.tables.postmeta.c
        query = sa.select(metas.post_id).where(
            metas.meta_key == "phone", strip_number(metas.meta_value).endswith(digits)
        )
        return sorted(set(connection.scalars(query)), reverse=True)[:limit]

    def _list_of_one(self, connection: Connection, wanted: BookingQuery) -> list[int] | None:
        """Return the newest with the address and the external ID; None where neither is asked for.

        Sorted and cut here: with both in the query, MariaDB reads all metas of the newest posts instead.
        """
        metas = self.tables.postmeta.c
        found: set[int] | None = None
        for key, condition in (
            ("email", wanted.email and sa.func.lower(metas.meta_value) == wanted.email.lower()),
            (EXTERNAL_ID, wanted.external_id and is_exactly(metas.meta_value, wanted.external_id)),
        ):
            if condition is None or isinstance(condition, str):
                continue
            ids = set(connection.scalars(sa.select(metas.post_id).where(metas.meta_key == key, condition)))
            found = ids if found is None else found & ids
        if found is None:
            return None
        wished = (i for i in found if wanted.before_id is None or i < wanted.before_id)
        return sorted(wished, reverse=True)[:MAX_OF_ONE]

    def _select(self, wanted: BookingQuery) -> Select[int]:
        posts = self.tables.posts.c
        is_shown = posts.post_status.not_in({*HIDDEN, *wanted.left_out})
        query = sa.select(posts.ID).where(posts.post_type == BOOKING, is_shown)
        if wanted.before_id is not None:
            query = query.where(posts["ID"] < wanted.before_id)
        if wanted.raw_statuses is not None:
            query = query.where(posts.post_status.in_(wanted.raw_statuses))
        for key, value in (("base_id", wanted.service_id), ("seat_id", wanted.staff_id)):
            if value is not None:
                query = query.where(self._meta(key) == str(value))
        if not wanted.soonest_first:
            return query.where(*_within(self._meta(START), wanted)).order_by(posts.ID.desc())
        start = self.tables.postmeta.alias()
        is_start = (start.c.post_id == posts.ID) & (start.c.meta_key == START)
        ordered = query.join(start, is_start).where(*_within(start.c.meta_value, wanted))
        return ordered.order_by(start.c.meta_value, posts.ID)

    def _meta(self, key: str) -> ColumnElement[str]:
        """Return a booking's meta, the first of two, looked for row by row: see `list_newest_ids`."""
        metas = self.tables.postmeta.c
        query = sa.select(metas.meta_value).where(
            metas.post_id == self.tables.posts.c["ID"], metas.meta_key == key
        )
        return query.order_by(metas.meta_id).limit(1).correlate(self.tables.posts).scalar_subquery()


def strip_number(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a phone number without what people write between its digits."""
    for sign in " -().+/":
        column = sa.func.replace(column, sign, "")
    return column


def is_exactly(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Compare byte by byte: so a column that cannot hold a letter of the text refuses nothing."""
    return sa.func.hex(column) == text.encode().hex().upper()


def _within(column: ColumnElement[str], wanted: BookingQuery) -> list[ColumnElement[bool]]:
    bounds = [column >= _stored(wanted.starts_from)] if wanted.starts_from else []
    return [*bounds, column < _stored(wanted.starts_before)] if wanted.starts_before else bounds


def _stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
