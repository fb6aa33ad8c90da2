"""Measures what the shim costs a visitor: `uv run python -m tests.acceptance.measure_shim [ROUNDS]`.

Times the one request that makes a booking, without the shim and with a sidecar that is well, down or
stalled, in random turn, so that whatever else the machine does falls on all four alike. Prints medians.
"""

from __future__ import annotations

import random
import socket
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.acceptance.conftest import SECRET, SHIM
from tests.support.fake_sidecar import run_fake_sidecar
from tests.support.mariadb import MariaDB
from tests.support.outbox import Outbox
from tests.support.ports import find_free_port
from tests.support.wordpress import PREFIX, WordPress

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 20
PLUGIN = "bookingx-zapier/bookingx-zapier.php"
REST_SECONDS = 0.6  # longer than the shim's own wait, so that no doorbell runs into the next booking


def time_booking(site: WordPress) -> float:
    """Return the milliseconds of one booking request, on processes that have just been woken."""
    path, form = site.visitor.prepare()
    headers = {"Referer": site.visitor.form_url}
    started_at = time.perf_counter()
    answer = site.guest.post(path, data=form, headers=headers)
    milliseconds = (time.perf_counter() - started_at) * 1000
    answer.raise_for_status()
    time.sleep(REST_SECONDS)
    return milliseconds


def measure(site: WordPress, sidecars: dict[str, str], rounds: int) -> dict[str, float]:
    """Return the median for each sidecar's name; an empty URL stands for no shim at all."""
    timings: dict[str, list[float]] = {name: [] for name in sidecars}
    for _ in range(rounds):
        for name, url in random.sample(list(sidecars.items()), len(sidecars)):
            switch: Callable[[str], None] = site.activate if url else site.deactivate
            switch(PLUGIN)
            site.configure_shim({"sidecar_url": url, "secret": SECRET})
            site.forget_failures()  # the worst case: the breaker never helps
            timings[name].append(time_booking(site))
    return {name: median(values) for name, values in timings.items()}


def main() -> None:
    """Raise a site, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with (
        tempfile.TemporaryDirectory(prefix="bkx-") as data,
        tempfile.TemporaryDirectory(prefix="bkx-wordpress-") as folder,
        run_fake_sidecar() as sidecar,
        socket.create_server(("127.0.0.1", 0), backlog=500) as stalled,
    ):
        mariadb = MariaDB.start(Path(data))
        site = WordPress.start(Path(folder), mariadb)
        Outbox(mariadb.url(site.database), PREFIX).create()
        site.install_shim(SHIM, sidecar.url, SECRET)
        sidecars = {
            "no shim": "",
            "sidecar up": sidecar.url,
            "sidecar down": f"http://127.0.0.1:{find_free_port()}",
            "sidecar stalled": f"http://127.0.0.1:{stalled.getsockname()[1]}",
        }
        for name, milliseconds in measure(site, sidecars, rounds).items():
            print(f"{name:16} {milliseconds:6.1f} ms")  # noqa: T201 - this is what it is for
        site.stop()
        mariadb.stop()


if __name__ == "__main__":
    main()
