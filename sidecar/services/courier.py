"""Carries deliveries: leases due ones, sends many at once on one loop, settles them in batches.

`wake` is what Huey and the tick call. Whatever dies here, the rows are still there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from sidecar.errors import ServiceUnavailableError
from sidecar.services import delivery
from sidecar.services.delivery import Attempt
from sidecar.zapier_client.sender import Sender
from sidecar.zapier_client.targets import TargetPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.db.queue import Parcel
    from sidecar.services.sidecar import Sidecar

SETTLE_BATCH = 100
DATABASE_PAUSE_SECONDS = 1.0

log = structlog.get_logger()


class Courier:
    """The delivery engine of one worker process. Made and run on the loop of that process."""

    def __init__(self, sidecar: Sidecar, wake_later: Callable[[float], None]) -> None:
        self._sidecar = sidecar
        self._wake_later = wake_later
        self._loop = asyncio.get_running_loop()
        self._awake = asyncio.Event()
        self._stopping = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._done: asyncio.Queue[Attempt] = asyncio.Queue()

    def wake(self) -> None:
        """Look at the queue now. May be called from any thread."""
        self._loop.call_soon_threadsafe(self._awake.set)

    def stop(self) -> None:
        """Lease nothing more; `run` returns when what is under way has ended."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Deliver until stopped. A fault of our own ends it: better a restart than a worker that idles."""
        settings = self._sidecar.settings
        policy = TargetPolicy(settings.target_hosts, settings.allow_local_targets)
        async with (
            Sender(policy, settings.webhook_timeout, settings.max_in_flight) as sender,
            asyncio.TaskGroup() as group,
        ):
            settler = group.create_task(self._settle_all())
            while not self._stopping:
                self._awake.clear()
                if not await self._lease_and_send(sender):
                    await self._rest()
            await asyncio.gather(*self._under_way)
            await self._done.join()
            settler.cancel()

    async def _rest(self) -> None:
        """Wait for a wake-up, but look again by ourselves should one be lost."""
        try:
            async with asyncio.timeout(self._sidecar.settings.poll_seconds):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _lease_and_send(self, sender: Sender) -> bool:
        """Start what is due and fits; return whether there was anything."""
        free = self._sidecar.settings.max_in_flight - len(self._under_way)
        if free == 0:
            return False
        try:
            parcels = await asyncio.to_thread(delivery.lease, self._sidecar, free)
        except ServiceUnavailableError:
            log.warning("database away", action="lease_failed")
            return False
        for parcel in parcels:
            task = asyncio.create_task(self._attempt(sender, parcel))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return bool(parcels)

    async def _attempt(self, sender: Sender, parcel: Parcel) -> None:
        result = await sender.send(parcel.target_url, parcel.payload, delivery.headers_of(parcel))
        self._done.put_nowait(Attempt(parcel, result))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._awake.set()

    async def _settle_all(self) -> None:
        """Settle results as they come: those that came together in one transaction."""
        while True:
            attempts = [await self._done.get()]
            while len(attempts) < SETTLE_BATCH and not self._done.empty():
                attempts.append(self._done.get_nowait())
            await self._settle(attempts)
            for _ in attempts:
                self._done.task_done()

    async def _settle(self, attempts: list[Attempt]) -> None:
        """Write results down; while the database is away keep them as long as an attempt may take.

        Their leases last longer than that.
        """
        give_up_at = self._loop.time() + self._sidecar.settings.webhook_timeout
        while True:
            try:
                retry_in = await asyncio.to_thread(delivery.settle, self._sidecar, attempts)
            except ServiceUnavailableError:
                if self._loop.time() > give_up_at:
                    log.exception("results lost", action="settle_failed", deliveries=len(attempts))
                    return
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            else:
                break
        if retry_in is not None:
            await asyncio.to_thread(self._wake_later, retry_in)
