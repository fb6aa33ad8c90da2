"""A WordPress site with this project's plugin and the sidecar's real processes, as a Zap sees it."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.db import outbox, queue
from sidecar.db.events import StoredEvent
from sidecar.services import keys
from sidecar.services.baseline import is_taken
from sidecar.services.keys import NewKey
from sidecar.services.sidecar import Sidecar, open_sidecar
from sidecar.services.subscriptions import subscribing
from sidecar.services.sweeping import sweep
from sidecar.settings import load_settings
from tests.support.mariadb import MariaDB
from tests.support.own_tables import drop_own_tables
from tests.support.payloads import Payload, created, without_times_and_ids
from tests.support.ports import find_free_port
from tests.support.processes import SidecarProcess, is_serving, run_sidecar, wait_until
from tests.support.receiver import Hook, Receiver, run_receiver
from tests.support.wordpress import WordPress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.support.receiver import Answer, Arrival

PLUGIN = "bookingx-zapier/bookingx-zapier.php"
PUBLIC_PATH = "/wp-json/bookingx/v1/zapier"
TRIGGERS = ("booking_created", "booking_status_changed", "booking_cancelled")
API_KEY = re.compile(r"API key: +(bkx_live_\w+)")


@dataclass(frozen=True, slots=True)
class Zap:
    """A Zap that is switched on: its subscription, and the hook where its events arrive."""

    trigger: str
    subscription_id: str
    hook: Hook


@dataclass(slots=True)
class ConnectedSite:
    """One site with its sidecar; `settings` are what the environment says beside the settings file.

    `folder` holds the settings file, Huey's file and the logs. Nothing runs before `install` and `start`.
    """

    wordpress: WordPress
    receiver: Receiver
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=find_free_port)
    api_key: str = ""
    sidecar: Sidecar = field(init=False)
    serve: SidecarProcess = field(init=False)
    worker: SidecarProcess = field(init=False)
    zaps: list[Zap] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.serve = SidecarProcess("serve", self.environ, self.folder / "serve.log", self._is_serving)
        self.worker = self.make_worker("worker")

    @property
    def environ(self) -> dict[str, str]:
        """The settings that `sidecar init` does not know."""
        own = {
            "config": str(self.folder / "sidecar.toml"),
            "state_folder": str(self.folder / "state"),
            "listen_port": str(self.port),
            "allow_local_targets": "true",
        }
        return {f"BKX_ZAPIER_{name.upper()}": value for name, value in (own | self.settings).items()}

    @property
    def sidecar_url(self) -> str:
        """Where the shim finds the sidecar."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def public_url(self) -> str:
        """The sidecar's address as Zapier knows it, which leads through WordPress."""
        return self.wordpress.url + PUBLIC_PATH

    def make_worker(self, name: str) -> SidecarProcess:
        """Return a worker, not yet started, that logs to a file of this name."""
        return SidecarProcess("worker", self.environ, self.folder / f"{name}.log", self._is_working)

    def install(self, *, activate: bool = True) -> str:
        """Run `sidecar init` and activate the plugin; return what it printed."""
        config = self.wordpress.path / "wp-config.php"
        done = run_sidecar(self.environ, "init", str(config), "--sidecar-url", self.sidecar_url)
        if done.returncode != 0:
            raise AssertionError(f"`sidecar init` failed: {done.stderr}")
        found = API_KEY.search(done.stdout)
        self.api_key = found[1] if found else self.api_key
        self.sidecar = open_sidecar(load_settings(self.environ))
        if activate:
            self.wordpress.activate(PLUGIN)
        return done.stdout

    def remove(self) -> None:
        """Leave the site as it was before `install`."""
        self.wordpress.remove_shim()
        drop_own_tables(self.sidecar.database)
        self.sidecar.database.dispose()

    def forget_everything(self) -> None:
        """Take the sidecar back to the moment before its first start; nothing may run."""
        drop_own_tables(self.sidecar.database)
        self.zaps.clear()
        self.install()

    def start(self) -> None:
        """Start whichever of the two processes does not run, and wait until both do their work."""
        self.wordpress.forget_failures()
        waiting = [process for process in (self.serve, self.worker) if not process.is_running]
        for process in waiting:
            process.start()
        for process in waiting:
            process.wait_until_ready()

    def stop(self) -> None:
        """Stop whichever of the two processes runs."""
        for process in (self.serve, self.worker):
            if process.is_running:
                process.stop()

    def book(self) -> Payload:
        """Book as a visitor; return what `booking_created` must say of it."""
        form = self.wordpress.visitor.fill_form()
        return created(self.wordpress, self.wordpress.visitor.submit(form), form)

    def subscribe(self, trigger: str, *script: Answer) -> Zap:
        """Switch on a Zap whose hook answers by a script."""
        hook = self.receiver.open_hook(*script)
        wish = {"trigger": trigger, "target_url": hook.url}
        zap = Zap(trigger, self.request("POST", "/v1/subscribe", wish).json()["id"], hook)
        self.zaps.append(zap)
        return zap

    def subscribe_all(self) -> Zaps:
        """Switch on one Zap for each trigger."""
        return Zaps([self.subscribe(trigger) for trigger in TRIGGERS])

    def unsubscribe(self, zap: Zap) -> None:
        """Switch off a Zap."""
        self.request("DELETE", f"/v1/subscribe/{zap.subscription_id}")

    def unsubscribe_all(self) -> None:
        """Switch off every Zap, whatever runs and whoever is held."""
        for zap in self.zaps:
            zap.hook.released.set()
            self.sidecar.database.run(lambda tx, id_=zap.subscription_id: subscribing.unsubscribe(tx, id_))  # type: ignore[misc] # mypy cannot infer a default's type
        self.zaps.clear()

    def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Call the API with the key through WordPress's address, as Zapier does; raise for an error."""
        headers = {"X-API-Key": self.api_key}
        url = self.public_url + path
        return self.wordpress.guest.request(method, url, json=body, headers=headers).raise_for_status()

    def act(self, action: str, inputs: dict[str, object], key: str = "") -> httpx.Response:
        """Call an action through WordPress's address, as a Zap does; return whatever is answered."""
        headers = {"X-API-Key": self.api_key} | ({"Idempotency-Key": key} if key else {})
        body = {"action": action, "inputs": inputs}
        return self.wordpress.guest.post(f"{self.public_url}/v1/actions", json=body, headers=headers)

    def report(self, name: str, body: object) -> httpx.Response:
        """Report an event as another program does, with a key that may; raise for an error."""
        key = self.make_key(NewKey("Reports", 1, scopes=frozenset({keys.EVENTS_SCOPE})))
        url = f"{self.public_url}/trigger/{name}"
        return self.wordpress.guest.post(url, json=body, headers={"X-API-Key": key}).raise_for_status()

    def make_key(self, wish: NewKey | None = None) -> str:
        """Make another API key, the owner's unless told otherwise, and return its text."""
        wish = wish or NewKey("Zapier", 1)
        return self.sidecar.database.run(lambda tx: keys.create_key(tx, self.sidecar.settings, wish))

    def settle(self) -> None:
        """Wait until every change was told and every delivery has ended; then nothing may be left to find.

        Raises AssertionError when the sweep finds an event, for a hook should have told it.
        """
        wait_until(self.is_idle, "all marks were read and all deliveries had ended")
        found = sweep.sweep(self.sidecar)
        if found:
            raise AssertionError(f"the sweep found {found} events that no hook had told")

    def list_events(self, after: int = 0) -> list[StoredEvent]:
        """Return the events above an id, by object and in each object's order."""
        t = self.sidecar.database.own.events
        with self.sidecar.database.transaction() as tx:
            rows = tx.execute(sa.select(t).where(t.c.id > after)).mappings()
            names = [field.name for field in fields(StoredEvent)]
            made = [StoredEvent(**{name: row[name] for name in names}) for row in rows]
        return sorted(made, key=lambda event: (event.object_type, event.object_id, event.sequence))

    def tell(self, change: Callable[[], object]) -> list[Payload]:
        """Return the payloads of everything that a change raises, by object and in each object's order."""
        before = self.get_last_event_id()
        change()
        self.settle()
        return [json.loads(event.payload) for event in self.list_events(before)]

    def get_last_event_id(self) -> int:
        """Return the id of the newest event; 0 when there is none."""
        with self.sidecar.database.transaction() as tx:
            return tx.execute(sa.select(sa.func.max(self.sidecar.database.own.events.c.id))).scalar() or 0

    def is_idle(self) -> bool:
        """Whether no mark and no delivery waits."""
        with self.sidecar.database.transaction() as tx:
            waiting = outbox.find_oldest_age(tx)  # first, as marks become deliveries
            counts = queue.count_by_status(tx)
        return not waiting and not counts.keys() & {queue.PENDING, queue.SENDING}

    def _is_serving(self, _process: SidecarProcess) -> bool:
        return is_serving(self.sidecar_url)

    def _is_working(self, process: SidecarProcess) -> bool:
        """It says so when its loop runs; before it reads marks it takes the baseline."""
        if '"worker_started"' not in process.read_log():
            return False
        with self.sidecar.database.transaction() as tx:
            return is_taken(tx)


@contextmanager
def run_connected_site() -> Iterator[ConnectedSite]:
    """Raise a whole site of its own, with both processes at work and default settings; for scripts."""
    with (
        TemporaryDirectory(prefix="bkx-") as data,
        TemporaryDirectory(prefix="bkx-wordpress-") as files,
        TemporaryDirectory(prefix="bkx-sidecar-") as state_folder,
        run_receiver() as receiver,
        ExitStack() as ends,
    ):
        mariadb = MariaDB.start(Path(data))
        ends.callback(mariadb.stop)
        wordpress = WordPress.start(Path(files), mariadb)
        ends.callback(wordpress.stop)
        site = ConnectedSite(wordpress, receiver, Path(state_folder))
        site.install()
        ends.callback(site.stop)
        site.start()
        yield site


@dataclass(frozen=True, slots=True)
class Zaps:
    """Several Zaps whose arrivals are looked at together."""

    zaps: list[Zap]

    @property
    def arrivals(self) -> list[Arrival]:
        """Everything that arrived, in the order of arrival."""
        return sorted((a for zap in self.zaps for a in zap.hook.arrivals), key=lambda a: a.arrived_at)

    def arrived(self) -> list[Payload]:
        """Return all payloads in the order of arrival, without times and event ids."""
        return [without_times_and_ids(arrival.json) for arrival in self.arrivals]

    def told(self) -> list[Payload]:
        """Return all payloads, by booking and in each booking's order, without times and event ids."""
        return sorted(self.arrived(), key=lambda payload: (payload["booking_id"], payload["sequence"]))
