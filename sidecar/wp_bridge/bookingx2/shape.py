"""Finds out which of BookingX 2.0's tables and columns a site has, as no one can know it beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import TableClause

from sidecar.errors import SetupError
from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, REQUIRED, BookingX2Tables

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Shape:
    """The tables that can be read, by name without prefix, each with the columns that are there.

    `missing` names what our reading expects and the site lacks, as `table` or `table.column`.
    `is_touch_indexed` says whether the newest changes can be found without reading all bookings.
    """

    tables: dict[str, TableClause]
    missing: tuple[str, ...]
    is_touch_indexed: bool

    def find(self, name: str) -> TableClause | None:
        """Return a table by its name without prefix, None where the site has none."""
        return self.tables.get(name)


def read_shape(connection: Connection, prefix: str) -> Shape:
    """Return what the site has.

    Raises SetupError, naming it, where the table of bookings or a column that must be there is missing.
    """
    inspector = sa.inspect(connection)
    tables: dict[str, TableClause] = {}
    missing: list[str] = []
    for name in REQUIRED:
        expected = BookingX2Tables(prefix).by_name[name]
        if not inspector.has_table(expected.name):
            missing.append(expected.name)
            continue
        found = {column["name"] for column in inspector.get_columns(expected.name)}
        names = [column.name for column in expected.c]
        missing += [f"{expected.name}.{column}" for column in names if column not in found]
        tables[name] = sa.table(expected.name, *(sa.column(column) for column in names if column in found))
    _require(prefix, missing)
    indexes = inspector.get_indexes(f"{prefix}{BOOKINGS}")
    is_touch_indexed = any(index["column_names"][:1] == ["updated_at"] for index in indexes)
    return Shape(tables, tuple(missing), is_touch_indexed)


def _require(prefix: str, missing: list[str]) -> None:
    needed = [f"{prefix}{BOOKINGS}"]
    needed += [f"{prefix}{name}.{column}" for name, columns in REQUIRED.items() for column in columns]
    lacking = [name for name in missing if name in needed]
    if lacking:
        raise SetupError(
            f"This site's BookingX keeps its bookings in tables of its own, but has no {', '.join(lacking)}, "
            "so they cannot be read. Report it, with BookingX's version; or, if bookings are WordPress posts "
            'after all, set layout = "posts".'
        )
