"""Measures actions on MariaDB: `uv run python -m tests.integration.measure_create_booking`.

WordPress is not called. Prints median, 95th percentile, statements, questions (with ROLLBACK and such),
commits and rows read, at the golden site with twenty staff members and at one of 100,000 bookings, eighty on
each day. An optional number says how many bookings; takes a minute or two.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sidecar.db.migrate import migrate
from sidecar.desk.slots import list_slots
from sidecar.searches.find_available_slots import SEARCH
from sidecar.services.actions.inputs import read_inputs
from sidecar.services.baseline import ensure_baseline
from sidecar.services.callback_progress import FollowUp
from tests.factories import execute, make_sidecar
from tests.support.bookings import ALEX, HAIRCUT, ask
from tests.support.desk import at_desk, perform
from tests.support.large_site import add_staff, count_cost, enlarge
from tests.support.mariadb import MariaDB

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.services.sidecar import Sidecar

BOOKINGS, CALLS, WARM = 100_000, 60, 5
FIRST_DAYS = ("2027-03-01", "2027-04-01", "2027-05-03", "2027-06-03", "2027-07-05")
GOLDEN_SITE = Path(__file__).parents[1] / "fixtures" / "golden-site.sql"
SPREAD = (
    """UPDATE wp_bkx_zapier_snapshots SET starts_at = '2024-01-01 09:00:00' + INTERVAL (object_id % 1200) DAY
    WHERE object_type = 'booking' AND object_id > 1000""",
    """UPDATE wp_postmeta
    SET meta_value = DATE_FORMAT('2024-01-01' + INTERVAL (post_id % 1200) DAY, '%Y-%c-%e')
    WHERE meta_key = 'booking_date' AND post_id > 1000""",
)
"""Eighty bookings on each day, as the snapshots see them; what they take stays where the template has it."""


def measure(sidecar: Sidecar, name: str) -> None:
    """Print what calls cost; each booking takes a time that is free."""
    starts = iter(_list_starts(sidecar))
    _measure(sidecar, f"{name} create", "create_booking", lambda: ask(start_datetime=next(starts)))
    anyone = ask(staff_id=None)
    _measure(
        sidecar, f"{name} any staff", "create_booking", lambda: anyone | {"start_datetime": next(starts)}
    )
    made = perform(sidecar, "create_booking", ask(start_datetime=next(starts)))["result"]["id"]

    def move() -> dict[str, Any]:
        return {"booking_id": made, "start_datetime": next(starts)}

    _measure(sidecar, f"{name} reschedule", "reschedule_booking", move, calls=15)


def _measure(
    sidecar: Sidecar, name: str, action: str, make: Callable[[], dict[str, Any]], calls: int = CALLS
) -> None:
    timings = []
    for _ in range(calls + WARM):
        inputs = make()
        begun_at = time.perf_counter()
        perform(sidecar, action, inputs)
        timings.append((time.perf_counter() - begun_at) * 1000)
    with count_cost(sidecar) as cost:
        perform(sidecar, action, make())
    found = timings[WARM:]
    print(  # noqa: T201 - this is what it is for
        f"{name:18} median {median(found):6.1f} ms  p95 {quantiles(found, n=20)[-1]:6.1f} ms"
        f"  {cost.statements:4} statements  {cost.questions:4} questions  {cost.commits:3} commits"
        f"  {cost.rows:6} rows"
    )


def _list_starts(sidecar: Sidecar) -> list[str]:
    """Return free starts that are an hour and a half apart."""
    said = {"service_id": HAIRCUT, "staff_id": ALEX, "days": 31}
    starts: list[str] = []
    for first in FIRST_DAYS:
        with at_desk(sidecar) as desk:
            given = read_inputs(SEARCH.inputs, said | {"from_date": first}, desk.site.time_zone)
            last = given["from_date"] + timedelta(days=30)
            found = list_slots(desk, given, given["from_date"], last)
        starts += [f"{slot.record.starts_at:%Y-%m-%d %H:%M}" for slot in found][::6]
    return starts


def main() -> None:
    """Raise a site, measure, make it large, measure again."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BOOKINGS
    patch("sidecar.services.actions.following.deliver_now", lambda *_: FollowUp()).start()
    with tempfile.TemporaryDirectory(prefix="bkx-") as folder:
        server = MariaDB.start(Path(folder))
        for name, bookings in (("small", 0), ("large", count)):
            server.create_database(name)
            server.restore(name, GOLDEN_SITE)
            sidecar = make_sidecar(server.url(name))
            migrate(sidecar.database)
            add_staff(sidecar, HAIRCUT)
            ensure_baseline(sidecar)
            if bookings:
                enlarge(sidecar, bookings, whole=bookings)
                for statement in SPREAD:
                    execute(sidecar, statement)
            measure(sidecar, name)
            sidecar.database.dispose()
        print(f"load     {os.getloadavg()[0]:6.1f} on {os.cpu_count()} cores")  # noqa: T201 - same
        server.stop()


if __name__ == "__main__":
    main()
