"""Records the hooks that reach it, for trying things out: POST /hooks/<any name>, then read them at GET /.

`POST /hooks/<any name>?answer=410` is answered with that status. Nothing is kept on disk.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PORT = 8500
MOST_KEPT = 100
LARGEST_BODY = 1_000_000

arrivals: deque[dict[str, Any]] = deque(maxlen=MOST_KEPT)


class Receiver(BaseHTTPRequestHandler):
    """Zapier's place: takes every hook, and shows the newest first."""

    timeout = 30

    def do_POST(self) -> None:
        """Record a hook and answer as Zapier does, or as its address asks."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"status": "error"})
            return
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        status = _read_wish(self.path)
        arrivals.appendleft(
            {
                "arrived_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": _read_json(body),
                "answer": status,
            }
        )
        self._answer(status, {"status": "success" if status == HTTPStatus.OK else "error"})

    def do_GET(self) -> None:
        """Show what arrived."""
        self._answer(HTTPStatus.OK, list(arrivals))

    def _answer(self, status: int, content: object) -> None:
        text = json.dumps(content, indent=2, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say on one line what came; health checks come too often to be worth one."""
        if self.command != "GET":
            sys.stdout.write(f"{format % args}\n")
            sys.stdout.flush()


def _read_wish(path: str) -> int:
    """Return the status that the address asks for, 200 without a usable wish."""
    wish = parse_qs(urlsplit(path).query).get("answer", [""])[0]
    known = {str(status.value): status.value for status in HTTPStatus if status >= HTTPStatus.OK}
    return known.get(wish, HTTPStatus.OK.value)


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


if __name__ == "__main__":
    ThreadingHTTPServer(("", PORT), Receiver).serve_forever()
