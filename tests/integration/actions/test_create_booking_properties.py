"""Whatever is booked takes exactly its time: two accepted bookings of a staff member never overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.errors import SidecarError
from sidecar.wp_bridge.write_errors import NotAvailableError
from tests.support.bookings import BEARD_TRIM, COLOUR, HAIRCUT, ask
from tests.support.desk import perform

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

MINUTES = {BEARD_TRIM: 15, HAIRCUT: 45, COLOUR: 90}
DAYS = st.sampled_from(["2027-05-03", "2027-05-04"])
WISHES = st.lists(
    st.tuples(st.sampled_from(sorted(MINUTES)), DAYS, st.integers(9 * 4, 17 * 4 - 1)), min_size=2, max_size=8
)
booked: dict[str, set[tuple[str, int]]] = {}
"""The minutes that earlier examples took, by day: they share one site."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=WISHES)
def test_a_time_is_refused_exactly_where_it_meets_a_booking(
    sqlite_sidecar: Sidecar, wishes: list[tuple[int, str, int]]
) -> None:
    taken = booked.setdefault(sqlite_sidecar.settings.database_url, set())
    for service_id, day, quarter in wishes:
        start = quarter * 15
        wanted = {(day, minute) for minute in range(start, start + MINUTES[service_id])}
        clock = f"{day} {start // 60:02}:{start % 60:02}"
        reasons: set[str] = set()
        try:
            perform(sqlite_sidecar, "create_booking", ask(service_id=service_id, start_datetime=clock))
        except NotAvailableError as error:
            reasons = {fault.reason for fault in error.fields}
        except SidecarError as error:
            raise AssertionError(error.text) from error
        assert ("occupied" in reasons) == bool(wanted & taken)
        if not reasons:
            taken |= wanted
