"""A small HTTP server in the sidecar's place: records what the shim sends and answers as it is told."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DOORBELL = "/shim/v1/doorbell"
WAIT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer."""

    status: int = 200
    body: bytes = b'{"ok":true}'
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(slots=True)
class FakeSidecar:
    """Listens on a free loopback port; `answer` goes to all but the doorbell."""

    url: str
    requests: list[Request] = field(default_factory=list)
    answer: Answer = field(default_factory=Answer)
    doorbell_status: int = 204

    def reset(self) -> None:
        """Forget the requests and answer in the usual way again."""
        self.requests.clear()
        self.answer = Answer()
        self.doorbell_status = 204

    def list_doorbells(self) -> list[Request]:
        """Return the doorbells so far."""
        return [request for request in self.requests if request.target == DOORBELL]

    def wait_for_doorbells(self, number: int) -> list[Request]:
        """Return the doorbells once there are as many; they come after the visitor's response."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self.list_doorbells()) < number and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.list_doorbells()


@contextmanager
def run_fake_sidecar() -> Iterator[FakeSidecar]:
    """Serve until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    sidecar = FakeSidecar(url=f"http://127.0.0.1:{server.server_port}")
    server.sidecar = sidecar  # type: ignore[attr-defined]  # how a handler finds what it serves
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sidecar
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def handle_any(self) -> None:
        sidecar: FakeSidecar = self.server.sidecar  # type: ignore[attr-defined]  # set above
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        sidecar.requests.append(Request(self.command, self.path, headers, body))
        answer = sidecar.answer
        if self.path == DOORBELL:
            answer = Answer(sidecar.doorbell_status, b"", {})
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and answer.body:
            self.wfile.write(answer.body)

    def __getattr__(self, name: str) -> Any:
        """Find the one method behind `do_GET`, `do_POST` and all others."""
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet; the requests are recorded."""
