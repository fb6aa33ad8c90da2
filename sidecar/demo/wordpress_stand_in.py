"""Stands in for WordPress where the sidecar calls it back: takes callbacks, and writes down each mail.

The real thing is `wp-plugin-shim/includes/class-callback.php`; here each step counts as done.
"""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

import msgspec
import sqlalchemy as sa

from sidecar.access_errors import InvalidSignatureError
from sidecar.identity import Spoken, verify_signature
from sidecar.wp_bridge.wordpress.callback_client import LIVE, REFUSED, TARGET

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

MAX_BODY = 10_000
MAIL = "mail "


class WordPressStandIn:
    """The server, and the mails it was asked for. A context manager; may be asked from any thread.

    `sidecar` opens the site's database; it may be given after the start, when the address is known.
    """

    def __init__(self) -> None:
        self.sidecar: Sidecar | None = None
        self.mails: list[str] = []
        self._server = _Server(self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the sidecar finds it: the setting `wordpress_url`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Run the callback that a signed request names, once; return the answer's status."""
        assert self.sidecar is not None  # noqa: S101 # nobody calls before the stage is set
        try:
            secret = self.sidecar.settings.shim_secret
            verify_signature(secret, Spoken("POST", path, body), headers, time.time())
        except InvalidSignatureError:
            return REFUSED
        callback_id = msgspec.json.decode(body, type=dict[str, str])["callback_id"]
        self.mails += self.sidecar.database.run(lambda tx: _run(tx, callback_id))
        return LIVE


def _run(tx: Transaction, callback_id: str) -> list[str]:
    """Write that all steps are done; return the mails among those that were not."""
    c = tx.own.callbacks.c
    query = sa.select(c.steps, c.progress).where(c.callback_id == callback_id)
    steps, progress = tx.execute(query).one()
    titles = [step["title"] for step in msgspec.json.decode(steps)]
    done = msgspec.json.decode(progress)
    new = {str(number): "done" for number in range(len(titles))}
    told = msgspec.json.encode(new).decode()
    tx.execute(sa.update(tx.own.callbacks).where(c.callback_id == callback_id).values(progress=told))
    return [title for number, title in enumerate(titles) if str(number) not in done and MAIL in title]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stand_in: WordPressStandIn) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stand_in = stand_in


class _Handler(BaseHTTPRequestHandler):
    timeout = 30
    server: _Server

    def do_POST(self) -> None:
        """Take a callback."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), MAX_BODY))
        headers = {name.lower(): value for name, value in self.headers.items()}
        is_callback = self.path == TARGET
        self.send_response(self.server.stand_in.take(self.path, headers, body) if is_callback else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the terminal for the story."""
