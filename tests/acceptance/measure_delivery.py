"""Measures how soon Zapier hears: `uv run python -m tests.acceptance.measure_delivery [ROUNDS]`.

Times each booking from the end of its request to the arrival of the POST at the hook, with default
settings. Prints the median and the 95th percentile.
"""

from __future__ import annotations

import sys
import time
from statistics import median, quantiles

from tests.support.connected_site import ConnectedSite, Zap, run_connected_site
from tests.support.processes import wait_until

ROUNDS = 20


def time_delivery(site: ConnectedSite, zap: Zap) -> float:
    """Return the milliseconds between a visitor's answer and the hook's request."""
    path, form = site.wordpress.visitor.prepare()
    headers = {"Referer": site.wordpress.visitor.form_url}
    number = len(zap.hook.arrivals)
    site.wordpress.guest.post(path, data=form, headers=headers).raise_for_status()
    ended_at = time.monotonic()
    wait_until(lambda: len(zap.hook.arrivals) > number, "the booking arrived")
    return (zap.hook.arrivals[number].arrived_at - ended_at) * 1000


def main() -> None:
    """Raise a site, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with run_connected_site() as site:
        zap = site.subscribe("booking_created")
        timings = [time_delivery(site, zap) for _ in range(rounds)]
    percentile = quantiles(timings, n=20, method="inclusive")[-1]
    print(f"hook to POST, {rounds} bookings: median {median(timings):.0f} ms, p95 {percentile:.0f} ms")  # noqa: T201 - this is what it is for


if __name__ == "__main__":
    main()
