"""How many calls an API key may make: counted in the database, spent from there by every process.

A key has a minute's amount, which refills evenly (GCRA). Up to 600 calls a minute each call asks the
database. Above, a process reserves a tenth of a second's cells at once and spends them from memory, so that a
key costs no more than about ten writes a second (docs/decisions/0013).
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sidecar.db import rate_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.db.database import Transaction
    from sidecar.db.rate_limits import Level

SECOND = 10**9
"""In the nanoseconds of the database's clock."""
WINDOW_SECONDS = 60
BLOCKS_PER_MINUTE = 600
KEPT_SECONDS = 1.0
"""How long reserved cells may wait in memory, and how long the database is not asked about a refused key."""
TOLD_SECONDS = 60.0
"""Of a key's refusals, the log gets one in this time from each process."""


@dataclass(frozen=True)
class Allowance:
    """What is left to a key after a call: `retry_after_seconds` is None where the call may be made."""

    limit: int
    remaining: int
    full_after_seconds: int
    retry_after_seconds: int | None


@dataclass
class Kept:
    """What a process remembers of a key until `until`, by its own clock: reserved cells, or a refusal."""

    allowance: Allowance
    cells: int
    until: float


class Taken(NamedTuple):
    """The answer to a call, and what is to be remembered once it is committed."""

    allowance: Allowance
    kept: Kept | None


class RateLimiter:
    """Counts the calls of one process; safe in threads. `clock` is in seconds and never goes back."""

    def __init__(self, limit_per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit_per_minute
        self._block = max(1, limit_per_minute // BLOCKS_PER_MINUTE)
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[int, Kept] = {}
        self._told_at: dict[int, float] = {}

    def take(self, tx: Transaction, key_id: int) -> Taken | None:
        """Take one call from a key's amount; None where there is no limit. `keep` is to follow the commit."""
        if self._limit == 0:
            return None
        known = self._remember(key_id)
        return Taken(known, None) if known else self._ask(tx, key_id)

    def keep(self, key_id: int, taken: Taken) -> None:
        """Remember what `take` found, now that it is committed."""
        if taken.kept is None:
            return
        with self._lock:
            known = self._kept.get(key_id)
            if known and known.cells and self._clock() < known.until:  # another thread reserved, too
                known.cells += taken.kept.cells
            else:
                self._kept[key_id] = taken.kept

    def is_news(self, key_id: int) -> bool:
        """Return whether a refusal of this key is to be told: the last one that was is a minute old."""
        now = self._clock()
        with self._lock:
            if now < self._told_at.get(key_id, -math.inf) + TOLD_SECONDS:
                return False
            self._told_at[key_id] = now
            return True

    def _remember(self, key_id: int) -> Allowance | None:
        """Answer from memory: with a reserved cell, or while a refusal is known to hold."""
        with self._lock:
            kept = self._kept.get(key_id)
            if kept is None:
                return None
            is_refusal = kept.allowance.retry_after_seconds is not None
            if self._clock() >= kept.until or not (is_refusal or kept.cells):
                del self._kept[key_id]
                return None
            kept.cells -= 0 if is_refusal else 1
            return kept.allowance

    def _ask(self, tx: Transaction, key_id: int) -> Taken:
        for cells in sorted({self._block, 1}, reverse=True):
            if rate_limits.reserve(tx, key_id, self._limit, cells):
                return self._admit(_find_level(tx, key_id), cells - 1)
        level = rate_limits.find_level(tx, key_id)
        if level is not None:
            return self._refuse(level)
        rate_limits.begin(tx, key_id)
        return self._ask(tx, key_id)

    def _admit(self, level: Level, spare: int) -> Taken:
        allowance = self._describe(level, None)
        return Taken(allowance, Kept(allowance, spare, self._clock() + KEPT_SECONDS) if spare else None)

    def _refuse(self, level: Level) -> Taken:
        """Say when the next cell is there; until then nobody needs to ask, as others only take more."""
        cell = rate_limits.nanoseconds_per_cell(self._limit)
        seconds = max(0, level.full_at - level.now - (self._limit - 1) * cell) / SECOND
        allowance = self._describe(level, max(1, math.ceil(seconds)))
        return Taken(allowance, Kept(allowance, 0, self._clock() + min(seconds, KEPT_SECONDS)))

    def _describe(self, level: Level, retry_after_seconds: int | None) -> Allowance:
        used = level.full_at - level.now
        remaining = self._limit - math.ceil(used / rate_limits.nanoseconds_per_cell(self._limit))
        return Allowance(self._limit, max(0, remaining), math.ceil(used / SECOND), retry_after_seconds)


def _find_level(tx: Transaction, key_id: int) -> Level:
    level = rate_limits.find_level(tx, key_id)
    if level is None:
        raise AssertionError  # the row was just written, and is locked
    return level
