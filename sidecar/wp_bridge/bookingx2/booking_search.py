"""Finds ids of bookings of BookingX 2.0 by what their rows say; the booking's own record decides after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, CUSTOMERS
from sidecar.wp_bridge.posts.booking_search import strip_number
from sidecar.wp_bridge.statuses import HIDDEN
from sidecar.wp_bridge.writing import EXTERNAL_ID

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, TableClause

    from sidecar.wp_bridge.bookingx2.layout import TablesLayout
    from sidecar.wp_bridge.posts.booking_query import BookingQuery

MAX_CUSTOMERS = 20
A_DAY = timedelta(days=1)
"""A start may be by another clock than the site's: the record, read after, tells it exactly."""


class TablesSearch:
    """Searches one site; but for the primary key, no index is known of: it is read until enough is found."""

    def __init__(self, store: TablesLayout) -> None:
        self.store = store

    def list_ids(self, connection: Connection, wanted: BookingQuery) -> list[int]:
        """Return ids of bookings that meet all conditions, in the order that is wanted. Primary key."""
        table = self.store.get_shape(connection).tables[BOOKINGS]
        columns = table.c
        query = sa.select(columns.id).where(columns.status.not_in({*HIDDEN, *wanted.left_out, ""}))
        if wanted.before_id is not None:
            query = query.where(columns.id < wanted.before_id)
        if wanted.raw_statuses is not None:
            query = query.where(columns.status.in_(wanted.raw_statuses))
        for name, value in (("service_id", wanted.service_id), ("staff_id", wanted.staff_id)):
            if value is not None:
                query = query.where(columns[name] == value if name in columns else sa.false())
        query = query.where(*_within(table, wanted))
        if wanted.email:
            query = query.where(self._has_email(connection, table, wanted.email))
        if wanted.external_id:
            query = query.where(_has_external_id(table, wanted.external_id))
        by_start = wanted.soonest_first and "start_datetime" in columns
        order = (columns.start_datetime, columns.id) if by_start else (columns.id.desc(),)
        return list(connection.scalars(query.order_by(*order).limit(wanted.limit)))

    def list_ids_by_phone(self, connection: Connection, digits: str, limit: int) -> list[int]:
        """Return the newest bookings whose phone number ends in these digits. Primary key, backwards."""
        table = self.store.get_shape(connection).tables[BOOKINGS]
        conditions = []
        if "customer_phone" in table.c:
            conditions.append(strip_number(table.c.customer_phone).endswith(digits))
        customers = self.store.get_shape(connection).find(CUSTOMERS)
        if customers is not None and "phone" in customers.c and "customer_id" in table.c:
            query = sa.select(customers.c.id).where(strip_number(customers.c.phone).endswith(digits))
            ids = list(connection.scalars(query.limit(MAX_CUSTOMERS)))
            conditions.append(table.c.customer_id.in_(ids))
        query = sa.select(table.c.id).where(sa.or_(sa.false(), *conditions))
        return list(connection.scalars(query.order_by(table.c.id.desc()).limit(limit)))

    def _has_email(self, connection: Connection, table: TableClause, email: str) -> ColumnElement[bool]:
        """By the booking's own address, or its customer's: those are looked up before."""
        conditions: list[ColumnElement[bool]] = [sa.false()]
        if "customer_email" in table.c:
            conditions.append(sa.func.lower(table.c.customer_email) == email.lower())
        customers = self.store.get_shape(connection).find(CUSTOMERS)
        if customers is not None and "email" in customers.c and "customer_id" in table.c:
            query = sa.select(customers.c.id).where(sa.func.lower(customers.c.email) == email.lower())
            ids = list(connection.scalars(query.order_by(customers.c.id).limit(MAX_CUSTOMERS)))
            conditions.append(table.c.customer_id.in_(ids))
        return sa.or_(*conditions)


def _within(table: TableClause, wanted: BookingQuery) -> list[ColumnElement[bool]]:
    if wanted.starts_from is None and wanted.starts_before is None:
        return []
    if "start_datetime" not in table.c:
        return [sa.false()]
    start = table.c.start_datetime
    bounds = [start >= str(wanted.starts_from - A_DAY)] if wanted.starts_from else []
    return [*bounds, start < str(wanted.starts_before + A_DAY)] if wanted.starts_before else bounds


def _has_external_id(table: TableClause, external_id: str) -> ColumnElement[bool]:
    """The metadata is JSON of ours: the name and the value stand in it side by side."""
    if "metadata" not in table.c:
        return sa.false()
    pair = msgspec.json.encode({EXTERNAL_ID: external_id})[1:-1]
    return sa.func.instr(sa.func.hex(table.c.metadata), pair.hex().upper()) > 0
