"""Transactions end at the edge, alike on MariaDB and SQLite, and say what to do when they cannot."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db import state
from sidecar.db.database import Database
from sidecar.errors import ServiceUnavailableError, SetupError
from sidecar.wp_bridge.posts.layout import PostsLayout
from tests.factories import make_sidecar
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from pathlib import Path

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB


def test_the_layout_is_found_while_a_transaction_is_open(sidecar: Sidecar) -> None:
    with sidecar.database.transaction() as tx:
        state.lock_ingest(tx)

        actual = sidecar.store

    assert isinstance(actual, PostsLayout)


def test_an_error_undoes_the_whole_transaction(sidecar: Sidecar) -> None:
    def write_and_fail(tx: Transaction) -> None:
        state.set_value(tx, "probe", "written")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        sidecar.database.run(write_and_fail)

    assert sidecar.database.run(lambda tx: state.find_value(tx, "probe")) is None


def test_connections_are_strict_and_in_utc(mariadb_sidecar: Sidecar) -> None:
    with mariadb_sidecar.database.transaction() as tx:
        actual = tx.connection.execute(sa.text("SELECT @@time_zone, @@tx_isolation, @@sql_mode")).one()

    assert (actual[0], actual[1], "STRICT_TRANS_TABLES" in actual[2]) == ("+00:00", "READ-COMMITTED", True)


def test_skip_locked_is_tried_not_guessed(mariadb_sidecar: Sidecar, sqlite_sidecar: Sidecar) -> None:
    assert (mariadb_sidecar.database.skip_locked, sqlite_sidecar.database.skip_locked) == (True, False)


def test_a_pool_without_a_free_connection_is_said_to_be_unavailable(
    mariadb: MariaDB, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(mariadb.url(fresh_database), "wp_", pool_size=1)
    monkeypatch.setattr(database.engine.pool, "_max_overflow", 0)
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.05)

    with database.engine.connect(), pytest.raises(ServiceUnavailableError) as caught:
        database.run(lambda tx: tx)

    assert caught.value.retry_after_seconds == 5
    database.dispose()


def test_a_database_that_is_away_is_said_to_be_unavailable() -> None:
    sidecar = make_sidecar(f"mysql+pymysql://nobody:none@127.0.0.1:{find_free_port()}/none")

    with pytest.raises(ServiceUnavailableError) as caught, sidecar.database.transaction():
        pass

    sidecar.database.dispose()
    assert caught.value.retry_after_seconds == 30


def test_missing_tables_are_a_matter_of_setup(tmp_path: Path) -> None:
    sidecar = make_sidecar(f"sqlite:///{tmp_path}/empty.db")

    with pytest.raises(SetupError, match="sidecar migrate"):
        sidecar.database.run(lambda tx: state.find_value(tx, "anything"))


def test_who_loses_a_deadlock_is_run_again(mariadb_sidecar: Sidecar) -> None:
    database = mariadb_sidecar.database
    for name in ("left", "right"):
        database.run(lambda tx, name=name: state.set_value(tx, name, "0"))  # type: ignore[misc] # mypy cannot infer a default's type
    both_hold_one = Barrier(2, timeout=10)

    def take(first: str, second: str) -> None:
        is_first_run = True

        def work(tx: Transaction) -> None:
            nonlocal is_first_run
            state.set_value(tx, first, second)
            if is_first_run:
                is_first_run = False
                both_hold_one.wait()
            state.set_value(tx, second, first)

        database.run(work)

    threads = [Thread(target=take, args=names) for names in (("left", "right"), ("right", "left"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    values = database.run(lambda tx: (state.find_value(tx, "left"), state.find_value(tx, "right")))
    assert values == ("right", "left")
