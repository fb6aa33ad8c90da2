"""A cancelled booking frees its time, stays out of the bin, and is cancelled once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.desk.transitions import IllegalTransitionError
from sidecar.wp_bridge.write_errors import NotAvailableError
from tests.support.changing import change, list_marks, list_steps, pick_changes, read

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar


def test_a_booking_is_cancelled_in_both_layouts(small: Sidecar) -> None:
    result = change(small, "cancel_booking", reason="The customer is ill.")

    assert (result["status"], read(small).status) == ("cancelled", "cancelled")
    assert read(small).raw_status != "trash"
    assert pick_changes(result) == {
        "changed": True,
        "previous_status": "pending",
        "previous_starts_at": "2027-03-17T11:00:00+00:00",
        "previous_staff_id": 8,
    }


def test_its_time_can_be_booked_again(sidecar: Sidecar) -> None:
    wish = {"start_datetime": "2027-03-15 09:00"}
    with pytest.raises(NotAvailableError):
        change(sidecar, "reschedule_booking", 32, **wish)

    change(sidecar, "cancel_booking", 22)

    assert change(sidecar, "reschedule_booking", 32, **wish)["changed"] is True


def test_what_is_cancelled_already_stays_so(small: Sidecar) -> None:
    change(small, "cancel_booking")
    before, marks, steps = read(small), list_marks(small), list_steps(small)

    result = change(small, "cancel_booking", reason="Again.")

    assert (result["changed"], result["previous_status"]) == (False, "cancelled")
    assert (read(small), list_marks(small), list_steps(small)) == (before, marks, steps)


@pytest.mark.parametrize("booking_id", [24, 25])
def test_what_is_over_is_not_cancelled(sqlite_sidecar: Sidecar, booking_id: int) -> None:
    with pytest.raises(IllegalTransitionError):
        change(sqlite_sidecar, "cancel_booking", booking_id)


def test_a_damaged_booking_can_be_cancelled(sidecar: Sidecar) -> None:
    """Its status stands outside of what is damaged."""
    from_array = (
        "UPDATE wp_postmeta SET meta_value = 'a:1:{' WHERE post_id = 22 AND meta_key = 'order_meta_data'"
    )
    with sidecar.database.engine.begin() as connection:
        connection.exec_driver_sql(from_array)

    assert change(sidecar, "cancel_booking", 22)["status"] == "cancelled"
