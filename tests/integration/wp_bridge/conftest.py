"""Open connections to the recorded sites, each on MariaDB and on SQLite; what a test writes is undone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.support.posts_site import PostsSite
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.support.layout_site import LayoutSite
    from tests.support.mariadb import MariaDB


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


SITES = {"posts": PostsSite, "tables": TablesSite}


@pytest.fixture(scope="session")
def layout_urls(mariadb: MariaDB, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the databases of sites without bookings, by layout and kind of database. For reading only."""
    urls = {}
    for name, kind in SITES.items():
        mariadb.create_database(f"layout_{name}")
        urls[f"{name}-mariadb"] = mariadb.url(f"layout_{name}")
        urls[f"{name}-sqlite"] = f"sqlite:///{tmp_path_factory.mktemp('layout') / 'site.db'}"
        for database in ("mariadb", "sqlite"):
            engine = sa.create_engine(urls[f"{name}-{database}"])
            with engine.begin() as connection:
                kind(connection).create()
            engine.dispose()
    return urls


@pytest.fixture(params=["posts-mariadb", "posts-sqlite", "tables-mariadb", "tables-sqlite"])
def site(request: pytest.FixtureRequest, layout_urls: dict[str, str]) -> Iterator[LayoutSite]:
    """Return a site in each layout and on each database, without bookings; what is written is undone."""
    kind = SITES[request.param.partition("-")[0]]
    with connect(layout_urls[request.param]) as connection:
        yield kind(connection)


@pytest.fixture(params=["tables-mariadb", "tables-sqlite"])
def tables_site(request: pytest.FixtureRequest, layout_urls: dict[str, str]) -> Iterator[TablesSite]:
    """Return such a site of BookingX 2.0."""
    with connect(layout_urls[request.param]) as connection:
        yield TablesSite(connection)
