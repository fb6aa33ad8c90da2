"""Open connections to the recorded sites, each on MariaDB and on SQLite; what a test writes is undone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """Open a transaction that is rolled back."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture(params=["golden_site_url", "golden_sqlite_url"], ids=["mariadb", "sqlite"])
def golden(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Return a connection to the golden site."""
    with connect(request.getfixturevalue(request.param)) as connection:
        yield connection


@pytest.fixture(params=["bookingx_site_url", "bookingx_sqlite_url"], ids=["mariadb", "sqlite"])
def bookingx(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Return a connection to the second recorded site."""
    with connect(request.getfixturevalue(request.param)) as connection:
        yield connection


@pytest.fixture
def statements(golden: Connection) -> Iterator[list[str]]:
    """Return the list that grows by each statement sent to the golden site."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(str(arguments[2]))

    sa.event.listen(golden, "before_cursor_execute", note)
    yield seen
    sa.event.remove(golden, "before_cursor_execute", note)
