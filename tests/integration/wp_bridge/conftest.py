"""Open connections to the recorded sites, each on MariaDB and on SQLite; what a test writes is undone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

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
