"""Receivers as the internet has them: they refuse, redirect, drip, never stop, or never answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SECONDS = 20


@dataclass
class OddReceiver:
    """Answers every POST with `behave`; keeps what arrived, and how many were under way at once."""

    url: str
    behave: Callable[[BaseHTTPRequestHandler], None]
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    most_at_once: int = 0
    ended: Event = field(default_factory=Event)
    _now: int = 0
    _lock: Lock = field(default_factory=Lock)

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Take one request in."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            self.bodies.append(body)
            self.paths.append(request.path)
            self.headers.append({name.lower(): value for name, value in request.headers.items()})
        try:
            self.behave(request)
        finally:
            with self._lock:
                self._now -= 1


def answer(status: int, body: bytes = b"{}", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a behaviour: a status with headers (`retry_after` is Retry-After)."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return behave


def in_turn(*statuses: int) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a behaviour: these statuses one after the other, the last one for ever."""
    waiting = list(statuses)

    def behave(request: BaseHTTPRequestHandler) -> None:
        answer(waiting.pop(0) if len(waiting) > 1 else waiting[0])(request)

    return behave


def slowly(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a behaviour: 200 after so long."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        answer(200)(request)

    return behave


def never(request: BaseHTTPRequestHandler) -> None:
    """Read the request and say nothing, until the test is over."""
    receiver_of(request).ended.wait(MAX_SECONDS)


def drip(request: BaseHTTPRequestHandler) -> None:
    """Answer 200 and send the body a byte at a time, until the test is over."""
    _pour(request, b"x", 0.05)


def flood(request: BaseHTTPRequestHandler) -> None:
    """Answer 200 and send a body without end."""
    _pour(request, b"x" * 65536, 0)


def _pour(request: BaseHTTPRequestHandler, piece: bytes, pause_seconds: float) -> None:
    request.send_response(200)
    request.end_headers()
    while not receiver_of(request).ended.wait(pause_seconds):
        request.wfile.write(piece)


def receiver_of(request: BaseHTTPRequestHandler) -> OddReceiver:
    """Return the receiver that a request came to."""
    return cast("_Server", request.server).receiver


class _Server(ThreadingHTTPServer):
    receiver: OddReceiver
    request_queue_size = 100

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: senders hang up on such receivers."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver_of(self).handle(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet."""


@contextmanager
def run_odd_receiver(behave: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[OddReceiver]:
    """Listen on a free loopback port until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.receiver = OddReceiver(f"http://127.0.0.1:{server.server_port}/hook", behave)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.receiver
    finally:
        server.receiver.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
