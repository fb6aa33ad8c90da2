"""Reads bookings from BookingX 2.0, which keeps them in tables of its own: see `schema/bookingx_2.sql`."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2 import fingerprints as tables_fingerprints
from sidecar.wp_bridge.bookingx2 import occupied as occupied_tables
from sidecar.wp_bridge.bookingx2.reader import Rows, build_record, read_email
from sidecar.wp_bridge.bookingx2.rows import list_ids, read_rows, read_rows_by_id, select_rows
from sidecar.wp_bridge.bookingx2.shape import Shape, read_shape
from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, CUSTOMERS, PAYMENTS, SERVICES, STAFF
from sidecar.wp_bridge.records import MappedMetas, Note
from sidecar.wp_bridge.site import read_site
from sidecar.wp_bridge.statuses import HIDDEN
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.wordpress.users import WpUsers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import Connection, TableClause

    from sidecar.wp_bridge.bookingx2.rows import Row
    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.records import BookingRecord

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - compared with what the column holds, whatever its zone
ID_ROOM = 10**12
"""A change's place in the log of changes: microseconds since `EPOCH` times this, plus the booking's id."""


class TablesLayout:
    """The `BookingStore` of BookingX 2.0; ids are those of `bookingx_bookings`, not of posts.

    What the site has is looked up once, at the first reading: after an update of BookingX that adds
    columns, the sidecar has to be started again to see them.
    """

    def __init__(
        self, prefix: str, users_prefix: str | None = None, mapped: MappedMetas | None = None
    ) -> None:
        self.prefix = prefix
        self.mapped = mapped or MappedMetas()
        self.tables = WpTables(prefix, users_prefix)
        self.users = WpUsers(self.tables)
        self._shape: Shape | None = None

    def get_shape(self, connection: Connection) -> Shape:
        """Return what the site has. Raises SetupError where it has not what it takes."""
        if self._shape is None:
            self._shape = read_shape(connection, self.prefix)
        return self._shape

    def read_bookings(self, connection: Connection, ids: Collection[int]) -> dict[int, BookingRecord]:
        """Return the bookings by id in seven queries, however many: see `BookingStore`. Primary keys."""
        found = read_rows_by_id(connection, self._get_bookings(connection), ids)
        rows = self._read_related(connection, found)
        site = read_site(connection, self.tables)
        records: dict[int, BookingRecord] = {}
        for key in ids:
            if key not in found:
                continue
            record = build_record(key, found[key], rows, site, self.mapped.keys)
            if record is not None:
                records[key] = record
        return records

    def list_newest_ids(self, connection: Connection, limit: int, before_id: int | None = None) -> list[int]:
        """Return ids, newest first: see `BookingStore`. Primary key, backwards."""
        bookings = self._get_bookings(connection).c
        query = sa.select(bookings.id).where(bookings.status.not_in({*HIDDEN, ""}))  # neither is NULL
        if before_id is not None:
            query = query.where(bookings.id < before_id)
        return list(connection.scalars(query.order_by(bookings.id.desc()).limit(limit)))

    def list_ids_after(self, connection: Connection, after_id: int, limit: int) -> list[int]:
        """Return the next ids, hidden ones included: see `BookingStore`. Primary key."""
        bookings = self._get_bookings(connection).c
        query = sa.select(bookings.id).where(bookings.id > after_id)
        return list(connection.scalars(query.order_by(bookings.id).limit(limit)))

    def get_last_id(self, connection: Connection) -> int:
        """Return the highest id or 0. Primary key."""
        return connection.scalar(sa.select(sa.func.max(self._get_bookings(connection).c.id))) or 0

    def list_notes_after(self, connection: Connection, after_comment_id: int, limit: int) -> list[Note]:
        """Return the next changes: see `BookingStore`. An index on `updated_at`; without one, nothing.

        BookingX 2.0 has no notes: a booking's last change stands for them, and its id tells two of one
        second apart. What is written late, with the time of an earlier change, is left to the sweep's turns.
        """
        if not self.get_shape(connection).is_touch_indexed:
            return []
        bookings = self._get_bookings(connection).c
        after, after_id = _to_stored(after_comment_id // ID_ROOM), after_comment_id % ID_ROOM
        query = sa.select(bookings.id, bookings.updated_at).where(
            bookings.updated_at >= after, sa.or_(bookings.updated_at > after, bookings.id > after_id)
        )
        rows = connection.execute(query.order_by(bookings.updated_at, bookings.id).limit(limit))
        places = ((_to_place(touched_at, key), key) for key, touched_at in rows)
        return [Note(id=place, booking_id=key) for place, key in places if place]

    def get_last_note_id(self, connection: Connection) -> int:
        """Return the place of the newest change or 0. The index on `updated_at`, from its end."""
        if not self.get_shape(connection).is_touch_indexed:
            return 0
        bookings = self._get_bookings(connection).c
        query = sa.select(bookings.updated_at, bookings.id)
        newest = connection.execute(
            query.order_by(bookings.updated_at.desc(), bookings.id.desc()).limit(1)
        ).one_or_none()
        return _to_place(*newest) if newest else 0

    def list_raw_statuses(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        """Return the stored status by id, "" for none: see `BookingStore`. Primary key."""
        bookings = self._get_bookings(connection).c
        rows = connection.execute(sa.select(bookings.id, bookings.status).where(bookings.id.in_(ids)))
        return {booking_id: status or "" for booking_id, status in rows}

    def read_fingerprints(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        """Return digests of all rows: see `BookingStore`. Primary key; booking_id of payments."""
        return tables_fingerprints.read_fingerprints(connection, self.get_shape(connection), ids)

    def read_sizes(self, connection: Connection, ids: Collection[int]) -> dict[int, int]:
        """Return the sizes of the metadata, the one long column: see `BookingStore`. Primary key."""
        bookings = self._get_bookings(connection).c
        if "metadata" not in bookings:
            return {}
        query = sa.select(bookings.id, sa.func.length(bookings.metadata)).where(bookings.id.in_(ids))
        return {booking_id: size or 0 for booking_id, size in connection.execute(query)}

    def sum_rows(self, connection: Connection, after_id: int, until_id: int, size: int) -> dict[int, int]:
        """Return sums over a range of ids: see `BookingStore`. Primary key."""
        return tables_fingerprints.sum_rows(connection, self.get_shape(connection), after_id, until_id, size)

    def get_top_id(self, connection: Connection) -> int:
        """Return the highest id: see `BookingStore`. The table holds nothing but bookings."""
        return self.get_last_id(connection)

    def list_occupancies(
        self,
        connection: Connection,
        staff_ids: Collection[int],
        first: date,
        last: date,
        known: Collection[int] = (),
    ) -> list[Occupancy]:
        """Return what takes time on some days: see `BookingStore`. No index; then the primary keys."""
        bookings = self._get_bookings(connection)
        ids = occupied_tables.list_candidates(connection, bookings, staff_ids, first, last)
        found = self.read_occupancies(connection, {*ids, *known}, staff_ids)
        return [taken for taken in found if taken.touches(first, last)]

    def read_occupancies(
        self, connection: Connection, ids: Collection[int], staff_ids: Collection[int]
    ) -> list[Occupancy]:
        """Return what bookings take: see `BookingStore`. Primary keys."""
        return occupied_tables.to_occupancies(self.read_bookings(connection, ids).values(), staff_ids)

    def _get_bookings(self, connection: Connection) -> TableClause:
        return self.get_shape(connection).tables[BOOKINGS]

    def _read_related(self, connection: Connection, found: dict[int, Row]) -> Rows:
        """One query each: primary keys; the index on `booking_id` of payments; user_email of wp_users."""
        find, rows = self.get_shape(connection).find, found.values()
        customers = read_rows_by_id(connection, find(CUSTOMERS), list_ids(rows, "customer_id"))
        emails = {read_email(row, customers) for row in rows} - {""}
        return Rows(
            customers=customers,
            services=read_rows_by_id(connection, find(SERVICES), list_ids(rows, "service_id")),
            staff=read_rows_by_id(connection, find(STAFF), list_ids(rows, "staff_id")),
            payments=_read_payments(connection, find(PAYMENTS), found),
            users=self.users.read_ids(connection, emails),
        )


def _read_payments(
    connection: Connection, table: TableClause | None, booking_ids: Iterable[int]
) -> dict[int, Row]:
    """Return each booking's newest payment."""
    if table is None:
        return {}
    query = select_rows(table).where(table.c.booking_id.in_(list(booking_ids))).order_by(table.c.id)
    return {int(row.flat["booking_id"]): row for row in read_rows(connection, query).values()}


def _to_place(touched_at: object, booking_id: int) -> int:
    """Return a change's place in the log; 0 for a time that is none."""
    with suppress(ValueError):
        since = datetime.fromisoformat(str(touched_at)).replace(tzinfo=None) - EPOCH
        return since // timedelta(microseconds=1) * ID_ROOM + booking_id
    return 0


def _to_stored(microseconds: int) -> str:
    """Return a time as the column holds it: text that MySQL takes for a time, with its fraction if any."""
    return str(EPOCH + timedelta(microseconds=microseconds))
