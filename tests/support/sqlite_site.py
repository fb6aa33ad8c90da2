"""The same WordPress rows in SQLite: what is read from MariaDB must be read from there, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from pathlib import Path


def copy_to_sqlite(source_url: str, path: Path, prefix: str = "wp_") -> str:
    """Copy the tables that `WpTables` names into a new SQLite file; return its SQLAlchemy URL."""
    tables = WpTables(prefix)
    source, target = sa.create_engine(source_url), sa.create_engine(f"sqlite:///{path}")
    tables.metadata.create_all(target)
    with source.connect() as reading, target.begin() as writing:
        for table in tables.metadata.sorted_tables:
            rows = [dict(row) for row in reading.execute(sa.select(table)).mappings()]
            if rows:
                writing.execute(sa.insert(table), rows)
    source.dispose()
    target.dispose()
    return f"sqlite:///{path}"
