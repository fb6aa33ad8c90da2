"""find_available_slots tells the times that can be booked, and no other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sidecar.desk.availability import read_facts
from sidecar.desk.offers import get_service, get_staff
from sidecar.searches.find_available_slots import SEARCH
from sidecar.services.actions.inputs import read_inputs
from sidecar.wp_bridge.availability.judge import list_free_slots
from sidecar.wp_bridge.availability.verdict import Asked
from tests.support.bookings import ALEX, HAIRCUT, MONDAY, ask
from tests.support.desk import at_desk, perform
from tests.support.large_site import count_cost

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

FIRST = date.fromisoformat(MONDAY)


def find(sidecar: Sidecar, **inputs: Any) -> list[tuple[int, str]]:
    said = {"service_id": HAIRCUT, "from_date": MONDAY, "days": 1, "limit": 100} | inputs
    with at_desk(sidecar) as desk:
        found = SEARCH.run(desk, read_inputs(SEARCH.inputs, said, desk.site.time_zone))
        return [(slot.details["staff"].id, f"{slot.record.starts_at:%Y-%m-%d %H:%M}") for slot in found]


def test_the_slots_are_those_of_the_rules(sidecar: Sidecar) -> None:
    with at_desk(sidecar) as desk:
        last = FIRST + timedelta(days=1)
        facts = read_facts(desk, get_service(desk, HAIRCUT), get_staff(desk, ALEX), (), FIRST, last)
        free = list_free_slots(facts, Asked(day=FIRST), last)
    expected = [(ALEX, f"{slot.starts_at:%Y-%m-%d %H:%M}") for slot in free]

    assert find(sidecar, staff_id=ALEX, days=2) == expected
    assert expected


def test_what_is_booked_is_no_slot_any_more(sidecar: Sidecar) -> None:
    before = find(sidecar, staff_id=ALEX)

    perform(sidecar, "create_booking", ask())

    gone = set(before) - set(find(sidecar, staff_id=ALEX))
    assert gone == {(ALEX, f"{MONDAY} {clock}") for clock in ("09:30", "09:45", "10:00", "10:15", "10:30")}


def test_all_staff_members_cost_as_many_statements_as_one(mariadb_sidecar: Sidecar) -> None:
    find(mariadb_sidecar)
    with count_cost(mariadb_sidecar) as of_one:
        find(mariadb_sidecar, staff_id=ALEX, from_date="2027-03-08", days=31)
    with count_cost(mariadb_sidecar) as of_all:
        find(mariadb_sidecar, from_date="2027-03-08", days=31)

    assert of_all.statements == of_one.statements
