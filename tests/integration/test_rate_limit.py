"""Above 600 calls a minute, processes reserve calls in blocks; together they still admit no more than all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from sidecar.db.rate_limits import MINUTE
from sidecar.db.types import utc_nanoseconds
from sidecar.errors import StillRunningError
from sidecar.services.rate_limit import RateLimiter
from tests.factories import fetch, make_sidecar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

KEY_ID = 7
HIGH = 6_000
BLOCK = 10
"""Of such a limit: the calls of a tenth of a second."""


class Clock:
    """A process's clock, which goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Process:
    """One process that counts calls, with connections of its own."""

    def __init__(self, sidecar: Sidecar, limit: int) -> None:
        self.clock = Clock()
        self.limiter = RateLimiter(limit, self.clock)
        self.database = sidecar.database

    def call(self) -> bool:
        """Take a call, as the guard does; return whether it was admitted."""
        taken = self.database.run(lambda tx: self.limiter.take(tx, KEY_ID))
        assert taken is not None
        self.limiter.keep(KEY_ID, taken)
        return taken.allowance.retry_after_seconds is None


@pytest.fixture
def process(sqlite_sidecar: Sidecar) -> Process:
    return Process(sqlite_sidecar, HIGH)


@pytest.fixture
def second(sidecar: Sidecar) -> Iterator[Sidecar]:
    other = make_sidecar(sidecar.settings.database_url)
    yield other
    other.database.dispose()


def read_level(process: Process, sidecar: Sidecar) -> int:
    process.call()
    ((full_at,),) = fetch(sidecar, "rate_limits", "full_at")
    return int(full_at)


def read_clock(sidecar: Sidecar) -> int:
    with sidecar.database.transaction() as tx:
        return int(tx.execute(select(utc_nanoseconds())).scalar_one())


def test_a_block_of_calls_is_one_write(process: Process, sqlite_sidecar: Sidecar) -> None:
    levels = [read_level(process, sqlite_sidecar) for _ in range(2 * BLOCK + 1)]

    assert [levels.count(level) for level in dict.fromkeys(levels)] == [BLOCK, BLOCK, 1]


def test_at_the_limit_of_a_zap_each_call_asks_the_database(sqlite_sidecar: Sidecar) -> None:
    process = Process(sqlite_sidecar, 600)

    levels = [read_level(process, sqlite_sidecar) for _ in range(5)]

    assert len(set(levels)) == 5


def test_calls_that_were_reserved_are_good_for_a_second(process: Process, sqlite_sidecar: Sidecar) -> None:
    first = read_level(process, sqlite_sidecar)
    process.clock.now += 0.9
    same = read_level(process, sqlite_sidecar)
    process.clock.now += 0.2

    assert (same == first, read_level(process, sqlite_sidecar) == first) == (True, False)


def test_processes_with_blocks_admit_together_what_one_may(sidecar: Sidecar, second: Sidecar) -> None:
    limit = 1_200
    both = [Process(one, limit) for one in (sidecar, second)]
    started = read_clock(sidecar)
    with ThreadPoolExecutor(4) as pool:
        admitted = sum(pool.map(lambda number: both[number % 2].call(), range(2 * limit)))
    refilled = (read_clock(sidecar) - started) / MINUTE * limit

    assert limit - 4 <= admitted <= limit + refilled + 1  # a process may be left with a call, unspent


def test_a_refused_key_does_not_ask_the_database_again_until_a_call_is_there(sqlite_sidecar: Sidecar) -> None:
    process = Process(sqlite_sidecar, 1)
    before = [process.call(), process.call()]
    with sqlite_sidecar.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE wp_bkx_zapier_rate_limits SET full_at = 0")
    known = process.call()
    process.clock.now += 1

    assert (before, known, process.call()) == ([True, False], False, True)


def test_a_key_that_waits_for_less_than_a_second_is_let_in_then(sqlite_sidecar: Sidecar) -> None:
    process = Process(sqlite_sidecar, 120)
    refused = next(number for number in range(1000) if not process.call())
    with sqlite_sidecar.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE wp_bkx_zapier_rate_limits SET full_at = 0")
    process.clock.now += 0.51  # one of 120 calls is there again after half a second

    assert (refused >= 120, process.call()) == (True, True)


def test_calls_of_a_transaction_that_is_not_committed_are_not_spent(
    process: Process, sqlite_sidecar: Sidecar
) -> None:
    def lose(tx: Transaction) -> None:
        process.limiter.take(tx, KEY_ID)
        raise StillRunningError

    with pytest.raises(StillRunningError):
        sqlite_sidecar.database.run(lose)

    assert fetch(sqlite_sidecar, "rate_limits", "full_at") == []
    levels = [read_level(process, sqlite_sidecar) for _ in range(BLOCK)]
    assert len(set(levels)) == 1
