"""Writers for the same staff member take turns, and leave no lock behind."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db.database import Database
from sidecar.db.locks import are_held, get_lock_name, locked, name_staff
from sidecar.db.migrate import migrate
from sidecar.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.mariadb import MariaDB

WRITERS = 20
FREE = sa.text("SELECT IS_FREE_LOCK(:name)")


@pytest.fixture(params=["mariadb", "sqlite"])
def database(
    request: pytest.FixtureRequest, mariadb: MariaDB, fresh_database: str, tmp_path: Path
) -> Iterator[Database]:
    """Return a database with a table of times that are taken."""
    url = mariadb.url(fresh_database) if request.param == "mariadb" else f"sqlite:///{tmp_path / 'site.db'}"
    opened = Database(url, "wp_")
    with opened.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE taken (slot INTEGER)"))
    yield opened
    opened.dispose()


@pytest.fixture
def server(mariadb: MariaDB, fresh_database: str) -> Iterator[Database]:
    """Return a database of MariaDB, with a pool of two connections."""
    opened = Database(mariadb.url(fresh_database), "wp_", pool_size=2)
    yield opened
    opened.dispose()


def take_if_free(database: Database) -> bool:
    """Take the one time, unless it is taken; say whether it was free."""
    with (
        database.engine.connect() as connection,
        locked(connection, "wp_", [name_staff(8)], seconds=20),
        connection.begin(),
    ):
        is_free = not connection.scalar(sa.text("SELECT COUNT(*) FROM taken WHERE slot = 37"))
        if is_free:
            connection.execute(sa.text("INSERT INTO taken VALUES (37)"))
    return is_free


def is_held(database: Database, staff_id: int) -> bool:
    name = get_lock_name(database.engine.url.database or "", "wp_", name_staff(staff_id))
    with database.engine.connect() as connection:
        return not connection.scalar(FREE, {"name": name})


def test_of_many_writers_one_takes_the_time(database: Database) -> None:
    with ThreadPoolExecutor(WRITERS) as writers:
        taken = list(writers.map(take_if_free, [database] * WRITERS))

    assert sorted(taken) == [False] * (WRITERS - 1) + [True]
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT COUNT(*) FROM taken")) == 1


def test_another_writer_is_told_to_come_again(server: Database) -> None:
    with (
        server.engine.connect() as one,
        server.engine.connect() as other,
        locked(one, "wp_", [name_staff(8)]),
        pytest.raises(BusyError) as refused,
        locked(other, "wp_", [name_staff(9), name_staff(8)], seconds=0),
    ):
        pass

    assert (refused.value.status, refused.value.retry_after_seconds) == (503, 1)


def test_other_staff_members_are_not_waited_for(server: Database) -> None:
    with (
        server.engine.connect() as one,
        server.engine.connect() as other,
        locked(one, "wp_", [name_staff(8)]),
        locked(other, "wp_", [name_staff(9)], seconds=0),
    ):
        assert (is_held(server, 8), is_held(server, 9)) == (True, True)


def test_a_lock_is_kept_until_the_transaction_has_ended(server: Database) -> None:
    with server.engine.connect() as connection, locked(connection, "wp_", [name_staff(8)]):
        with connection.begin():
            connection.execute(sa.text("SELECT 1"))
        held_after_commit = is_held(server, 8)

    assert (held_after_commit, is_held(server, 8)) == (True, False)


def test_an_error_gives_all_locks_back(server: Database) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        server.engine.connect() as connection,
        locked(connection, "wp_", [name_staff(8), name_staff(9)]),
        connection.begin(),
    ):
        raise ZeroDivisionError

    assert (is_held(server, 8), is_held(server, 9)) == (False, False)


def test_what_was_taken_before_a_refusal_is_given_back(server: Database) -> None:
    with server.engine.connect() as one, locked(one, "wp_", [name_staff(9)]):
        with (
            server.engine.connect() as other,
            pytest.raises(BusyError),
            locked(other, "wp_", [name_staff(8), name_staff(9)], 0),
        ):
            pass
        held = is_held(server, 8)

    assert held is False


def test_a_broken_connection_takes_its_locks_with_it(server: Database) -> None:
    with pytest.raises(sa.exc.OperationalError):
        lose_connection(server)

    with server.engine.connect() as connection, locked(connection, "wp_", [name_staff(8)]):
        assert is_held(server, 8)


def lose_connection(database: Database) -> None:
    """Hold the lock while the server ends the session."""
    with (
        database.engine.connect() as connection,
        locked(connection, "wp_", [name_staff(8)]),
        connection.begin(),
    ):
        number = connection.scalar(sa.text("SELECT CONNECTION_ID()"))
        with database.engine.connect() as killer:
            killer.execute(sa.text("KILL :number"), {"number": number})
        connection.execute(sa.text("SELECT 1"))


def test_locks_come_before_the_transaction(server: Database) -> None:
    with server.engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
        with pytest.raises(RuntimeError), locked(connection, "wp_", [name_staff(8)]):
            pass


def test_who_holds_a_lock_knows_it(server: Database) -> None:
    with (
        server.engine.connect() as one,
        server.engine.connect() as other,
        locked(one, "wp_", [name_staff(8)]),
        one.begin(),
    ):
        held = [are_held(asking, "wp_", [name_staff(8)]) for asking in (one, other)]
        more = are_held(one, "wp_", [name_staff(8), name_staff(9)])
        none = are_held(other, "wp_", [])

    assert (held, more, none) == ([True, False], False, True)


def test_names_are_of_one_site_and_of_bounded_length() -> None:
    assert get_lock_name("site", "wp_", name_staff(8)) == "site.wp_bkx_zapier_seat_8"
    assert get_lock_name("d" * 64, "wp_", name_staff(8)) != get_lock_name("d" * 64, "wp_", name_staff(9))
    assert len(get_lock_name("d" * 64, "wp_", name_staff(8))) == 64


def test_many_who_wait_for_one_lock_keep_nobody_else_out(server: Database) -> None:
    """They are more than there are connections."""

    def wait(_: int) -> float:
        begun_at = time.monotonic()
        with pytest.raises(BusyError), server.locked([name_staff(8)], seconds=2):
            pass
        return time.monotonic() - begun_at

    migrate(server)
    with Database(server.engine.url, "wp_").locked([name_staff(8)]), ThreadPoolExecutor(WRITERS) as pool:
        waits = pool.map(wait, range(WRITERS))
        with server.locked([name_staff(9)], seconds=1) as tx:
            tx.execute(sa.text("SELECT 1"))
        longest = max(waits)

    assert longest < 4
