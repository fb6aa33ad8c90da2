"""Working hours change as BookingX's own screen would change them, and bookings in the way are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.action_spec import Role
from sidecar.actions.update_availability import ACTION
from sidecar.db import state
from sidecar.errors import InvalidDataError
from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.write_errors import UnknownOfferError, UnwritableHoursError
from tests.factories import NOON
from tests.support.desk import perform
from tests.support.golden_bookings import fetch_metas

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

ALEX, BEA, ZED = 8, 9, 11  # by the business's hours; by own hours; with hours that BookingX misreads
BUSINESS = {
    **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00"),
    "saturday": "10:00-14:00",
    "sunday": "closed",
}
CONFLICTS = ("conflict_count", "conflicting_booking_ids")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "read_now", lambda _tx: NOON)


def update(sidecar: Sidecar, staff_id: int = ALEX, **inputs: Any) -> dict[str, Any]:
    answer = perform(sidecar, "update_availability", {"staff_id": staff_id, **inputs})
    result: dict[str, Any] = answer["result"]
    return result


def pick_hours(result: dict[str, Any]) -> dict[str, str]:
    return {key: result[key] for key in BUSINESS}


def read_metas(sidecar: Sidecar, staff_id: int) -> dict[str, str]:
    with sidecar.database.connect() as connection:
        return dict(fetch_metas(connection, staff_id))


def read_statuses(sidecar: Sidecar) -> dict[int, str]:
    with sidecar.database.connect() as connection:
        return sidecar.store.list_raw_statuses(connection, range(22, 26))


def list_faults(sidecar: Sidecar, staff_id: int = ALEX, **inputs: Any) -> dict[str, str]:
    before = read_metas(sidecar, staff_id)
    with pytest.raises(InvalidDataError) as raised:
        update(sidecar, staff_id, **inputs)
    assert read_metas(sidecar, staff_id) == before
    return {fault.field: fault.problem for fault in raised.value.fields}


def test_the_first_own_hours_begin_with_the_business_s(sidecar: Sidecar) -> None:
    result = update(sidecar, monday="10:00 - 18:30", saturday="closed")

    expected = BUSINESS | {"monday": "10:00-18:30", "saturday": "closed"}
    assert (pick_hours(result), result["has_own_hours"]) == (expected, True)


def test_a_day_that_is_not_given_stays_as_it_is(sidecar: Sidecar) -> None:
    update(sidecar, monday="10:00-18:30")

    result = update(sidecar, sunday="00:00-24:00")

    assert pick_hours(result) == BUSINESS | {"monday": "10:00-18:30", "sunday": "00:00-24:00"}


def test_hours_are_stored_as_bookingx_s_screen_does(sidecar: Sidecar) -> None:
    closed: dict[str, Any] = dict.fromkeys(("thursday", "friday", "saturday", "sunday"), "closed")

    update(sidecar, monday="09:30-12:00", tuesday="09:30-12:00", wednesday="13:00-18:15", **closed)

    stored = read_metas(sidecar, ALEX)
    assert loads(stored["selected_days"]) == {
        "selected_days_1": {"days": ["Monday", "Tuesday"], "time": {"open": "9:30 AM", "close": "12:00 PM"}},
        "selected_days_2": {"days": ["Wednesday"], "time": {"open": "1:00 PM", "close": "6:15 PM"}},
    }
    assert loads(stored["seat_days"]) == ["Monday", "Tuesday", "Wednesday"]
    assert stored["seat_is_certain_day"] == "Y"


def test_the_business_s_hours_count_again(sidecar: Sidecar) -> None:
    result = update(sidecar, BEA, hours_from_business=True)

    assert (pick_hours(result), result["has_own_hours"]) == (BUSINESS, False)
    assert read_metas(sidecar, BEA)["seat_is_certain_day"] == "N"


def test_the_business_s_hours_can_become_one_s_own(sidecar: Sidecar) -> None:
    result = update(sidecar, hours_from_business=False)

    assert (pick_hours(result), result["has_own_hours"]) == (BUSINESS, True)


def test_months_are_set_and_all_of_them_again(sidecar: Sidecar) -> None:
    some = update(sidecar, months="october, march")
    every = update(sidecar, months=["all"])

    assert (some["months"], every["months"]) == (["March", "October"], [])
    assert read_metas(sidecar, ALEX)["seat_months"] == ""


def test_wordpress_forgets_what_it_kept_of_the_staff_member_and_their_user(sidecar: Sidecar) -> None:
    answer = perform(sidecar, "update_availability", {"staff_id": BEA, "monday": "08:00-16:00"})

    follow_up = answer["follow_up"]
    assert [*follow_up["done"], *follow_up["queued"]] == ["cache of posts", "cache of a user"]


def test_bookings_outside_the_new_hours_are_named_and_stay(sidecar: Sidecar) -> None:
    before = read_statuses(sidecar)

    result = update(sidecar, monday="09:00-11:30")  # on 15 March 2027, 22 ends before, 23 begins before

    assert {key: result[key] for key in CONFLICTS} == {
        "conflict_count": 3,
        "conflicting_booking_ids": [23, 24, 25],
    }
    assert read_statuses(sidecar) == before


def test_bookings_in_other_months_are_named(sidecar: Sidecar) -> None:
    result = update(sidecar, months="March")

    assert set(result["conflicting_booking_ids"]).isdisjoint({22, 23, 29})
    assert {30, 52} <= set(result["conflicting_booking_ids"])


def test_nothing_to_change_is_refused(sidecar: Sidecar) -> None:
    assert list(list_faults(sidecar)) == ["monday"]


@pytest.mark.parametrize(
    "hours",
    ["13:00-24:00", "12:00-24:00", "22:00-02:00", "09:00-09:00", "17:00-09:00", "09:10-17:00", "09:00-17:20"],
)
def test_hours_that_bookingx_misreads_are_refused(sidecar: Sidecar, hours: str) -> None:
    faults = list_faults(sidecar, tuesday=hours, friday=hours, monday="09:00-12:00")

    assert list(faults) == ["tuesday", "friday"]
    assert faults["tuesday"].startswith("BookingX reads these hours as others.")


def test_days_that_bookingx_misreads_already_are_named_and_can_be_set_right(sidecar: Sidecar) -> None:
    faults = list_faults(sidecar, ZED, monday="09:00-12:00")

    right: dict[str, Any] = dict.fromkeys(faults, "09:00-17:00")
    result = update(sidecar, ZED, monday="09:00-12:00", **right)
    assert "tuesday" in faults
    assert {key: result[key] for key in right} == right


def test_a_week_without_an_open_day_is_refused(sidecar: Sidecar) -> None:
    before = read_metas(sidecar, ALEX)
    closed: dict[str, Any] = dict.fromkeys(BUSINESS, "closed")

    with pytest.raises(UnwritableHoursError):
        update(sidecar, **closed)

    assert read_metas(sidecar, ALEX) == before


def test_inputs_that_contradict_each_other_are_refused(sidecar: Sidecar) -> None:
    faults = list_faults(sidecar, hours_from_business=True, monday="closed", months="all, May")

    assert list(faults) == ["hours_from_business", "months"]


@pytest.mark.parametrize("staff_id", [999, 12])
def test_who_is_no_staff_member_is_not_found(sidecar: Sidecar, staff_id: int) -> None:
    with pytest.raises(UnknownOfferError):
        update(sidecar, staff_id, monday="closed")


def test_only_administrators_may() -> None:
    assert ACTION.role is Role.ADMIN
