"""Digests of a booking's rows, by which the sweep sees that nothing changed without reading the booking.

A fingerprint is text of at most 64 characters: 16 hexadecimal digits that stand for the row of the booking
itself, then the number, the bytes and the sum of its metas. MySQL computes it; for SQLite, which has no
CRC32, Python computes the same from the rows.

CRC32 alone would not do: it is linear, so two values of one length that change places cancel out. The CRC32
of what a value belongs to (id and key) is therefore multiplied by the CRC32 of the value. What is left is
chance: once in four billion a new value of the old length has the old CRC32.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.mysql import BIGINT

from sidecar.wp_bridge.php.serialized import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

SEPARATOR = "|"
MODULUS = 2**64
Meta = tuple[int, str | None, str | None]


@dataclass(frozen=True)
class BookingRows:
    """Where a booking's rows are: its own (id, columns, what makes it a booking), and its metas."""

    id: ColumnElement[int]
    columns: Sequence[ColumnElement[Any]]
    is_booking: ColumnElement[bool]
    meta_owner: ColumnElement[int]
    meta_id: ColumnElement[int]
    meta_key: ColumnElement[str]
    meta_value: ColumnElement[str]


def read_fingerprints(connection: Connection, rows: BookingRows, ids: Collection[int]) -> dict[int, str]:
    """Return the fingerprints of the bookings that exist, in one or two queries, however many."""
    if connection.dialect.name == "sqlite":
        return _compute_fingerprints(connection, rows, ids)
    query = select_fingerprints(rows).where(rows.id.in_(ids))
    return dict(connection.execute(query).all())


def select_fingerprints(rows: BookingRows) -> sa.Select[Any]:
    """Return MySQL's query for id and fingerprint of all bookings; the caller says which."""
    row = func.lower(func.lpad(func.hex(_row_digest(rows)), 16, "0"))
    length = func.coalesce(func.length(rows.meta_value), 0)
    read = sa.case(
        (length > MAX_BYTES, func.left(rows.meta_value, MAX_BYTES)),
        else_=func.coalesce(rows.meta_value, ""),
    )
    metas = _product(_crc(rows.meta_id, func.coalesce(rows.meta_key, "")), _crc(read))
    total = func.coalesce(func.sum(metas) % MODULUS, 0)
    text = func.concat_ws(SEPARATOR, row, func.count(rows.meta_id), func.sum(length), total)
    joined = sa.outerjoin(rows.id.table, rows.meta_id.table, rows.meta_owner == rows.id)
    return sa.select(rows.id, text).select_from(joined).where(rows.is_booking).group_by(rows.id)


def sum_rows(
    connection: Connection, rows: BookingRows, after_id: int, until_id: int, size: int
) -> dict[int, int]:
    """Return, for each `size` ids of a range, the sum of what stands in the fingerprints for the row itself.

    By number of the group, `id // size`.
    """
    is_meant = rows.is_booking & (rows.id > after_id) & (rows.id <= until_id)
    if connection.dialect.name == "sqlite":
        sums: dict[int, int] = defaultdict(int)
        for booking_id, *columns in connection.execute(sa.select(rows.id, *_raw(rows)).where(is_meant)):
            sums[booking_id // size] += _compute_row_digest(booking_id, columns)
        return dict(sums)
    group = rows.id.op("DIV")(size)
    query = sa.select(group, func.sum(_row_digest(rows))).where(is_meant).group_by(group)
    return {int(number): int(total) for number, total in connection.execute(query)}


def _row_digest(rows: BookingRows) -> ColumnElement[int]:
    return _product(_crc(rows.id), _crc(*rows.columns))


def _crc(*parts: ColumnElement[Any]) -> ColumnElement[int]:
    return func.crc32(func.concat_ws(SEPARATOR, *parts), type_=BIGINT(unsigned=True))


def _product(owner: ColumnElement[int], value: ColumnElement[int]) -> ColumnElement[int]:
    """Of one more than the value's CRC32: that of an empty value is 0, and it has to count."""
    return owner * (value + 1)


def _compute_fingerprints(connection: Connection, rows: BookingRows, ids: Collection[int]) -> dict[int, str]:
    own = sa.select(rows.id, *_raw(rows)).where(rows.is_booking, rows.id.in_(ids))
    digests = {row_id: _compute_row_digest(row_id, columns) for row_id, *columns in connection.execute(own)}
    query = sa.select(rows.meta_owner, rows.meta_id, rows.meta_key, rows.meta_value)
    metas: dict[int, list[Meta]] = defaultdict(list)
    for owner, meta_id, key, value in connection.execute(query.where(rows.meta_owner.in_(digests))):
        metas[owner].append((meta_id, key, value))
    return {row_id: _compute_text(digest, metas[row_id]) for row_id, digest in digests.items()}


def _raw(rows: BookingRows) -> list[ColumnElement[str]]:
    """Return the columns as the database writes them: MySQL and SQLite have the same text for a time."""
    return [sa.type_coerce(column, sa.String) for column in rows.columns]


def _compute_text(digest: int, metas: Iterable[Meta]) -> str:
    count = length = total = 0
    for meta_id, key, value in metas:
        stored = (value or "").encode()
        read = stored if len(stored) <= MAX_BYTES else stored.decode()[:MAX_BYTES].encode()
        count, length = count + 1, length + len(stored)
        total += _compute_crc(meta_id, key or "") * (crc32(read) + 1)
    return SEPARATOR.join((f"{digest:016x}", str(count), str(length), str(total % MODULUS)))


def _compute_row_digest(row_id: int, columns: Iterable[object]) -> int:
    return _compute_crc(row_id) * (_compute_crc(*columns) + 1)


def _compute_crc(*parts: object) -> int:
    return crc32(SEPARATOR.join(str(part) for part in parts if part is not None).encode())
