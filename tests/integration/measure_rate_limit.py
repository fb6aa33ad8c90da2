"""Measures the rate limit: `uv run python -m tests.integration.measure_rate_limit`.

Serves the golden site on MariaDB with durable commits, once for each limit, and prints how many
calls of `GET /v1/test` a second each answers, in turns, as a share of those without a limit. Takes a minute.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx

from sidecar.db.migrate import migrate
from tests.factories import SECRET_KEY, SHIM_SECRET, create_key, make_sidecar
from tests.support.mariadb import MariaDB
from tests.support.ports import find_free_port
from tests.support.processes import SidecarProcess

GOLDEN_SITE = Path(__file__).parents[1] / "fixtures" / "golden-site.sql"
LIMITS = (0, 1_000_000, 60_000, 600)
"""None; blocks of 1,666; blocks of 100; each call asks the database."""
ROUNDS, CALLS, CONNECTIONS = 5, 500, 8
"""As many calls in a round as a key with the smallest limit may make at once."""


def measure(port: int, key: str) -> float:
    """Return calls a second; every call must be admitted."""
    with ThreadPoolExecutor(CONNECTIONS) as pool, httpx.Client(headers={"X-API-Key": key}) as client:
        begun_at = time.perf_counter()
        answers = pool.map(lambda _: client.get(f"http://127.0.0.1:{port}/v1/test").status_code, range(CALLS))
        found = set(answers)
    if found != {200}:
        raise AssertionError(found)
    return CALLS / (time.perf_counter() - begun_at)


def _serve(server: MariaDB, folder: Path, limit: int) -> tuple[SidecarProcess, int]:
    port = find_free_port()
    values = {
        "database_url": server.url("site"),
        "secret_key": SECRET_KEY,
        "shim_secret": SHIM_SECRET,
        "listen_port": port,
        "state_folder": folder,
        "rate_limit_per_minute": limit,
    }
    environ = {f"BKX_ZAPIER_{name.upper()}": str(value) for name, value in values.items()}
    process = SidecarProcess("serve", environ, folder / f"{limit}.log", lambda _: _is_up(port))
    process.start()
    process.wait_until_ready()
    return process, port


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/live").status_code == 200
    except httpx.TransportError:
        return False


def main() -> None:
    """Raise a site, serve it with each limit, call in turns, print the medians."""
    with tempfile.TemporaryDirectory(prefix="bkx-") as folder, ExitStack() as running:
        server = MariaDB.start(Path(folder), is_durable=True)
        running.callback(server.stop)
        server.create_database("site")
        server.restore("site", GOLDEN_SITE)
        sidecar = make_sidecar(server.url("site"))
        migrate(sidecar.database)
        ports: dict[int, int] = {}
        for limit in LIMITS:
            process, ports[limit] = _serve(server, Path(folder), limit)
            running.callback(process.stop)
        found: dict[int, list[float]] = {limit: [] for limit in LIMITS}
        for _ in range(ROUNDS):
            for limit in LIMITS:
                found[limit].append(measure(ports[limit], create_key(sidecar)))
        sidecar.database.dispose()
    free = median(found[0])
    for limit, rates in found.items():
        print(f"limit {limit:9}  {median(rates):7.0f} calls/s  {median(rates) / free:5.2f} of no limit")  # noqa: T201 - this is what it is for
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # noqa: T201 - same


if __name__ == "__main__":
    main()
