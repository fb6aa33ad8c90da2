"""Writes many rows in few statements: one for each megabyte of them, not one for each row.

The driver sends rows together only where they are nothing but values (PyMySQL, `Cursor.executemany`): the
database's time is therefore asked for before, and an UPDATE names all its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, insert, update
from sqlalchemy.dialects import mysql, sqlite

from sidecar.db import state
from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Column, ColumnElement, Table
    from sqlalchemy.dialects.mysql import Insert as MysqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

    from sidecar.db.database import Transaction

CHUNK = 500
"""Rows that one UPDATE names: each of them looks for its value among all."""


def insert_rows(tx: Transaction, table: Table, rows: Collection[Mapping[str, Any]], *timed: str) -> None:
    """Write rows, all with the same columns, and the database's time in the columns `timed`."""
    if rows:
        now = utc_now() if len(rows) == 1 else state.read_now(tx)
        tx.execute(insert(table).values(dict.fromkeys(timed, now)), list(rows))


def put_rows(tx: Transaction, table: Table, rows: Collection[Mapping[str, Any]]) -> None:
    """Write rows, all with the same columns, over those that have their primary keys, and beside them."""
    if rows:
        tx.execute(_put(tx, table, list(next(iter(rows)))), list(rows))


def _put(tx: Transaction, table: Table, names: Collection[str]) -> MysqlInsert | SqliteInsert:
    keys = [column.name for column in table.primary_key]
    others = [name for name in names if name not in keys]
    if tx.connection.dialect.name == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(keys, set_={name: lite.excluded[name] for name in others})
    my = mysql.insert(table)
    return my.on_duplicate_key_update({name: my.inserted[name] for name in others})


def set_column(
    tx: Transaction,
    column: Column[Any],
    key: Column[Any],
    among: ColumnElement[bool],
    values: Mapping[int, Any],
) -> None:
    """Set one column of the rows that have these keys, to each row its own value; nothing else of them."""
    items = list(values.items())
    for start in range(0, len(items), CHUNK):
        part = dict(items[start : start + CHUNK])
        statement = update(column.table).where(among, key.in_(part))
        tx.execute(statement.values({column: case(part, value=key)}))
