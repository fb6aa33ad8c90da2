"""Databases for every test that needs real ones; none is started before a test asks for it."""

from __future__ import annotations

import secrets
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from sidecar.db.migrate import migrate
from sidecar.services.baseline import ensure_baseline
from tests.factories import make_sidecar
from tests.support.mariadb import MariaDB
from tests.support.memory import use_memory
from tests.support.shared_sites import SharedSites
from tests.support.sqlite_site import copy_to_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar

FIXTURES = Path(__file__).parent / "fixtures"

settings.register_profile("without a clock", deadline=None)  # a busy machine is no fault
settings.load_profile("without a clock")


def pytest_configure() -> None:
    """Use memory, and let the processes that tests start hear Ctrl-C.

    A shell has its background jobs ignore it, and what is ignored stays so in all their children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    use_memory()


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
def shared_sites(mariadb: MariaDB, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedSites]:
    """Return the sites that many tests only read."""
    sites = SharedSites(mariadb, tmp_path_factory.mktemp("shared"))
    yield sites
    sites.close()


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


@pytest.fixture(scope="session")
def prepared_dump(mariadb: MariaDB, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQL file: the golden site with the sidecar's tables, the baseline taken."""
    _prepare(_restore_once(mariadb, "prepared_site", FIXTURES / "golden-site.sql"))
    path = tmp_path_factory.mktemp("prepared") / "site.sql"
    path.write_text(mariadb.dump("prepared_site", []), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def prepared_sqlite(golden_site_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file: the golden site with the sidecar's tables, the baseline taken."""
    path = tmp_path_factory.mktemp("prepared") / "site.db"
    _prepare(copy_to_sqlite(golden_site_url, path))
    return path


@pytest.fixture
def mariadb_sidecar(mariadb: MariaDB, fresh_database: str, prepared_dump: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a golden site of its own in MariaDB, baseline taken."""
    mariadb.restore(fresh_database, prepared_dump)
    sidecar = make_sidecar(mariadb.url(fresh_database))
    yield sidecar
    sidecar.database.dispose()


@pytest.fixture
def sqlite_sidecar(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a golden site of its own in SQLite, baseline taken."""
    path = tmp_path / "site.db"
    shutil.copy(prepared_sqlite, path)
    sidecar = make_sidecar(f"sqlite:///{path}")
    yield sidecar
    sidecar.database.dispose()


@pytest.fixture(params=["mariadb_sidecar", "sqlite_sidecar"], ids=["mariadb", "sqlite"])
def sidecar(request: pytest.FixtureRequest) -> Sidecar:
    """Return a sidecar on a golden site of its own, once in MariaDB and once in SQLite."""
    made: Sidecar = request.getfixturevalue(request.param)
    return made


def _prepare(url: str) -> None:
    sidecar = make_sidecar(url)
    migrate(sidecar.database)
    ensure_baseline(sidecar)
    sidecar.database.dispose()


def _restore_once(mariadb: MariaDB, name: str, path: Path) -> str:
    mariadb.create_database(name)
    mariadb.restore(name, path)
    return mariadb.url(name)
