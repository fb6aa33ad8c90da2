"""Brings our own tables to the newest revision, and says whether they are there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.db.database import Database
    from sidecar.db.tables import OwnTables

FOLDER = Path(__file__).parent / "migrations"
METADATA_LOCK_SECONDS = 5
"""A reader that idles in a transaction would block DDL for ever; better to fail and be run again."""


def migrate(database: Database) -> str | None:
    """Bring our tables to the newest revision and return its name.

    Raises ServiceUnavailableError when the database cannot be reached or refuses.
    """
    config = _config()
    with database.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {METADATA_LOCK_SECONDS:d}")
        config.attributes.update(connection=connection, own=database.own, options=_options(database.own))
        command.upgrade(config, "head")
    return newest_revision()


def find_revision(connection: Connection, own: OwnTables) -> str | None:
    """Return the revision our tables are at; None when they are not there."""
    return MigrationContext.configure(connection, opts=_options(own)).get_current_revision()


def newest_revision() -> str | None:
    """Return the revision this code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def list_differences(connection: Connection, own: OwnTables) -> list[Any]:
    """Return how the tables that are there differ from those the code declares; empty when they agree."""
    return list(compare_metadata(MigrationContext.configure(connection, opts=_options(own)), own.metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def _options(own: OwnTables) -> dict[str, Any]:
    """Limit Alembic to our tables: without it, it plans to drop all of WordPress's."""
    names = set(own.metadata.tables)
    return {
        "version_table": f"{own.prefix}schema_version",
        "include_name": lambda name, kind, _parents: kind != "table" or name in names,
        "target_metadata": own.metadata,
    }
