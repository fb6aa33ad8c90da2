"""Reads rows of BookingX 2.0's tables as texts, whatever types the columns have, for the readers to check."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import MAX_BYTES
from sidecar.wp_bridge.posts.booking_metas import MAX_CHARACTERS
from sidecar.wp_bridge.posts.post_metas import PostMetas
from sidecar.wp_bridge.times import parse_local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import tzinfo

    from sqlalchemy import ColumnElement, Connection, Select, TableClause

LONG = frozenset({"metadata", "description"})
UNREAD = frozenset({"notes"})  # no payload tells them
MAX_DIGITS = 19

Row = PostMetas
"""One row: texts by column, "" for NULL. A column that the site lacks is as good as empty."""


def select_rows(table: TableClause) -> Select[*tuple[Any, ...]]:
    """Return the query for all columns that are read; of a text beyond all bounds just the beginning."""
    return sa.select(*(_bound(column) for column in table.c if column.name not in UNREAD))


def read_rows(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[int, Row]:
    """Return the rows by `id`, in the query's order."""
    found = (dict(row) for row in connection.execute(query).mappings())
    return {int(row["id"]): to_row(row) for row in found}


def read_rows_by_id(
    connection: Connection, table: TableClause | None, ids: Collection[int]
) -> dict[int, Row]:
    """Return rows by their primary key; none from a table that the site lacks."""
    if table is None:
        return {}
    return read_rows(connection, select_rows(table).where(table.c.id.in_(ids)))


def to_row(values: dict[str, Any]) -> Row:
    """Return what a driver gave as texts."""
    return Row({name: _to_text(value, name) for name, value in values.items()})


def parse_moment(row: Row, column: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a column's wall clock shows in a zone; None for none and, marked, for damage."""
    return row.parse_flat(column, lambda stored: parse_local(_to_clock(stored), zone))


def is_off(row: Row, column: str) -> bool:
    """Whether a switch is off; one that is not there is on."""
    return row.flat.get(column, "").strip().lower() in {"0", "false", "no"}


def list_ids(rows: Iterable[Row], column: str) -> set[int]:
    """Return the ids that rows name in a column; what is no id is found, and marked, by its reader."""
    found = (row.flat.get(column, "").strip() for row in rows)
    return {int(text) for text in found if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS}


def _to_clock(stored: str) -> str:
    """Return a time without the fraction of its second, and in SQL's spelling."""
    return stored.replace("T", " ").partition(".")[0]


def _bound(column: ColumnElement[Any]) -> ColumnElement[Any]:
    name = column.name
    return sa.func.substr(column, 1, MAX_BYTES + 1).label(name) if name in LONG else column


def _to_text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, Decimal):
        return format(value, "f")
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text if name in LONG else text[:MAX_CHARACTERS]
