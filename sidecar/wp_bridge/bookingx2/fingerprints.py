"""Digests of a booking's rows in BookingX 2.0, made like those of posts: see `wp_bridge.fingerprints`.

The first 16 digits stand for the booking's columns of bounded size, the rest for its metadata and payments.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import func
from sqlalchemy.dialects.mysql import BIGINT

from sidecar.wp_bridge.bookingx2.rows import LONG, UNREAD
from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, PAYMENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection, TableClause

    from sidecar.wp_bridge.bookingx2.shape import Shape

SEPARATOR = "|"
MODULUS = 2**64


def read_fingerprints(connection: Connection, shape: Shape, ids: Collection[int]) -> dict[int, str]:
    """Return the fingerprints of the bookings that exist, in three queries at most. Keys as for reading."""
    bookings, payments = shape.tables[BOOKINGS], shape.find(PAYMENTS)
    long = [bookings.c.metadata] if "metadata" in bookings.c else []
    own = _digest_rows(connection, bookings, _list_short(bookings), bookings.c.id.in_(ids))
    metadata = _digest_rows(connection, bookings, long, bookings.c.id.in_(ids)) if long else []
    paid = [] if payments is None else _digest_payments(connection, payments, ids)
    others: dict[int, list[int]] = defaultdict(list)
    for booking_id, digest in (*metadata, *paid):
        others[booking_id].append(digest)
    return {
        booking_id: f"{digest:016x}{SEPARATOR}{len(others[booking_id])}"
        f"{SEPARATOR}{sum(others[booking_id]) % MODULUS:016x}"
        for booking_id, digest in own
    }


def sum_rows(connection: Connection, shape: Shape, after_id: int, until_id: int, size: int) -> dict[int, int]:
    """Return the sums of the first 16 digits by `id // size`, over a range of ids. Primary key."""
    bookings = shape.tables[BOOKINGS]
    columns, is_meant = _list_short(bookings), (bookings.c.id > after_id) & (bookings.c.id <= until_id)
    if connection.dialect.name == "sqlite":
        sums: dict[int, int] = defaultdict(int)
        for booking_id, digest in _digest_rows(connection, bookings, columns, is_meant):
            sums[booking_id // size] += digest
        return dict(sums)
    group = bookings.c.id.op("DIV")(size)
    query = sa.select(group, func.sum(_to_digest(bookings.c.id, columns))).where(is_meant).group_by(group)
    return {int(number): int(total) for number, total in connection.execute(query)}


def _digest_payments(
    connection: Connection, payments: TableClause, booking_ids: Collection[int]
) -> Iterable[tuple[int, int]]:
    """Return the booking and the digest of each payment."""
    owner, columns = payments.c.booking_id, _list_short(payments)
    return _digest_rows(connection, payments, columns, owner.in_(booking_ids), owner)


def _digest_rows(
    connection: Connection,
    table: TableClause,
    columns: Sequence[ColumnElement[Any]],
    is_meant: ColumnElement[bool],
    key: ColumnElement[int] | None = None,
) -> list[tuple[int, int]]:
    """Return key and digest of each row; for SQLite, which has no CRC32, it is computed here."""
    key = table.c.id if key is None else key
    if connection.dialect.name != "sqlite":
        query = sa.select(key, _to_digest(table.c.id, columns)).where(is_meant)
        return [(int(owner), int(digest)) for owner, digest in connection.execute(query)]
    rows = connection.execute(
        sa.select(key.label("owner"), table.c.id.label("own"), *columns).where(is_meant)
    )
    return [(owner, _compute_crc([own]) * (_compute_crc(values) + 1)) for owner, own, *values in rows]


def _to_digest(row_id: ColumnElement[int], columns: Sequence[ColumnElement[Any]]) -> ColumnElement[int]:
    values = (func.coalesce(column, "") for column in columns)
    return _to_crc(row_id) * (_to_crc(*values) + 1)


def _to_crc(*parts: ColumnElement[Any]) -> ColumnElement[int]:
    return func.crc32(func.concat_ws(SEPARATOR, *parts), type_=BIGINT(unsigned=True))


def _compute_crc(values: Iterable[object]) -> int:
    return crc32(SEPARATOR.join("" if value is None else str(value) for value in values).encode())


def _list_short(table: TableClause) -> list[ColumnElement[Any]]:
    return [column for column in table.c if column.name not in LONG | UNREAD]
