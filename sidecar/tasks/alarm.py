"""Huey as the alarm clock: it wakes the courier, and rings each minute for what hooks did not tell.

Huey forgets what it was running when it is killed; here it carries nothing but the time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from huey import RedisHuey, SqliteHuey, crontab
from huey.exceptions import ConfigurationError

from sidecar.errors import SetupError, SidecarError
from sidecar.services import ingest, pruning
from sidecar.services.sweeping import sweep

if TYPE_CHECKING:
    from collections.abc import Callable

    from huey.api import Huey

    from sidecar.services.sidecar import Sidecar
    from sidecar.settings import Settings

NAME = "bookingx-zapier"

log = structlog.get_logger()


class Alarm:
    """The wake-ups of one site; every process has one, the worker's also answers."""

    def __init__(self, sidecar: Sidecar) -> None:
        self._sidecar = sidecar
        self._wake_courier: Callable[[], None] | None = None
        self.huey = _make_huey(sidecar.settings)
        self._deliver = self.huey.task(name="deliver")(self._on_deliver)
        every_minute = self.huey.periodic_task(crontab(), name="look_around")
        every_minute(self._on_minute)
        every_hour = self.huey.periodic_task(crontab(minute="7"), name="prune")
        every_hour(self._on_hour)

    def on_ring(self, wake_courier: Callable[[], None]) -> None:
        """Say what a wake-up wakes, in the process that has the courier."""
        self._wake_courier = wake_courier

    def ring(self) -> None:
        """Wake a worker now: something was queued."""
        self._enqueue(self._deliver)

    def ring_later(self, seconds: float) -> None:
        """Wake a worker when a retry is due."""
        self._enqueue(lambda: self._deliver.schedule(delay=seconds))

    def _enqueue(self, put: Callable[[], object]) -> None:
        """Huey's storage may be away or full: the worker then looks at the queue by itself."""
        try:
            put()
        except Exception as error:  # noqa: BLE001 # each storage has errors of its own
            log.warning("wake-up lost", action="ring_failed", error=type(error).__name__)

    def _on_deliver(self) -> None:
        if self._wake_courier is not None:
            self._wake_courier()

    def _on_minute(self) -> None:
        try:
            ingest.drain(self._sidecar)
            sweep.sweep(self._sidecar)
        except SidecarError as error:
            log.warning(error.text, action="sweep_failed")
        except Exception as error:  # the courier is woken even so
            log.exception("sweep failed", action="sweep_failed", error=type(error).__name__)
        self._on_deliver()

    def _on_hour(self) -> None:
        try:
            pruning.prune(self._sidecar)
        except SidecarError as error:
            log.warning(error.text, action="prune_failed")


def _make_huey(settings: Settings) -> Huey:
    """Return Huey on Redis if there is one, else on a SQLite file; results are not kept."""
    common: dict[str, Any] = {"results": False, "utc": True}
    if settings.redis_url:
        try:
            return RedisHuey(NAME, url=settings.redis_url, **common)
        except ConfigurationError as error:
            raise SetupError(
                "redis_url is set, but Redis's library is not there: install the extra `redis`."
            ) from error
    folder = Path(settings.state_folder)
    folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(NAME, filename=str(folder / "huey.db"), **common)
