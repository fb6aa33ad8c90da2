"""nginx and PHP-FPM for a WordPress site of the tests, on a free loopback port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Self

from tests.support.ports import find_free_port

FILES = Path(__file__).parent / "wordpress-files"
USER = "www-data"
START_SECONDS = 15
STOP_SECONDS = 10
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])


class WebServerUnavailableError(RuntimeError):
    """nginx or PHP-FPM is not installed or did not start; the message says what to do."""


@dataclass(slots=True)
class WebServer:
    """Serves `folder/site`; the processes run as `www-data` where the tests run as root."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]]

    @classmethod
    def start(cls, folder: Path, port: int | None = None) -> Self:
        """Start both and wait until they accept connections."""
        port = port or find_free_port()
        values = {"folder": str(folder), "port": str(port), **_list_owners()}
        fpm = render("php-fpm.conf", folder / "php-fpm.conf", values)
        nginx = render("nginx.conf", folder / "nginx.conf", values)
        commands = [
            [_find_program("php-fpm8.2", "php8.2-fpm"), "--nodaemonize", "--fpm-config", str(fpm)],
            [_find_program("nginx", "nginx-light"), "-e", str(folder / "nginx.log"), "-c", str(nginx)],
        ]
        server = cls(folder=folder, port=port, processes=[_run(command, folder) for command in commands])
        server._wait_until_ready()
        return server

    @property
    def address(self) -> str:
        """Host and port, as they stand in a Host header."""
        return f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End both in an orderly way."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=STOP_SECONDS)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        sockets = [self.folder / f"{pool}.sock" for pool in ("careful", "careless")]
        while time.monotonic() < deadline and all(process.poll() is None for process in self.processes):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                if all(path.exists() for path in sockets):
                    return
            time.sleep(0.02)
        self.stop()
        raise WebServerUnavailableError(f"nginx or PHP-FPM did not start; read the logs in {self.folder}.")


def render(name: str, target: Path, values: dict[str, str]) -> Path:
    """Write one of `wordpress-files` to `target` with its `$names` filled in."""
    target.write_text(Template((FILES / name).read_text()).substitute(values))
    return target


def _list_owners() -> dict[str, str]:
    """Directives that only root may use; without root everything belongs to who runs the tests."""
    if os.geteuid() != 0:
        return {"owner": "", "nginx_owner": ""}
    return {"owner": f"user = {USER}\ngroup = {USER}", "nginx_owner": f"user {USER};"}


def _run(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def _find_program(name: str, package: str) -> str:
    found = shutil.which(name, path=SEARCH_PATH)
    if found is None:
        raise WebServerUnavailableError(f"{name} is missing: install the package {package}.")
    return found
