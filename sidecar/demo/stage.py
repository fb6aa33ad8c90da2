"""Sets the demo's stage: a site in a temporary folder, the sidecar's processes, the stand-in for Zapier."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from sidecar.db.migrate import migrate
from sidecar.demo.history import make_history
from sidecar.demo.plugin import WordPress
from sidecar.demo.processes import Processes, make_environment
from sidecar.demo.promises import LONGEST_WAIT_SECONDS, wait_until
from sidecar.demo.site import ADMIN_ID, make_site
from sidecar.demo.wordpress_stand_in import WordPressStandIn
from sidecar.demo.zapier_stand_in import Hook, ZapierStandIn
from sidecar.services import keys
from sidecar.services.baseline import is_taken
from sidecar.services.sidecar import Sidecar, open_sidecar
from sidecar.settings import load_settings
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHEET = Hook("sheet", "Add a row to a spreadsheet", "booking_created")
CHAT = Hook("chat", "Post to the team's chat", "booking_created", (500, 500, 200))
DELETED = Hook("deleted", "A Zap that was deleted", "booking_created", (410,))
CALENDAR = Hook("calendar", "Update the calendar", "booking_status_changed")
REFILL = Hook("refill", "Offer the free slot again", "booking_cancelled")
HOOKS = (SHEET, CHAT, DELETED, CALENDAR, REFILL)
START_SECONDS = 60.0
"""A first start compiles every module, and a small machine may be busy with other things."""


@dataclass(frozen=True)
class Stage:
    """What the story is played on; `client` speaks to the sidecar over HTTP."""

    sidecar: Sidecar
    processes: Processes
    stand_in: ZapierStandIn
    client: httpx.Client
    wordpress: WordPress
    callbacks: WordPressStandIn
    old_bookings: tuple[int, ...]
    api_key: str

    def start(self) -> dict[str, int]:
        """Start the sidecar's processes; return their ids when they are ready and know the old bookings."""
        ids = {name: self.processes.start(name) for name in ("serve", "worker")}
        self.wait_until("`sidecar serve` answers", self._is_serving, START_SECONDS)
        self.wait_until("`sidecar worker` knows the old bookings", self._is_baseline_taken, START_SECONDS)
        return ids

    def wait_until(self, what: str, is_so: Callable[[], bool], seconds: float = LONGEST_WAIT_SECONDS) -> None:
        """Return as soon as something is so; raise BrokenPromiseError when it is not, or a process ends."""

        def look() -> bool:
            self.processes.check()
            return is_so()

        wait_until(what, look, seconds)

    def _is_serving(self) -> bool:
        try:
            return self.client.get("/health/ready").is_success
        except httpx.TransportError:
            return False

    def _is_baseline_taken(self) -> bool:
        return self.sidecar.database.run(is_taken)


@contextmanager
def set_stage() -> Iterator[Stage]:
    """Make the site and the stand-in; however it ends, end all processes and delete the folder."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bookingx-zapier-demo-")))
        callbacks = stack.enter_context(WordPressStandIn())
        environment = make_environment(folder, callbacks.url)
        sidecar = open_sidecar(load_settings(environment))
        stack.callback(sidecar.database.dispose)
        callbacks.sidecar = sidecar
        old_bookings, api_key = _make_site(sidecar)
        stand_in = stack.enter_context(ZapierStandIn(HOOKS))
        base_url = f"http://127.0.0.1:{sidecar.settings.listen_port}"
        client = stack.enter_context(httpx.Client(base_url=base_url, trust_env=False))
        processes = stack.enter_context(Processes(environment, folder))
        wordpress = WordPress(sidecar, client)
        yield Stage(sidecar, processes, stand_in, client, wordpress, callbacks, old_bookings, api_key)


def _make_site(sidecar: Sidecar) -> tuple[tuple[int, ...], str]:
    """Make the site with its old bookings, our tables beside it, and a key for Zapier."""
    tables = WpTables(sidecar.settings.table_prefix)
    with sidecar.database.engine.begin() as connection:
        make_site(connection, tables)
        old_bookings = make_history(connection, tables, datetime.now(UTC))
    migrate(sidecar.database)
    label = "Zapier (demo)"
    api_key = sidecar.database.run(
        lambda tx: keys.create_key(tx, sidecar.settings, keys.NewKey(label, ADMIN_ID))
    )
    return tuple(old_bookings), api_key
