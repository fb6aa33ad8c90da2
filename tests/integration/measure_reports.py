"""Measures a year's reports at 100,000 bookings: `uv run python -m tests.integration.measure_reports`.

All bookings have all their metas, and lie in that year. Prints seconds, the size of the file, the process's
peak memory and how busy the machine was; takes some minutes. An optional number says how many bookings.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from sidecar.db.migrate import migrate
from sidecar.services import report_jobs
from sidecar.services.baseline import ensure_baseline
from tests.factories import execute, fetch, make_sidecar
from tests.support.large_site import enlarge
from tests.support.mariadb import MariaDB
from tests.support.report_site import ask_days

BOOKINGS = 100_000
GOLDEN_SITE = Path(__file__).parents[1] / "fixtures" / "golden-site.sql"
CALLBACK = "https://zapier.com/hooks/callback/1/a/b/"
YEAR_OF_THE_TEMPLATE = ("2027-01-01", "2027-12-31")


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
        for report in ("revenue", "bookings"):
            execute(sidecar, "DELETE FROM wp_bkx_zapier_reports")
            started_at = time.perf_counter()
            ask_days(sidecar, report, *YEAR_OF_THE_TEMPLATE, callback_url=CALLBACK)
            asked_at = time.perf_counter()
            report_jobs.make_next(sidecar)
            made_at = time.perf_counter()
            ((status, body),) = fetch(sidecar, "reports", "status", "body")
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(  # noqa: T201 - this is what it is for
                f"{report:9} {status}: asked in {asked_at - started_at:5.2f} s,"
                f" made in {made_at - asked_at:6.1f} s,"
                f" file {len(body or b'') / 1000:7.0f} kB, peak {memory} MB, load {os.getloadavg()[0]:.1f}"
            )
        started_at = time.perf_counter()
        ask_days(sidecar, "revenue", "2026-06-01", "2026-06-01")
        print(f"one empty day: {time.perf_counter() - started_at:.2f} s")  # noqa: T201 - same
        sidecar.database.dispose()
        server.stop()


if __name__ == "__main__":
    main()
