"""Runs `python -m sidecar …` as real processes that tests can stop, kill, stall and start again."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from sidecar.settings import ENVIRONMENT_PREFIX

WAIT_SECONDS = 20
POLL_SECONDS = 0.02


class ProcessFailedError(AssertionError):
    """A process did not do in time what it was waited for; the message holds the end of its log."""


def run_sidecar(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the sidecar to its end; the caller looks at its exit code."""
    command = [sys.executable, "-m", "sidecar", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=_environment(environ), timeout=60
    )


def wait_until(condition: Callable[[], object], what: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait until a condition holds; raise AssertionError, saying what was waited for, when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain until {what}")
        time.sleep(POLL_SECONDS)


def is_serving(url: str) -> bool:
    """Whether the API at an address is ready."""
    try:
        answer = httpx.get(f"{url}/health/ready", timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK


@dataclass(slots=True)
class SidecarProcess:
    """One long-running command of the sidecar (`serve` or `worker`); what it logs goes to `log`."""

    command: str
    environ: Mapping[str, str]
    log: Path
    is_ready: Callable[[SidecarProcess], object]
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _log_start: int = field(default=0, init=False)

    @property
    def is_running(self) -> bool:
        """Whether there is a process; a stalled one counts."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it; `wait_until_ready` waits for it."""
        if self.is_running:
            raise AssertionError(f"`sidecar {self.command}` is running already")
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sidecar", self.command],
                env=_environment(self.environ),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        atexit.register(self._process.kill)  # a run that breaks off leaves no process behind

    def wait_until_ready(self, seconds: float = WAIT_SECONDS) -> None:
        """Wait until it does its work."""
        deadline = time.monotonic() + seconds
        while not self.is_ready(self):
            if not self.is_running or time.monotonic() > deadline:
                raise ProcessFailedError(
                    f"`sidecar {self.command}` did not start:\n{self.read_log()[-2000:]}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self) -> int:
        """End it with SIGTERM, as a service manager does; return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it with SIGKILL, as the OOM killer does."""
        self._end(signal.SIGKILL)

    def stall(self) -> None:
        """Stop its clock (SIGSTOP): it accepts connections, as the kernel does that, and says nothing."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a stalled process go on."""
        self._send(signal.SIGCONT)

    def read_log(self) -> str:
        """Return what it logged since its last start."""
        return self.log.read_bytes()[self._log_start :].decode(errors="replace") if self.log.exists() else ""

    def _end(self, number: signal.Signals) -> int:
        process = self._send(number)
        if number is not signal.SIGKILL:
            process.send_signal(signal.SIGCONT)  # a stalled process would never hear of it
        try:
            return process.wait(timeout=WAIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.wait()
            raise ProcessFailedError(f"`sidecar {self.command}` did not end:\n{self.read_log()}") from error

    def _send(self, number: signal.Signals) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise AssertionError(f"`sidecar {self.command}` was never started")
        self._process.send_signal(number)
        return self._process


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings, and no others of the sidecar."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}
    return inherited | dict(environ)
