"""The outbox table as the shim sees it: made, emptied and read by tests that run without the sidecar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sidecar.db.database import Database
from tests.support.own_tables import drop_own_tables, make_own_tables


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """What one row says, without its id and time."""

    object_id: int
    marks: str
    facts: dict[str, Any]
    object_type: str = "booking"


def report(trigger: str, details: dict[str, Any], booking: int = 0) -> OutboxRow:
    """Return the row that a report leaves."""
    return OutboxRow(booking, "reported", {"trigger": trigger, "details": details}, "report")


def raised(details: str, trigger: str = "review-submitted") -> str:
    """Return the PHP that raises a trigger by the plugin's action; the details are PHP too."""
    return f"do_action( 'bookingx_zapier_trigger', '{trigger}', {details} );"


class Outbox:
    """One site's outbox, at a database's URL and with the site's table prefix."""

    def __init__(self, url: str, prefix: str) -> None:
        self._database = Database(url, prefix)
        self._rows = self._database.own.outbox
        self.table = self._rows.name

    def create(self) -> None:
        """Have the table as the sidecar's migrations make it, empty."""
        make_own_tables(self._database)
        with self._database.engine.begin() as connection:
            connection.execute(sa.delete(self._rows))

    def drop(self) -> None:
        """Remove the table, and all others of the sidecar."""
        drop_own_tables(self._database)

    def list_rows(self) -> list[OutboxRow]:
        """Return all rows, oldest first."""
        with self._database.engine.connect() as connection:
            found = connection.execute(sa.select(self._rows).order_by(self._rows.c.id)).all()
        return [
            OutboxRow(
                object_type=row.object_type,
                object_id=row.object_id,
                marks=row.marks,
                facts=json.loads(row.facts),
            )
            for row in found
        ]

    def count_statements(self) -> int:
        """Return how many INSERTs made the rows: all rows of one have the same time."""
        query = sa.select(sa.func.count(self._rows.c.marked_at.distinct()))
        with self._database.engine.connect() as connection:
            return connection.scalar(query) or 0
