"""The worker process: courier and caller on its loop, Huey's alarm clock, and a tick for what both miss."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING

import structlog

from sidecar.errors import ServiceUnavailableError, SetupError, SidecarError
from sidecar.services import baseline, delivery, ingest, report_jobs, upcoming
from sidecar.services.courier import Courier
from sidecar.services.health import NOT_READY, is_ready
from sidecar.tasks.alarm import Alarm
from sidecar.tasks.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.services.sidecar import Sidecar

HUEY_LONGEST_SLEEP_SECONDS = 0.2
"""Huey's own back-off makes an idle queue on SQLite sleep for seconds; a booking should not wait for that."""

log = structlog.get_logger()


def run_worker(sidecar: Sidecar) -> None:
    """Work until SIGINT or SIGTERM; what is under way is finished first."""
    asyncio.run(_run(sidecar))


async def _run(sidecar: Sidecar) -> None:
    await _wait_for_database(sidecar)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    alarm = Alarm(sidecar)
    courier = Courier(sidecar, alarm.ring_later)
    caller = Caller(sidecar)
    alarm.on_ring(courier.wake)
    consumer = alarm.huey.create_consumer(
        workers=1,
        initial_delay=0.02,
        backoff=1.2,
        max_delay=HUEY_LONGEST_SLEEP_SECONDS,
        check_worker_health=False,
    )
    consumer.start()
    for number in (signal.SIGINT, signal.SIGTERM):  # after Huey, which sets handlers of its own
        loop.add_signal_handler(number, stopped.set)
    log.info("worker started", action="worker_started")
    async with asyncio.TaskGroup() as tasks:
        carrying = tasks.create_task(courier.run())
        calling = tasks.create_task(caller.run())
        ticking = tasks.create_task(_tick(sidecar, courier))
        reporting = tasks.create_task(_make_reports(sidecar, stopped))
        await stopped.wait()
        ticking.cancel()
        reporting.cancel()
        courier.stop()
        caller.stop()
        await carrying
        await calling
        await asyncio.to_thread(consumer.stop, graceful=True)
    log.info("worker stopped", action="worker_stopped")


async def _wait_for_database(sidecar: Sidecar) -> None:
    """Return when the database answers; raise SetupError when our tables are not what this code needs."""
    while True:
        try:
            if not await asyncio.to_thread(is_ready, sidecar):
                raise SetupError(NOT_READY)
        except ServiceUnavailableError:
            log.warning("database away", action="start_waits")
            await asyncio.sleep(sidecar.settings.poll_seconds)
        else:
            return


async def _tick(sidecar: Sidecar, courier: Courier) -> None:
    """Ingest marks whose doorbell was lost, tell what comes up, and free what dead workers held.

    First of all, take the baseline.
    """
    needs_baseline = True
    while True:
        if needs_baseline:
            needs_baseline = not await asyncio.to_thread(_step, _take_baseline, sidecar)
        events = await asyncio.to_thread(_step, ingest.drain, sidecar)
        events += await asyncio.to_thread(_step, upcoming.announce, sidecar)
        reclaimed = await asyncio.to_thread(_step, delivery.reclaim, sidecar)
        if events or reclaimed:
            courier.wake()
        await asyncio.sleep(sidecar.settings.poll_seconds)


async def _make_reports(sidecar: Sidecar, stopped: asyncio.Event) -> None:
    """Make the reports that take long, beside the tick: a booking must not wait for them."""
    while True:
        made = await asyncio.to_thread(_step, partial(report_jobs.work, is_stopping=stopped.is_set), sidecar)
        if not made:
            await asyncio.sleep(sidecar.settings.poll_seconds)


def _take_baseline(sidecar: Sidecar) -> int:
    baseline.ensure_baseline(sidecar)
    return 1


def _step(step: Callable[[Sidecar], int], sidecar: Sidecar) -> int:
    """Return what a step of the tick did; one that fails stops neither the others nor the deliveries."""
    try:
        return step(sidecar)
    except ServiceUnavailableError:
        log.warning("database away", action="tick_failed")
    except SidecarError as error:  # such as a site whose time zone is unknown: its owner must do something
        log.error(error.text, action="tick_failed")  # noqa: TRY400 # the text says what; a trace would not
    except Exception as error:  # a worker that ends delivers nothing
        log.exception("step failed", action="tick_failed", error=type(error).__name__)
    return 0
