"""Threads for calls that may wait long: for locks, for WordPress, for a large table.

Actions have threads of their own, searches and lists together others, and a bound, so that polls, doorbells
and health checks, which take those of the loop, never wait behind them. Each holds one connection at most:
together they leave some of the pool's 18 (sidecar/db/database.py) to the others.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

from sidecar.errors import CrowdedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Value = TypeVar("Value")

ACTIONS_AT_ONCE, SEARCHES_AT_ONCE = 8, 4
MAX_UNDER_WAY = 48
"""Calls of one kind that run or wait for a thread; who comes then is told to come back."""
RETRY_AFTER_SECONDS = 5


class Threads:
    """Runs calls of one kind, some at once, the others in turn. Used on the loop alone."""

    def __init__(self, name: str, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._under_way = 0

    async def run(self, work: Callable[[], Value]) -> Value:
        """Return what `work` returns; raises what it raises, and CrowdedError where too many wait already."""
        if self._under_way >= MAX_UNDER_WAY:
            raise CrowdedError(retry_after_seconds=RETRY_AFTER_SECONDS)
        self._under_way += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, copy_context().run, work)
        finally:
            self._under_way -= 1

    def close(self) -> None:
        """Let the threads end when their calls have."""
        self._pool.shutdown(wait=False)
