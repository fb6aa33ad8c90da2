"""Stands in for Zapier: a real HTTP server on loopback that takes hooks, answers by script, and shows them.

POST /hooks/<name> is recorded and answered with the next status of that hook's script, the last one for
ever; GET / is the page that shows what arrived.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import msgspec

from sidecar.demo.page import render_page

HOOKS = "/hooks/"
MAX_BODY = 1_000_000
OK, NOT_FOUND, TOO_LARGE = 200, 404, 413
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; img-src data:",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Hook:
    """One Zap's address: the Zap's title, the trigger it is for, and the statuses it answers in turn."""

    name: str
    zap: str
    trigger: str
    script: tuple[int, ...] = (OK,)


@dataclass(frozen=True)
class Arrival:
    """One request that arrived, and the answer it got. `attempt` counts those of one event to one hook."""

    number: int
    hook: Hook
    attempt: int
    status: int
    arrived_at: datetime
    clock_seconds: float
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        """The id under which the sidecar sends an event, the same in every attempt."""
        return self.headers.get("webhook-id", "")

    @property
    def payload(self) -> dict[str, Any]:
        """The JSON that was sent. Raises msgspec.DecodeError when it is none."""
        return msgspec.json.decode(self.body, type=dict[str, Any])


class ZapierStandIn:
    """The server, and what arrived at it. A context manager; may be asked from any thread."""

    def __init__(self, hooks: tuple[Hook, ...]) -> None:
        self._hooks = {hook.name: hook for hook in hooks}
        self._arrivals: list[Arrival] = []
        self._lock = threading.Lock()
        self._server = _Server(self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the page is; the hooks are below it."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def hook_url(self, hook: Hook) -> str:
        """Return the target URL of a Zap."""
        return f"{self.url}{HOOKS[1:]}{hook.name}"

    def list_arrivals(self, hook: Hook | None = None, event_id: str | None = None) -> list[Arrival]:
        """Return what arrived so far, oldest first; of one hook, of one event, if they are given."""
        with self._lock:
            arrivals = list(self._arrivals)
        return [a for a in arrivals if hook in {None, a.hook} and event_id in {None, a.event_id}]

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> Arrival | None:
        """Record a request and decide its answer; None when there is no such hook."""
        hook = self._hooks.get(path.removeprefix(HOOKS)) if path.startswith(HOOKS) else None
        if hook is None:
            return None
        clock_seconds = time.monotonic()
        with self._lock:
            earlier = [a for a in self._arrivals if a.hook == hook]
            same = [a for a in earlier if a.event_id == headers.get("webhook-id", "")]
            status = hook.script[min(len(earlier), len(hook.script) - 1)]
            number, now = len(self._arrivals) + 1, datetime.now(UTC)
            arrival = Arrival(number, hook, len(same) + 1, status, now, clock_seconds, path, headers, body)
            self._arrivals.append(arrival)
        return arrival


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stand_in: ZapierStandIn) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stand_in = stand_in

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let nothing into the story when a browser or a worker merely hangs up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def do_POST(self) -> None:
        """Take a hook."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            self.close_connection = True
            self._answer(TOO_LARGE, b"")
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrival = self.server.stand_in.take(self.path, headers, body)
        status = arrival.status if arrival else NOT_FOUND
        content = msgspec.json.encode(_answer_of_zapier(arrival, status))
        self._answer(status, content, {"Content-Type": "application/json"})

    def do_GET(self) -> None:
        """Show the page."""
        if self.path != "/":
            self._answer(NOT_FOUND, b"")
            return
        page = render_page(self.server.stand_in.list_arrivals()).encode()
        self._answer(OK, page, PAGE_HEADERS)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the story."""

    def _answer(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _answer_of_zapier(arrival: Arrival | None, status: int) -> dict[str, str]:
    """Return the JSON with which Zapier answers a hook."""
    if status == OK and arrival is not None:
        return {"status": "success", "id": f"demo-{arrival.number}", "attempt": str(arrival.attempt)}
    return {"status": "error"}
