"""Measures what the shim costs a visitor: `uv run python -m tests.acceptance.measure_shim [ROUNDS]`.

Times the one request that makes a booking, without the shim and with a real sidecar that is well, down
or stalled, in random turn, so that whatever else the machine does falls on all four alike. Prints medians.
"""

from __future__ import annotations

import random
import sys
import time
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from tests.support.connected_site import PLUGIN, ConnectedSite, run_connected_site
from tests.support.ports import find_free_port
from tests.support.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.wordpress import WordPress

ROUNDS = 20
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


def measure(site: ConnectedSite, sidecars: dict[str, str], rounds: int) -> dict[str, float]:
    """Return the median for each sidecar's name; an empty URL stands for no shim at all."""
    wordpress, secret = site.wordpress, site.sidecar.settings.shim_secret
    timings: dict[str, list[float]] = {name: [] for name in sidecars}
    for _ in range(rounds):
        for name, url in random.sample(list(sidecars.items()), len(sidecars)):
            switch: Callable[[str], None] = wordpress.activate if url else wordpress.deactivate
            switch(PLUGIN)
            wordpress.configure_shim({"sidecar_url": url, "secret": secret})
            wordpress.forget_failures()  # the worst case: the breaker never helps
            timings[name].append(time_booking(wordpress))
    return {name: median(values) for name, values in timings.items()}


@contextmanager
def run_stalled(site: ConnectedSite) -> Iterator[str]:
    """Run another `sidecar serve` of the site that hangs; return its address."""
    port = find_free_port()
    other = ConnectedSite(site.wordpress, site.receiver, site.folder, port=port).serve
    other.start()
    other.wait_until_ready()
    other.stall()
    yield f"http://127.0.0.1:{port}"
    other.kill()


def main() -> None:
    """Raise a site, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with run_connected_site() as site, run_stalled(site) as stalled:
        zap = site.subscribe("booking_created")
        sidecars = {
            "no shim": "",
            "sidecar up": site.sidecar_url,
            "sidecar down": f"http://127.0.0.1:{find_free_port()}",
            "sidecar stalled": stalled,
        }
        medians = measure(site, sidecars, rounds)
        wait_until(lambda: len(zap.hook.arrivals) >= 3 * rounds, "each booking that the shim saw arrived")
        for name, milliseconds in medians.items():
            print(f"{name:16} {milliseconds:6.1f} ms")  # noqa: T201 - this is what it is for


if __name__ == "__main__":
    main()
