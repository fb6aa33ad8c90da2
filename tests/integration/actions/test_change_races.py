"""Two who change bookings at one moment leave what one after the other could have left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import get_action
from sidecar.desk.transitions import IllegalTransitionError
from sidecar.errors import SidecarError
from sidecar.wp_bridge.write_errors import MovedMeanwhileError, NotAvailableError
from tests.factories import fetch
from tests.support.changing import HOST, change, read
from tests.support.desk import at_desk, perform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.services.sidecar import Sidecar

ROUNDS = range(3)


def race(sidecar: Sidecar, *calls: tuple[str, Mapping[str, Any]]) -> list[dict[str, Any] | SidecarError]:
    """Perform actions at once, each in a thread of its own; return each answer or error."""
    start = Barrier(len(calls))

    def run(call: tuple[str, Mapping[str, Any]]) -> dict[str, Any] | SidecarError:
        start.wait(timeout=10)
        try:
            result: dict[str, Any] = perform(sidecar, *call, HOST)["result"]
        except SidecarError as error:
            return error
        return result

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize("number", ROUNDS)
def test_one_time_goes_to_a_new_booking_or_to_a_moved_one(mariadb_sidecar: Sidecar, number: int) -> None:
    start = f"2027-03-18 1{number}:00"
    new = {
        "service_id": 13,
        "staff_id": 8,
        "start_datetime": start,
        "customer_first_name": "Al",
        "customer_last_name": "Be",
    }
    answers = race(
        mariadb_sidecar,
        ("create_booking", {**new, "customer_email": "al@example.test"}),
        ("reschedule_booking", {"booking_id": 32, "start_datetime": start}),
        ("reschedule_booking", {"booking_id": 22, "start_datetime": start}),
    )

    errors = [type(answer) for answer in answers if isinstance(answer, SidecarError)]
    assert errors == [NotAvailableError] * 2


@pytest.mark.parametrize("number", ROUNDS)
def test_a_booking_that_two_assign_is_one_s_in_the_end(mariadb_sidecar: Sidecar, number: int) -> None:
    del number
    answers = race(
        mariadb_sidecar,
        ("assign_staff", {"booking_id": 22, "staff_id": 9}),
        ("assign_staff", {"booking_id": 22, "staff_id": 10}),
    )

    results = [answer for answer in answers if isinstance(answer, dict)]
    ways = {(result["previous_staff_id"], result["staff"]["id"]) for result in results}
    staff = read(mariadb_sidecar, 22).staff
    assert staff is not None
    assert (ways, staff.id) in [({(8, 9), (9, 10)}, 10), ({(8, 10), (10, 9)}, 9)]


@pytest.mark.parametrize("number", ROUNDS)
def test_two_bookings_of_one_time_are_not_both_given_to_one_staff_member(
    mariadb_sidecar: Sidecar, number: int
) -> None:
    del number
    change(mariadb_sidecar, "reschedule_booking", 42, start_datetime="2027-03-15 09:00")
    answers = race(
        mariadb_sidecar,
        ("assign_staff", {"booking_id": 22, "staff_id": 9}),
        ("assign_staff", {"booking_id": 42, "staff_id": 9}),
    )

    assert sorted(isinstance(answer, NotAvailableError) for answer in answers) == [False, True]


@pytest.mark.parametrize("number", ROUNDS)
def test_one_time_goes_to_a_new_booking_or_to_one_that_is_given_away(
    mariadb_sidecar: Sidecar, number: int
) -> None:
    new = {
        "service_id": 13,
        "staff_id": 9,
        "start_datetime": "2027-03-15 09:00",  # when booking 22 begins
        "customer_name": "Al Be",
        "customer_email": f"al{number}@example.test",
    }
    answers = race(
        mariadb_sidecar, ("create_booking", new), ("assign_staff", {"booking_id": 22, "staff_id": 9})
    )

    assert sorted(isinstance(answer, NotAvailableError) for answer in answers) == [False, True]


@pytest.mark.parametrize("number", ROUNDS)
def test_a_status_and_a_cancelling_come_in_an_order_that_the_table_allows(
    mariadb_sidecar: Sidecar, number: int
) -> None:
    del number
    done, cancelled = race(
        mariadb_sidecar,
        ("update_booking_status", {"booking_id": 22, "status": "completed"}),
        ("cancel_booking", {"booking_id": 22}),
    )

    won = done if isinstance(done, dict) else cancelled
    lost = cancelled if isinstance(done, dict) else done
    assert isinstance(won, dict)
    assert isinstance(lost, IllegalTransitionError)
    assert read(mariadb_sidecar, 22).status == won["status"]
    assert len(fetch(mariadb_sidecar, "outbox", "id")) == 1


@pytest.mark.parametrize("number", ROUNDS)
def test_confirming_and_cancelling_end_cancelled(mariadb_sidecar: Sidecar, number: int) -> None:
    del number
    confirmed, cancelled = race(
        mariadb_sidecar,
        ("update_booking_status", {"booking_id": 22, "status": "confirmed"}),
        ("cancel_booking", {"booking_id": 22}),
    )

    assert isinstance(cancelled, dict)
    is_first = isinstance(confirmed, dict)
    assert is_first or isinstance(confirmed, IllegalTransitionError)
    assert cancelled["previous_status"] == ("confirmed" if is_first else "pending")
    assert read(mariadb_sidecar, 22).status == "cancelled"


def test_without_the_staff_s_locks_nothing_is_changed(mariadb_sidecar: Sidecar) -> None:
    """As where the booking went to somebody else between the look and the locks."""
    action = get_action("cancel_booking")
    assert action.run is not None
    given = {"booking_id": 22, "reason": None, "notify": "none"}

    with pytest.raises(MovedMeanwhileError), at_desk(mariadb_sidecar) as desk:
        action.run(desk, given)

    assert read(mariadb_sidecar, 22).status == "pending"
