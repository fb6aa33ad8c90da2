"""Stands between a sidecar and MariaDB, and cuts the connection when it commits what a test waits for."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = 4  # bytes: a packet's length (3) and its number
QUERY = 0x03


class Cut(Enum):
    """When the connection is cut: whether the server heard of the commit, and whether it was waited for."""

    UNHEARD = "before the server hears of it"
    HEARD = "as soon as the server was told"
    ANSWERED = "when the server has answered"


@dataclass
class CuttingProxy:
    """Cuts the next `times` commits of transactions in which `needle` was part of a statement.

    After a cut it takes no connection for `away_seconds`, as a server that is started again.
    """

    server_port: int
    needle: bytes = b"INSERT INTO wp_posts"
    how: Cut = Cut.ANSWERED
    times: int = 0
    away_seconds: float = 0
    port: int = field(default_factory=find_free_port)
    cuts: int = 0
    back_at: float = 0

    def cut_next(self, how: Cut, times: int = 1, needle: bytes | None = None) -> None:
        """Cut the commits that come."""
        self.how, self.times, self.needle = how, times, needle or self.needle

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if time.monotonic() < self.back_at:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.server_port))
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Hand packets on, one way by this thread, the other way by another."""
        answers = threading.Thread(target=_pour, args=(server, client), daemon=True)
        answers.start()
        has_needle = False
        with suppress(OSError, EOFError):
            while True:
                packet = _read_packet(client)
                statement = packet[HEADER + 1 :] if packet[HEADER : HEADER + 1] == bytes([QUERY]) else b""
                has_needle = has_needle or self.needle in statement
                if statement == b"COMMIT":
                    if has_needle and self.times:
                        self._cut(client, server, packet)
                        break
                    has_needle = False
                server.sendall(packet)
        _close(client, server)

    def _cut(self, client: socket.socket, server: socket.socket, commit: bytes) -> None:
        self.times -= 1
        self.cuts += 1
        self.back_at = time.monotonic() + self.away_seconds
        _close(client)
        if self.how is Cut.UNHEARD:
            return
        server.sendall(commit)
        if self.how is Cut.ANSWERED:
            threading.Event().wait(0.2)  # its answer is read by nobody


@contextmanager
def run_cutting_proxy(server_port: int) -> Iterator[CuttingProxy]:
    """Listen on a port of its own in front of a server's."""
    proxy = CuttingProxy(server_port)
    with socket.create_server(("127.0.0.1", proxy.port)) as listener:
        thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
        thread.start()
        yield proxy
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _read_packet(source: socket.socket) -> bytes:
    header = _read(source, HEADER)
    return header + _read(source, int.from_bytes(header[:3], "little"))


def _read(source: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = source.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    _close(source, target)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
