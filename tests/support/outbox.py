"""The outbox table as the shim sees it: made, emptied and read by tests that run without the sidecar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

DDL = """
CREATE TABLE {table} (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  object_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_id BIGINT UNSIGNED NOT NULL,
  marks VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  facts TEXT NOT NULL,
  marked_at DATETIME(3) NOT NULL
) ENGINE=InnoDB
"""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """What one row says, without its id and time."""

    object_id: int
    marks: str
    facts: dict[str, Any]
    object_type: str = "booking"


class Outbox:
    """One site's outbox, at a database's URL and with the site's table prefix."""

    def __init__(self, url: str, prefix: str) -> None:
        self._engine = sa.create_engine(url, poolclass=sa.NullPool)
        self.table = f"{prefix}bkx_zapier_outbox"

    def create(self) -> None:
        """Make the table anew, empty, as the sidecar's first migration does."""
        self.drop()
        self._execute(DDL.format(table=self.table))

    def drop(self) -> None:
        """Remove the table."""
        self._execute(f"DROP TABLE IF EXISTS {self.table}")

    def list_rows(self) -> list[OutboxRow]:
        """Return all rows, oldest first."""
        rows = sa.table(
            self.table,
            *[sa.column(name) for name in ("id", "object_type", "object_id", "marks", "facts", "marked_at")],
        )
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(rows).order_by(rows.c.id)).all()
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
        rows = sa.table(self.table, sa.column("marked_at"))
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count(rows.c.marked_at.distinct()))) or 0

    def _execute(self, statement: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text(statement))
