"""A private MariaDB server for the tests: real rows, real locks, a free loopback port."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pymysql

from tests.support.ports import find_free_port

START_SECONDS = 30
STOP_SECONDS = 20
USER = "wordpress"
PASSWORD = "made-up"
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])

SPEED = (
    "--skip-name-resolve",
    "--skip-log-bin",
    "--performance-schema=off",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",
    "--max-connections=300",
)
FAST = ("--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync")
"""A killed server keeps every commit; only a power cut would not."""
DURABLE = ("--innodb-flush-log-at-trx-commit=1",)
"""As sites have it: every commit waits for the disk."""


class MariaDBUnavailableError(RuntimeError):
    """MariaDB is not installed or did not start; the message says which, and what its log says."""


@dataclass(slots=True)
class MariaDB:
    """One running server; `root` over its socket and `wordpress` over TCP may do everything."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, folder: Path, port: int | None = None, *, is_durable: bool = False) -> MariaDB:
        """Start a server with its data in `folder` and wait until it answers.

        With `is_durable`, commits wait for the disk: to measure what they cost.
        A folder that holds a server's data already is started again as it was (after `kill`, too).
        The path must be short (a socket's path ends at 107 characters), and where the tests run as
        root the `mysql` user must be able to enter it, which pytest's `tmp_path` does not allow.
        """
        folder.mkdir(parents=True, exist_ok=True)
        _create_data(folder)
        port = port or find_free_port()
        options = [*_list_options(folder), f"--port={port}"]
        options.append(f"--tmpdir={folder}")  # in a shared one, a server that starts deletes others' files
        command = [_find_program("mariadbd"), *options, *SPEED, *(DURABLE if is_durable else FAST)]
        with (folder / "server.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        server = cls(folder=folder, port=port, process=process)
        atexit.register(server.kill)  # a run that breaks off leaves no server behind
        server._wait_until_ready()
        server._create_user()
        return server

    @property
    def socket(self) -> Path:
        """The server's unix socket."""
        return self.folder / "server.sock"

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self.process.pid

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of one database."""
        return f"mysql+pymysql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}?charset=utf8mb4"

    def create_database(self, name: str) -> None:
        """Create an empty database with WordPress's character set."""
        self._execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")

    def drop_database(self, name: str) -> None:
        """Drop a database; fails after ten seconds if a connection still holds its tables."""
        self._execute("SET lock_wait_timeout = 10", f"DROP DATABASE IF EXISTS `{name}`")

    def restore(self, name: str, path: Path) -> None:
        """Run an SQL file in a database, through the mariadb client."""
        with path.open("rb") as statements:
            self._run_client("mariadb", "--default-character-set=utf8mb4", name, stdin=statements.fileno())

    def dump(self, name: str, tables: list[str], *options: str) -> str:
        """Return the given tables as SQL, without a date, so that two dumps can be compared."""
        arguments = ["--skip-dump-date", "--default-character-set=utf8mb4", *options, name, *tables]
        return self._run_client("mariadb-dump", *arguments)

    def stop(self) -> None:
        """Shut the server down in an orderly way; a server that is down already stays down."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server with SIGKILL, as a power cut or the OOM killer would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=STOP_SECONDS)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(FileNotFoundError, ConnectionRefusedError), socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.socket))
                return
            time.sleep(0.05)
        self.kill()
        log = (self.folder / "server.log").read_text(errors="replace")
        raise MariaDBUnavailableError(f"mariadbd did not start in {self.folder}:\n{log[-2000:]}")

    def _create_user(self) -> None:
        self._execute(
            f"CREATE USER IF NOT EXISTS '{USER}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
            f"GRANT ALL ON *.* TO '{USER}'@'127.0.0.1'",
        )

    def _execute(self, *statements: str) -> None:
        connection = pymysql.connect(unix_socket=str(self.socket), user="root", ssl_disabled=True)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _run_client(self, program: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> str:
        command = [_find_program(program), "--no-defaults", f"--socket={self.socket}", "--user=root"]
        done = subprocess.run([*command, *arguments], stdin=stdin, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode()


def _list_options(folder: Path) -> list[str]:
    options = ["--no-defaults", f"--datadir={folder / 'data'}"]
    options += [f"--socket={folder / 'server.sock'}", f"--pid-file={folder / 'server.pid'}"]
    options += ["--bind-address=127.0.0.1"]
    return [*options, "--user=mysql"] if os.geteuid() == 0 else options


def _create_data(folder: Path) -> None:
    """Make the system tables, unless they are there; root may log in over the socket only."""
    if (folder / "data" / "mysql").is_dir():
        return
    if os.geteuid() == 0:
        shutil.chown(folder, "mysql")
    command = [_find_program("mariadb-install-db"), *_list_options(folder)[:2], "--skip-test-db"]
    command += ["--auth-root-authentication-method=normal"]
    command += ["--user=mysql"] if os.geteuid() == 0 else []
    own_place = os.environ | {"TMPDIR": str(folder)}  # two at once disturb each other in a shared one
    done = subprocess.run(command, capture_output=True, check=False, env=own_place)
    if done.returncode != 0:
        raise MariaDBUnavailableError(f"mariadb-install-db failed: {(done.stderr or done.stdout).decode()}")


def _find_program(name: str) -> str:
    """Find a program of the package; Debian keeps the server in sbin, off a plain user's PATH."""
    found = shutil.which(name, path=SEARCH_PATH)
    if found is None:
        raise MariaDBUnavailableError(f"{name} is missing: install the package mariadb-server.")
    return found
