"""What keeps one part of the worker from its work does not keep the others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn, cast

from structlog.testing import capture_logs

from sidecar.services import delivery, ingest
from sidecar.worker import _tick
from tests.factories import add_marks, execute, fetch, make_event, make_mark, store_events, subscribe

if TYPE_CHECKING:
    import pytest

    from sidecar.services.courier import Courier
    from sidecar.services.sidecar import Sidecar


class Listener:
    """Stands where the courier is, and ends the test when it is woken."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()

    def wake(self) -> None:
        self.woken.set()


async def tick_until_woken(sidecar: Sidecar) -> None:
    listener = Listener()
    ticking = asyncio.create_task(_tick(sidecar, cast("Courier", listener)))
    woken = asyncio.create_task(listener.woken.wait())
    done, _ = await asyncio.wait({ticking, woken}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    ticking.cancel()
    assert done == {woken}


def test_a_site_that_cannot_be_read_keeps_no_delivery_from_being_freed(sidecar: Sidecar) -> None:
    subscribe(sidecar)
    store_events(sidecar, make_event(1))
    delivery.lease(sidecar, 1)
    execute(sidecar, "UPDATE wp_bkx_zapier_webhook_queue SET lease_until = '2026-01-01 00:00:00.000'")
    execute(sidecar, "UPDATE wp_options SET option_value = 'Nowhere' WHERE option_name = 'timezone_string'")
    add_marks(sidecar, make_mark(booking_id=22))

    with capture_logs() as logs:
        asyncio.run(tick_until_woken(sidecar))

    assert fetch(sidecar, "queue", "status", "crashes") == [("pending", 1)]
    assert len(fetch(sidecar, "outbox", "id")) == 1
    assert [(line["action"], line["log_level"]) for line in logs] == [("tick_failed", "error")]


def test_a_step_that_fails_for_no_known_reason_ends_no_worker(
    sqlite_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise ValueError("ann@example.test")

    monkeypatch.setattr(ingest, "drain", fail)
    subscribe(sqlite_sidecar)
    store_events(sqlite_sidecar, make_event(1))
    delivery.lease(sqlite_sidecar, 1)
    execute(sqlite_sidecar, "UPDATE wp_bkx_zapier_webhook_queue SET lease_until = '2026-01-01 00:00:00.000'")

    with capture_logs() as logs:
        asyncio.run(tick_until_woken(sqlite_sidecar))

    assert fetch(sqlite_sidecar, "queue", "status", "crashes") == [("pending", 1)]
    assert [(line["action"], line["error"]) for line in logs] == [("tick_failed", "ValueError")]
