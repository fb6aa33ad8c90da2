"""The site that the Zapier app's end-to-end tests talk to: recorded rows, real processes, several keys."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from sidecar.db.migrate import migrate
from sidecar.demo.plugin import DOORBELL
from sidecar.demo.wordpress_stand_in import WordPressStandIn
from sidecar.errors import SetupError
from sidecar.identity import Spoken, new_secret, signed_headers
from sidecar.services.baseline import ensure_baseline
from sidecar.services.sidecar import Sidecar, open_sidecar
from sidecar.settings import CONFIG_VARIABLE, ENVIRONMENT_PREFIX, Settings, load_settings
from tests.support.mariadb import MariaDB
from tests.support.ports import find_free_port
from tests.support.processes import SidecarProcess, is_serving
from tests.support.zapier_site.keys import make_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

DUMP = Path(__file__).parents[2] / "fixtures" / "golden-site.sql"
DATABASE = "site"
START_SECONDS = 50
"""For a machine that is busy with other tests; a quiet one takes three."""
REDIRECT_URI = "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/"
HURRIED = {
    "allow_local_targets": True,
    "callback_hosts": ["zapier.com", "127.0.0.1"],
    "oauth_redirect_uris": [REDIRECT_URI],
    "poll_seconds": 0.2,
    "rate_limit_per_minute": 0,
    "webhook_retry_delay": 0.5,
    "webhook_timeout": 5,
}
"""Settings for tests that are in a hurry, all on one machine; a test may ask for others."""
KNOWN = {field.name for field in msgspec.structs.fields(Settings)}


@dataclass
class ZapierSite:
    """One site at work; `folder` holds the logs and Huey's file.

    `usual` are its settings, as the environment of the processes spells them; `sidecar` reads and writes the
    same database as they do.
    """

    folder: Path
    mariadb: MariaDB
    usual: Mapping[str, str]
    sidecar: Sidecar
    serve: SidecarProcess = field(init=False)
    worker: SidecarProcess = field(init=False)
    keys: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.serve = SidecarProcess("serve", self.usual, self.folder / "serve.log", self._is_serving)
        self.worker = SidecarProcess("worker", self.usual, self.folder / "worker.log", _is_working)

    @property
    def url(self) -> str:
        """The site's address: the API's public prefix is answered under it, as WordPress would."""
        return f"http://127.0.0.1:{self.sidecar.settings.listen_port}"

    def prepare(self) -> None:
        """Make our tables, the keys and the baseline."""
        migrate(self.sidecar.database)
        self.keys = make_keys(self.sidecar)
        ensure_baseline(self.sidecar)

    def start(self) -> None:
        """Start whichever of the two processes does not run, and wait until both do their work."""
        waiting = [process for process in (self.serve, self.worker) if not process.is_running]
        for process in waiting:
            process.start()
        for process in waiting:
            process.wait_until_ready(START_SECONDS)

    def stop(self) -> None:
        """Stop whichever of the two processes runs."""
        for process in (self.serve, self.worker):
            if process.is_running:
                process.stop()

    def change_settings(self, changed: Mapping[str, Any]) -> None:
        """Start both processes anew with the usual settings and these; without any, as they were at first.

        Null takes one of the usual settings away. Raises SetupError for settings that the sidecar refuses.
        """
        unknown = sorted(changed.keys() - KNOWN)
        if unknown:
            raise SetupError(f"There is no setting {unknown[0]!r}.")
        own = {name: _spell(value) for name, value in changed.items() if value is not None}
        gone = {_name(name) for name, value in changed.items() if value is None}
        left = {name: text for name, text in self.usual.items() if name not in gone}
        environ = left | {_name(name): text for name, text in own.items()}
        load_settings(environ)
        self.stop()
        self.serve.environ = self.worker.environ = environ
        self.start()

    def stop_database(self) -> None:
        """Take the database away, under the running processes."""
        self.sidecar.database.dispose()
        self.mariadb.stop()

    def start_database(self) -> None:
        """Bring the database back; returns when the API is ready again, unless it was stopped, too."""
        if self.mariadb.process.poll() is not None:
            self.mariadb = MariaDB.start(self.mariadb.folder, self.mariadb.port)
        if self.serve.is_running:
            self.serve.wait_until_ready(START_SECONDS)

    def ring(self) -> None:
        """Ring the doorbell as the shim does; where nobody hears it, the worker finds the marks by itself."""
        headers = signed_headers(self.sidecar.settings.shim_secret, Spoken("POST", DOORBELL), time.time())
        with suppress(httpx.HTTPError):
            httpx.post(self.url + DOORBELL, headers=headers, timeout=10, trust_env=False)

    def _is_serving(self, _process: SidecarProcess) -> bool:
        return is_serving(self.url)


@contextmanager
def run_site() -> Iterator[ZapierSite]:
    """Raise a site of its own with both processes at work; however it ends, nothing of it is left."""
    with ExitStack() as ends:
        data, folder = (Path(ends.enter_context(_make_folder())) for _ in range(2))
        wordpress = ends.enter_context(WordPressStandIn())
        with _holding_signals_back():
            site = _restore(data, folder, wordpress.url)
            ends.callback(site.stop_database)
        wordpress.sidecar = site.sidecar
        site.prepare()
        ends.callback(site.stop)
        site.start()
        yield site


@contextmanager
def _holding_signals_back() -> Iterator[None]:
    """Let an order to end wait until the database server, which takes a second, can be ended, too."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(signal.Signals(came[0]))


def _make_folder() -> TemporaryDirectory[str]:
    """Make a folder whose path is short, as MariaDB needs it."""
    return TemporaryDirectory(prefix="bkx-", ignore_cleanup_errors=True)


def _restore(data: Path, folder: Path, wordpress_url: str) -> ZapierSite:
    mariadb = MariaDB.start(data)
    mariadb.create_database(DATABASE)
    mariadb.restore(DATABASE, DUMP)
    own = {
        "database_url": mariadb.url(DATABASE),
        "secret_key": new_secret(),
        "shim_secret": new_secret(),
        "listen_port": find_free_port(),
        "wordpress_url": wordpress_url,
        "state_folder": str(folder / "state"),
    }
    usual = {_name(name): _spell(value) for name, value in (own | HURRIED).items()}
    usual[CONFIG_VARIABLE] = str(folder / "no-settings-file.toml")
    return ZapierSite(folder, mariadb, usual, open_sidecar(load_settings(usual)))


def _name(setting: str) -> str:
    return ENVIRONMENT_PREFIX + setting.upper()


def _spell(value: Any) -> str:
    """Return a setting as the environment spells it: texts between commas, other things as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    return json.dumps(value)


def _is_working(process: SidecarProcess) -> bool:
    return '"worker_started"' in process.read_log()
