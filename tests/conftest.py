"""Databases for every test that needs real ones; none is started before a test asks for it."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.mariadb import MariaDB
from tests.support.sqlite_site import copy_to_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """Return the one MariaDB server of this test run."""
    with tempfile.TemporaryDirectory(prefix="bkx-") as folder:
        server = MariaDB.start(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def fresh_database(mariadb: MariaDB) -> Iterator[str]:
    """Return the name of a new, empty database; `mariadb.url(name)` is its address."""
    name = f"fresh_{secrets.token_hex(6)}"
    mariadb.create_database(name)
    yield name
    mariadb.drop_database(name)


@pytest.fixture(scope="session")
def golden_site_url(mariadb: MariaDB) -> str:
    """Return the URL of the golden site (London, pounds, 35 bookings). For reading only."""
    return _restore_once(mariadb, "golden_site", FIXTURES / "golden-site.sql")


@pytest.fixture(scope="session")
def bookingx_site_url(mariadb: MariaDB) -> str:
    """Return the URL of the second recorded site (Sydney, dollars, PayPal). For reading only."""
    return _restore_once(mariadb, "bookingx_site", FIXTURES / "bookingx-1.1.2.sql")


@pytest.fixture(scope="session")
def golden_sqlite_url(golden_site_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of the golden site's rows in SQLite. For reading only."""
    return copy_to_sqlite(golden_site_url, tmp_path_factory.mktemp("sqlite") / "golden.db")


@pytest.fixture(scope="session")
def bookingx_sqlite_url(bookingx_site_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of the second recorded site's rows in SQLite. For reading only."""
    return copy_to_sqlite(bookingx_site_url, tmp_path_factory.mktemp("sqlite") / "bookingx.db")


def _restore_once(mariadb: MariaDB, name: str, path: Path) -> str:
    mariadb.create_database(name)
    mariadb.restore(name, path)
    return mariadb.url(name)
