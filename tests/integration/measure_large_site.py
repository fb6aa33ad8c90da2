"""Measures a sweep and a poll at 100,000 bookings: `uv run python -m tests.integration.measure_large_site`.

All bookings have all their metas, as real ones do. Prints medians, the rows that were read, and how busy the
machine was; takes a minute or two, most of it to make the site. An optional number says how many bookings.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from sidecar.db.migrate import migrate
from sidecar.services import polling
from sidecar.services.baseline import ensure_baseline
from sidecar.services.polling import Query
from sidecar.services.sweeping import sweep
from tests.factories import CALLER, make_sidecar
from tests.support.large_site import count_cost, enlarge
from tests.support.mariadb import MariaDB

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.services.sidecar import Sidecar

BOOKINGS = 100_000
ROUNDS = 25
GOLDEN_SITE = Path(__file__).parents[1] / "fixtures" / "golden-site.sql"


def measure(sidecar: Sidecar, name: str, work: Callable[[], object]) -> None:
    """Print what some work costs: milliseconds from here, rows and statements in the database."""
    timings = []
    for _ in range(ROUNDS):
        started_at = time.perf_counter()
        work()
        timings.append((time.perf_counter() - started_at) * 1000)
    with count_cost(sidecar) as cost:
        work()
    print(  # noqa: T201 - this is what it is for
        f"{name:8} {median(timings):6.1f} ms (least {min(timings):.1f})"
        f"  {cost.rows:6} rows  {cost.statements:3} statements"
    )


def poll(sidecar: Sidecar) -> object:
    """Ask for the newest page."""
    query = Query("booking_created", 100)
    return sidecar.database.run(lambda tx: polling.poll(sidecar, tx, CALLER, query))


def main() -> None:
    """Raise a site, make it large, measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BOOKINGS
    with tempfile.TemporaryDirectory(prefix="bkx-") as folder:
        server = MariaDB.start(Path(folder))
        server.create_database("large")
        server.restore("large", GOLDEN_SITE)
        sidecar = make_sidecar(server.url("large"))
        migrate(sidecar.database)
        ensure_baseline(sidecar)
        enlarge(sidecar, count, whole=count)
        measure(sidecar, "sweep", partial(sweep.sweep, sidecar))
        measure(sidecar, "poll", partial(poll, sidecar))
        print(f"load     {os.getloadavg()[0]:6.1f} on {os.cpu_count()} cores")  # noqa: T201 - same
        sidecar.database.dispose()
        server.stop()


if __name__ == "__main__":
    main()
