"""What a call costs the database: counted in statements, waits and commits, never by a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db.locks import name_staff
from sidecar.errors import SidecarError
from tests.support.bookings import ALEX, HAIRCUT, ask
from tests.support.desk import perform
from tests.support.large_site import Cost, add_staff, count_cost

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

KEY = "one-booking"


def measure(sidecar: Sidecar, action: str, inputs: dict[str, Any], key: str = "") -> Cost:
    with count_cost(sidecar) as cost:
        perform(sidecar, action, inputs, idempotency_key=key)
    return cost


@pytest.fixture
def warm(mariadb_sidecar: Sidecar) -> Sidecar:
    """Return a sidecar that has found out what its database can do, and has a booking."""
    perform(mariadb_sidecar, "create_booking", ask(start_datetime="2027-04-19 10:00"))
    return mariadb_sidecar


def test_a_booking_costs_few_questions_and_commits(warm: Sidecar) -> None:
    """Commits: the caller's role, the look for locks, the action, the callback's lease and its end."""
    plain = measure(warm, "create_booking", ask())
    named = measure(warm, "create_booking", ask(start_datetime="2027-04-13 10:00"), KEY)

    assert (plain.statements <= 52, plain.commits) == (True, 5), (plain.statements, plain.commits)
    assert (named.statements <= 60, named.commits) == (True, 7), (named.statements, named.commits)
    assert plain.questions <= 75, plain.questions


def test_a_call_that_came_before_reads_its_answer_alone(warm: Sidecar) -> None:
    measure(warm, "create_booking", ask(), KEY)

    again = measure(warm, "create_booking", ask(), KEY)

    assert (again.statements <= 6, again.commits) == (True, 2), (again.statements, again.commits)


def test_twenty_staff_members_cost_as_many_statements_as_four(warm: Sidecar) -> None:
    few = measure(warm, "create_booking", ask(staff_id=None))
    add_staff(warm, HAIRCUT)

    many = measure(warm, "create_booking", ask(staff_id=None, start_datetime="2027-04-13 10:00"))

    assert many.statements <= few.statements + 4, (few.statements, many.statements)  # two locks more
    assert many.commits == few.commits


def test_who_comes_too_late_hears_so_while_others_have_the_lock(warm: Sidecar) -> None:
    """A lock that is free is taken without a look; one that is not is no reason to wait for a taken time."""
    perform(warm, "create_booking", ask())

    with (
        warm.database.locked([name_staff(ALEX)]),
        count_cost(warm) as cost,
        pytest.raises(SidecarError) as raised,
    ):
        perform(warm, "create_booking", ask())

    assert (raised.value.code, cost.statements <= 35) == ("not_available", True), cost.statements


@pytest.mark.parametrize(
    ("action", "inputs", "most"),
    [
        ("update_booking_status", {"status": "confirmed"}, 60),
        ("cancel_booking", {}, 60),
        ("reschedule_booking", {"start_datetime": "2027-04-14 10:00"}, 90),
        ("assign_staff", {"staff_id": 9}, 90),
    ],
)
def test_a_change_costs_few_statements(warm: Sidecar, action: str, inputs: dict[str, Any], most: int) -> None:
    made = perform(warm, "create_booking", ask())["result"]["id"]

    cost = measure(warm, action, {"booking_id": made} | inputs)

    assert (cost.statements <= most, cost.commits) == (True, 5), (cost.statements, cost.commits)
