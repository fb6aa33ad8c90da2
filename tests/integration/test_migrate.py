"""Our tables stand beside WordPress's, as declared, whatever the prefix; WordPress's are never touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db.ddl import export_ddl
from sidecar.db.migrate import find_revision, list_differences, migrate, newest_revision
from sidecar.db.tables import own_tables
from sidecar.errors import ServiceUnavailableError, SetupError
from tests.conftest import FIXTURES
from tests.factories import make_sidecar
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.db.database import Database
    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB


@pytest.fixture(params=["mariadb", "sqlite"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    mariadb: MariaDB = request.getfixturevalue("mariadb")
    return mariadb.url(request.getfixturevalue("fresh_database"))


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = make_sidecar(empty_url).database
    yield database
    database.dispose()


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return list_differences(connection, database.own)


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def test_a_fresh_database_gets_exactly_the_declared_tables(empty: Database) -> None:
    revision = migrate(empty)

    with empty.engine.connect() as connection:
        assert find_revision(connection, empty.own) == revision == newest_revision()
    assert differences(empty) == []
    assert tables(empty) == {*empty.own.metadata.tables, "wp_bkx_zapier_schema_version"}


def test_migrating_twice_changes_nothing(sidecar: Sidecar) -> None:
    before = tables(sidecar.database)

    migrate(sidecar.database)

    assert (tables(sidecar.database), differences(sidecar.database)) == (before, [])


def test_before_migrating_there_is_no_revision(empty: Database) -> None:
    with empty.engine.connect() as connection:
        assert find_revision(connection, empty.own) is None


def test_wordpress_tables_are_the_same_before_and_after(mariadb: MariaDB, fresh_database: str) -> None:
    mariadb.restore(fresh_database, FIXTURES / "golden-site.sql")
    database = make_sidecar(mariadb.url(fresh_database)).database
    theirs = sorted(tables(database))
    before = mariadb.dump(fresh_database, theirs)

    migrate(database)

    assert mariadb.dump(fresh_database, theirs) == before
    assert len(theirs) >= 12
    database.dispose()


def test_any_prefix_of_wordpress_will_do(empty_url: str) -> None:
    database = make_sidecar(empty_url, table_prefix="Shop_2_").database

    migrate(database)

    assert differences(database) == []
    assert tables(database) == {*database.own.metadata.tables, "Shop_2_bkx_zapier_schema_version"}
    database.dispose()


def test_two_sites_of_a_network_have_tables_of_their_own(mariadb: MariaDB, fresh_database: str) -> None:
    first, second = (
        make_sidecar(mariadb.url(fresh_database), table_prefix=prefix).database for prefix in ("wp_", "wp_2_")
    )
    migrate(first)
    its_tables = tables(first)

    migrate(second)

    assert (differences(first), differences(second)) == ([], [])
    assert tables(second) - its_tables == {*second.own.metadata.tables, "wp_2_bkx_zapier_schema_version"}
    for database in (first, second):
        database.dispose()


def test_what_is_missing_or_changed_is_found(sidecar: Sidecar) -> None:
    with sidecar.database.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE wp_bkx_zapier_outbox"))

    assert "add_table" in repr(differences(sidecar.database))


def test_tokens_and_ids_are_compared_byte_by_byte(mariadb_sidecar: Sidecar) -> None:
    with mariadb_sidecar.database.engine.connect() as connection:
        columns = connection.execute(
            sa.text(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() "
                "AND table_name LIKE 'wp_bkx_zapier_%' AND collation_name = 'ascii_bin'"
            )
        ).scalars()

        actual = set(columns)

    assert {"event_id", "subscription_id", "lease_token", "api_key", "public_id", "target_hash"} <= actual


def test_the_printed_ddl_is_what_the_code_declares() -> None:
    ddl = export_ddl()

    assert all(f"CREATE TABLE {name} (" in ddl for name in own_tables("wp_").metadata.tables)


def test_a_database_that_does_not_answer_is_said() -> None:
    sidecar = make_sidecar(f"mysql+pymysql://nobody@127.0.0.1:{find_free_port()}/nothing")

    with pytest.raises(ServiceUnavailableError):
        migrate(sidecar.database)


def test_an_address_that_is_none_is_said_without_it() -> None:
    with pytest.raises(SetupError, match=r"^database_url is not a database's address, such as "):
        make_sidecar("mysql+pymysql//user:hidden@host")
