"""The private MariaDB keeps the promises that other tests build on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import sqlalchemy as sa

from tests.support.mariadb import MariaDB


def count_bookings(url: str) -> object:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        count = connection.scalar(sa.text("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'bkx_booking'"))
    engine.dispose()
    return count


def test_a_restored_site_can_be_read_over_tcp(golden_site_url: str) -> None:
    actual = count_bookings(golden_site_url)

    assert actual == 35


def test_two_dumps_of_the_same_tables_are_equal(mariadb: MariaDB, fresh_database: str) -> None:
    mariadb.restore(fresh_database, Path("tests/fixtures/golden-site.sql"))

    first = mariadb.dump(fresh_database, ["wp_posts", "wp_postmeta"])
    second = mariadb.dump(fresh_database, ["wp_posts", "wp_postmeta"])

    assert "order_meta_data" in first
    assert first == second


def test_a_killed_server_starts_again_with_what_was_committed() -> None:
    with tempfile.TemporaryDirectory(prefix="bkx-") as folder:
        server = MariaDB.start(Path(folder))
        server.create_database("kept")
        server.restore("kept", Path("tests/fixtures/golden-site.sql"))

        server.kill()
        restarted = MariaDB.start(Path(folder), port=server.port)
        actual = count_bookings(restarted.url("kept"))
        restarted.stop()

    assert actual == 35
