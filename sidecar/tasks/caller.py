"""Calls WordPress back for what could not be done at once: in the worker, beside the courier.

It has threads of its own: a WordPress that is slow must cost the deliveries to Zapier nothing.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

from sidecar.errors import ServiceUnavailableError, SidecarError
from sidecar.services import callbacks

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

AT_ONCE = 2
"""A small host has few PHP workers, and visitors need them, too."""

log = structlog.get_logger()


class Caller:
    """Runs until it is stopped; what is under way is finished first."""

    def __init__(self, sidecar: Sidecar) -> None:
        self._sidecar = sidecar
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopped.set()

    async def run(self) -> None:
        """Deliver what is due, again and again."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="caller") as threads:
            await asyncio.gather(*(self._run_one(threads) for _ in range(AT_ONCE)))

    async def _run_one(self, threads: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopped.is_set():
            if not await loop.run_in_executor(threads, self._step):
                await self._wait()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._stopped.wait(), self._sidecar.settings.poll_seconds)
        except TimeoutError:
            return

    def _step(self) -> bool:
        """Return whether there was something to do; what fails is tried again after the pause."""
        try:
            callbacks.reclaim(self._sidecar)
            return callbacks.deliver_due(self._sidecar)
        except ServiceUnavailableError:
            log.warning("database away", action="calling_failed")
        except SidecarError as error:
            log.error(error.text, action="calling_failed")  # noqa: TRY400 # the text says what; a trace would not
        except Exception as error:  # a worker that ends delivers nothing
            log.exception("calling failed", action="calling_failed", error=type(error).__name__)
        return False
