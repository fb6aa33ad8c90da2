"""Runs `sidecar serve` and `sidecar worker` as real processes for the demo, and always ends them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from sidecar.demo.promises import BrokenPromiseError
from sidecar.identity import new_secret
from sidecar.settings import CONFIG_VARIABLE, ENVIRONMENT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import FrameType

STOP_SECONDS = 10
LOG_TAIL = 15
RETRY_DELAY_SECONDS = 1.0


def make_environment(folder: Path, wordpress_url: str) -> dict[str, str]:
    """Return the environment of the demo's processes; settings of a real site on this machine stay out."""
    settings = {
        "database_url": f"sqlite:///{folder / 'wordpress.db'}",
        "secret_key": new_secret(),
        "shim_secret": new_secret(),
        "listen_port": str(_find_free_port()),
        "wordpress_url": wordpress_url,
        "state_folder": str(folder / "state"),
        "allow_local_targets": "true",
        "webhook_retry_delay": str(RETRY_DELAY_SECONDS),
        "webhook_timeout": "5",
        "poll_seconds": "0.2",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}
    own = {ENVIRONMENT_PREFIX + name.upper(): value for name, value in settings.items()}
    return kept | own | {CONFIG_VARIABLE: str(folder / "no-settings-file.toml")}


class Processes:
    """The sidecar's processes. A context manager: whatever happens inside, they end with it."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with _undisturbed():
            for process in self._running.values():
                process.terminate()
            for process in self._running.values():
                _await_end(process)

    def start(self, name: str) -> int:
        """Start `sidecar <name>`, its log in the demo's folder; return its process id."""
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 # our own command, no shell
                [sys.executable, "-m", "sidecar", name],
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self._running[name].pid

    def check(self) -> None:
        """Raise BrokenPromiseError, with the end of its log, when one has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise BrokenPromiseError(f"`sidecar {name}` has ended by itself.\n{self._tail(name)}")

    def list_logs(self) -> str:
        """Return the ends of all logs."""
        return "\n".join(f"--- sidecar {name}\n{self._tail(name)}" for name in self._running)

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _tail(self, name: str) -> str:
        lines = self._log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL:])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no second Ctrl+C come between a process and its end."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def end_like_ctrl_c() -> Iterator[None]:
    """Make an order to terminate raise KeyboardInterrupt, so that it, too, ends the processes."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _await_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _find_free_port() -> int:
    """Return a port that the system has just given and taken back."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
