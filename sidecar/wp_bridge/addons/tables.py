"""The tables in which BookingX's add-ons keep reviews and reminders, where a site has them.

Nobody promises their columns: each is asked for before it is read, and one that lacks reads as None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError, OperationalError, UnreflectableTableError

from sidecar.wp_bridge.tables import WpDateTime

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Select
    from sqlalchemy.engine.interfaces import ReflectedColumn

Row = dict[str, Any]
ID = "id"
RACES = frozenset({1205, 1213})
"""MySQL's errors for a wait that was too long, and for a deadlock."""


@dataclass(frozen=True)
class AddonTable:
    """What we read of an add-on's table; its times are the site's wall clock."""

    name: str
    columns: tuple[str, ...]
    times: tuple[str, ...]


REVIEWS = AddonTable(
    "bkx_reviews",
    ("booking_id", "service_id", "seat_id", "customer_email", "rating", "review_text", "status"),
    ("created_at",),
)
REMINDER_LOGS = AddonTable(
    "bkx_reminder_logs", ("reminder_id", "booking_id", "channel", "recipient", "status"), ("sent_at",)
)
SCHEDULED_REMINDERS = AddonTable(
    "bkx_scheduled_reminders",
    ("booking_id", "reminder_type", "channel", "recipient", "status"),
    ("sent_at",),
)


class AddonRows:
    """One such table of one site, opened; every query is served by its primary key `id`."""

    def __init__(self, table: sa.TableClause) -> None:
        self.table = table

    def get_last_id(self, connection: Connection) -> int:
        """Return the highest id, 0 in an empty table."""
        return connection.scalar(sa.select(sa.func.max(self.table.c[ID]))) or 0

    def list_after(self, connection: Connection, after_id: int, limit: int) -> list[Row]:
        """Return the next rows above `after_id`, ascending."""
        query = sa.select(self.table).where(self.table.c[ID] > after_id).order_by(self.table.c[ID])
        return _fetch(connection, query.limit(limit))

    def list_newest(self, connection: Connection, limit: int) -> list[Row]:
        """Return the newest rows, ascending."""
        query = sa.select(self.table).order_by(self.table.c[ID].desc()).limit(limit)
        return _fetch(connection, query)[::-1]

    def read(self, connection: Connection, ids: Collection[int]) -> list[Row]:
        """Return the rows of these ids that are still there, ascending."""
        query = sa.select(self.table).where(self.table.c[ID].in_(ids)).order_by(self.table.c[ID])
        return _fetch(connection, query) if ids else []


def find_rows(connection: Connection, prefix: str, wanted: AddonTable) -> AddonRows | None:
    """Open a table; None where the site has none of this name, or one without whole numbers as ids.

    A table that cannot be opened, such as a view on one that is gone, counts as none.
    """
    name = f"{prefix}{wanted.name}"
    try:
        there = {column["name"]: column for column in sa.inspect(connection).get_columns(name)}
    except (NoSuchTableError, UnreflectableTableError):
        return None
    except OperationalError as error:
        if error.connection_invalidated or error.orig is None or error.orig.args[0] in RACES:
            raise  # says nothing of the table, and the transaction has to begin anew
        return None
    if ID not in there or not _is_id(there[ID]):
        return None
    columns: list[sa.ColumnClause[Any]] = [sa.column(key) for key in (ID, *wanted.columns) if key in there]
    times = [sa.column(key, WpDateTime()) for key in wanted.times if key in there]
    return AddonRows(sa.table(name, *columns, *times))


def _is_id(column: ReflectedColumn) -> bool:
    """Whether each row has a whole number here; SQLite calls keys nullable that are not."""
    return isinstance(column["type"], sa.Integer) and (not column["nullable"] or "primary_key" in column)


def _fetch(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]
