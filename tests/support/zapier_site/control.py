"""The control server: lets tests in another language move the site, by JSON over loopback."""

from __future__ import annotations

import sys
import traceback
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from sidecar.errors import SidecarError
from sidecar.services.oauth import consent
from tests.factories import execute
from tests.support.zapier_site.causes import UnknownCauseError, cause
from tests.support.zapier_site.rows import TooManyRowsError, read_rows
from tests.support.zapier_site.valid_calls import make_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.zapier_site.site import ZapierSite

MAX_BODY = 100_000
REQUEST_SECONDS = 60
AGE_TOKENS = (
    "UPDATE wp_bkx_zapier_oauth_tokens SET expires_at = expires_at - INTERVAL 2 HOUR, "
    "replaced_at = replaced_at - INTERVAL 2 HOUR"
)
ASKERS_FAULTS = (
    msgspec.DecodeError,
    SidecarError,
    SQLAlchemyError,
    TooManyRowsError,
    UnknownCauseError,
)


class _Cause(msgspec.Struct, forbid_unknown_fields=True):
    trigger: str
    minutes: int | None = None


class _Rows(msgspec.Struct, forbid_unknown_fields=True):
    sql: str
    params: dict[str, str | int | float | bool | None] = {}


class _Process(msgspec.Struct, forbid_unknown_fields=True):
    process: Literal["serve", "worker"]


class _ValidCall(msgspec.Struct, forbid_unknown_fields=True):
    action: str
    turn: int


class _Database(msgspec.Struct, forbid_unknown_fields=True):
    up: bool


class _Consent(msgspec.Struct, forbid_unknown_fields=True):
    params: dict[str, str]
    user_id: int


def _cause(site: ZapierSite, body: bytes) -> object:
    asked = msgspec.json.decode(body, type=_Cause)
    return vars(cause(site, asked.trigger, asked.minutes))


def _consent(site: ZapierSite, body: bytes) -> object:
    """Press the button of wp-admin's page for consent."""
    asked = msgspec.json.decode(body, type=_Consent)
    database = site.sidecar.database
    url = database.run(lambda tx: consent.allow(site.sidecar, tx, asked.params, asked.user_id))
    return {"redirect": url}


def _age_tokens(site: ZapierSite, _body: bytes) -> object:
    """Let two hours pass for all tokens of OAuth: those for access are over, used ones were used long ago."""
    execute(site.sidecar, AGE_TOKENS)
    return {}


def _rows(site: ZapierSite, body: bytes) -> object:
    asked = msgspec.json.decode(body, type=_Rows)
    return {"rows": read_rows(site.sidecar, asked.sql, asked.params)}


def _settings(site: ZapierSite, body: bytes) -> object:
    site.change_settings(msgspec.json.decode(body, type=dict[str, Any]))
    return {}


def _stop(site: ZapierSite, body: bytes) -> object:
    asked = msgspec.json.decode(body, type=_Process)
    process = {"serve": site.serve, "worker": site.worker}[asked.process]
    if process.is_running:
        process.stop()
    return {}


def _valid_call(site: ZapierSite, body: bytes) -> object:
    """Return inputs of an action with which it succeeds."""
    asked = msgspec.json.decode(body, type=_ValidCall)
    return {"inputs": make_call(site, asked.action, asked.turn)}


def _start(site: ZapierSite, _body: bytes) -> object:
    site.start()
    return {}


def _database(site: ZapierSite, body: bytes) -> object:
    if msgspec.json.decode(body, type=_Database).up:
        site.start_database()
    else:
        site.stop_database()
    return {}


COMMANDS: dict[str, Callable[[ZapierSite, bytes], object]] = {
    "/age_tokens": _age_tokens,
    "/cause": _cause,
    "/consent": _consent,
    "/database": _database,
    "/rows": _rows,
    "/settings": _settings,
    "/start": _start,
    "/stop": _stop,
    "/valid_call": _valid_call,
}


@contextmanager
def run_control(site: ZapierSite) -> Iterator[str]:
    """Take orders on a free loopback port until the block ends; gives its address. One order at a time."""
    server = _Server(site)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: ZapierSite) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site
        self.turn = Lock()


class _Handler(BaseHTTPRequestHandler):
    timeout = REQUEST_SECONDS
    server: _Server

    def do_POST(self) -> None:
        """Do what is ordered; 400 says that the order was wrong, 500 that the site did not do it."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self._answer(413, {"error": f"An order has at most {MAX_BODY} bytes."})
            return
        body = self.rfile.read(int(length)) or b"{}"
        if self.path not in COMMANDS:
            self._answer(404, {"error": f"There is no such order; there are {', '.join(COMMANDS)}."})
            return
        try:
            with self.server.turn:
                done = COMMANDS[self.path](self.server.site, body)
        except ASKERS_FAULTS as error:
            self._answer(400, {"error": f"{type(error).__name__}: {error}"})
        except Exception as error:  # noqa: BLE001 # whatever it is, the test has to hear of it
            traceback.print_exc(file=sys.stderr)
            self._answer(500, {"error": f"{type(error).__name__}: {error}"})
        else:
            self._answer(200, done)

    def _answer(self, status: int, told: object) -> None:
        text = msgspec.json.encode(told)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing: standard error is for what went wrong."""
