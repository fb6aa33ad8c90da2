"""Answers a test's question about the site's rows, without changing any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.services.sidecar import Sidecar

MOST_ROWS = 1000


class TooManyRowsError(ValueError):
    """A question that is answered with more rows than a test would look at."""


def read_rows(sidecar: Sidecar, query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run one SELECT, whose `:names` are bound, in a transaction that can only read.

    Raises TooManyRowsError, and SQLAlchemyError for what the database refuses.
    """
    with sidecar.database.engine.connect() as connection:
        connection.exec_driver_sql("START TRANSACTION READ ONLY")
        found = connection.execute(sa.text(query), dict(values)).mappings().fetchmany(MOST_ROWS + 1)
        connection.rollback()
    if len(found) > MOST_ROWS:
        raise TooManyRowsError(f"More than {MOST_ROWS} rows: add a WHERE or a LIMIT.")
    return [{name: _to_json(value) for name, value in row.items()} for row in found]


def _to_json(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
