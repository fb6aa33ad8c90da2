"""A real HTTP server in Zapier's place: records what arrives at each hook, and answers by a script."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Event, Thread
from typing import Any, cast

HOLD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it came in; header names in lower case, the time in seconds of `time.monotonic`."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    arrived_at: float

    @property
    def json(self) -> dict[str, Any]:
        """The body as the Zap sees it."""
        payload: dict[str, Any] = json.loads(self.body)
        return payload


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer: after so many seconds, or with `is_held` when the hook is released.

    `on_arrival` and `on_answered` are called in between: they kill whoever sent the request.
    """

    status: int = 200
    delay_seconds: float = 0
    is_held: bool = False
    on_arrival: Callable[[], object] | None = None
    on_answered: Callable[[], object] | None = None


@dataclass(slots=True)
class Hook:
    """One address that a Zap would have; `script` is answered in turn, then `usual`."""

    url: str
    arrivals: list[Arrival] = field(default_factory=list)
    script: deque[Answer] = field(default_factory=deque)
    usual: Answer = field(default_factory=Answer)
    released: Event = field(default_factory=Event)

    @property
    def payloads(self) -> list[dict[str, Any]]:
        """The JSON of every arrival, in the order of arrival."""
        return [arrival.json for arrival in self.arrivals]


class Receiver:
    """Listens on a free loopback port; `open_hook` makes addresses that nobody else has."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.hooks: dict[str, Hook] = {}
        self._numbers = count(1)

    def open_hook(self, *script: Answer) -> Hook:
        """Return a new hook."""
        path = f"/hooks/standard/{next(self._numbers)}/abcdef/"
        self.hooks[path] = Hook(f"http://{self.address}{path}", script=deque(script))
        return self.hooks[path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of senders that went away: tests kill them."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def run_receiver() -> Iterator[Receiver]:
    """Serve until the block ends; whoever is still held is let go."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.receiver = Receiver(f"127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.receiver
    finally:
        for hook in server.receiver.hooks.values():
            hook.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = HOLD_SECONDS

    def do_POST(self) -> None:
        arrived_at = time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        hook = cast("_Server", self.server).receiver.hooks[self.path]
        answer = hook.script.popleft() if hook.script else hook.usual
        headers = {name.lower(): value for name, value in self.headers.items()}
        hook.arrivals.append(Arrival(self.command, self.path, headers, body, arrived_at))
        _call(answer.on_arrival)
        time.sleep(answer.delay_seconds)
        if answer.is_held:
            hook.released.wait(HOLD_SECONDS)
        self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        text = b'{"status":"success"}'
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
            self.wfile.flush()
        except ConnectionError:  # the sender was killed or gave up, as tests want it
            self.close_connection = True
        _call(answer.on_answered)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet; the requests are recorded."""


def _call(reaction: Callable[[], object] | None) -> None:
    if reaction is not None:
        reaction()
