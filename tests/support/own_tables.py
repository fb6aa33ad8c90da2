"""The sidecar's own tables in a test's database: there as the migrations make them, or not there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.db.migrate import migrate

if TYPE_CHECKING:
    from sidecar.db.database import Database


def make_own_tables(database: Database) -> None:
    """Make all of them, unless the outbox is there already."""
    if not sa.inspect(database.engine).has_table(database.own.outbox.name):
        drop_own_tables(database)
        migrate(database)


def drop_own_tables(database: Database) -> None:
    """Remove every table that carries the sidecar's prefix, the one of the revision too."""
    names = [
        name for name in sa.inspect(database.engine).get_table_names() if name.startswith(database.own.prefix)
    ]
    with database.engine.begin() as connection:
        for name in names:
            connection.execute(sa.schema.DropTable(sa.Table(name, sa.MetaData())))
