"""At 100,000 bookings a sweep, and a poll, read as few rows as ever: counted in rows, not by a clock."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sidecar.db import state
from sidecar.services import polling
from sidecar.services.polling import Query
from sidecar.services.sweeping import sweep
from tests.factories import CALLER, execute, fetch, list_events, make_sidecar, set_status
from tests.support.large_site import FIRST_ID, count_cost, enlarge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.db.database import Transaction
    from sidecar.services.polling import Answer
    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

BOOKINGS = 100_000
WHOLE = 1000
LAST_ID = FIRST_ID + BOOKINGS - 1


@pytest.fixture(scope="module")
def large(mariadb: MariaDB, prepared_dump: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a large site of its own, which the tests of this module share."""
    name = f"large_{secrets.token_hex(6)}"
    mariadb.create_database(name)
    mariadb.restore(name, prepared_dump)
    sidecar = make_sidecar(mariadb.url(name))
    enlarge(sidecar, BOOKINGS, WHOLE)
    yield sidecar
    sidecar.database.dispose()
    mariadb.drop_database(name)


def poll(sidecar: Sidecar, query: Query) -> Answer:
    return sidecar.database.run(lambda tx: polling.poll(sidecar, tx, CALLER, query))


def list_new_events(sidecar: Sidecar) -> list[tuple[int, str, int]]:
    return list_events(sidecar)[BOOKINGS:]


def test_a_sweep_over_an_unchanged_site_reads_few_rows(large: Sidecar) -> None:
    before = fetch(large, "snapshots", "object_id", "taken_at", "fingerprint")

    for _ in range(3):
        with count_cost(large) as cost:
            assert sweep.sweep(large) == 0

        assert cost.rows < 22_000
        assert cost.statements < 40
    assert fetch(large, "snapshots", "object_id", "taken_at", "fingerprint") == before


def test_the_newest_page_of_a_poll_reads_few_rows(large: Sidecar) -> None:
    with count_cost(large) as cost:
        answer = poll(large, Query("booking_created", 100))

    assert len(answer.payloads) == 100
    assert cost.rows < 200


def test_later_pages_of_a_poll_read_no_more(large: Sidecar) -> None:
    answer = poll(large, Query("booking_created", 100))
    for _ in range(3):
        with count_cost(large) as cost:
            answer = poll(large, Query("booking_created", 100, cursor=answer.next_cursor))

        assert len(answer.payloads) == 100
        assert cost.rows < 200


@pytest.mark.parametrize(("minutes", "expected"), [(30, 15), (10_000, 100)])
def test_a_poll_since_a_time_reads_few_rows(large: Sidecar, minutes: int, expected: int) -> None:
    def read(tx: Transaction) -> Answer:
        since = state.read_now(tx) - timedelta(minutes=minutes)
        return polling.poll(large, tx, CALLER, Query("booking_created", 100, since=since))

    with count_cost(large) as cost:
        answer = large.database.run(read)

    assert abs(len(answer.payloads) - expected) <= 1  # a minute may have passed
    assert cost.rows < 200


def test_what_sql_did_to_old_bookings_is_found_in_a_round(large: Sidecar) -> None:
    """34 sweeps of 3,000 ids, and one that was under way."""
    set_status(large, LAST_ID - 500, "bkx-ack")
    execute(large, "DELETE FROM wp_posts WHERE ID = :id", id=LAST_ID - 30_000)

    for _ in range(35):
        sweep.sweep(large)

    assert sorted(list_new_events(large)) == [
        (LAST_ID - 30_000, "booking_cancelled", 1),
        (LAST_ID - 500, "booking_status_changed", 1),
    ]
