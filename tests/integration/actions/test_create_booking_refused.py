"""create_booking and find_available_slots leave alone what is blocked, and what other bookings reach into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.calendar_names import WEEKDAYS
from sidecar.searches.find_available_slots import SEARCH
from sidecar.services.actions.inputs import read_inputs
from sidecar.wp_bridge.write_errors import NotAvailableError
from tests.support.bookings import ALEX, BEA, BEARD_TRIM, DAY_SERVICE, MONDAY, ask
from tests.support.desk import at_desk, perform

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

DOV, HEAD_MASSAGE, DEEP_WASH, ONE_MORE_DAY = 11, 19, 20, 21
TUESDAY = "2027-04-13"


def create(sidecar: Sidecar, **inputs: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "create_booking", ask(**inputs))["result"]
    return result


def list_reasons(sidecar: Sidecar, **inputs: Any) -> list[tuple[str, str]]:
    """Return why it cannot be booked; nothing where it was."""
    reasons = []
    try:
        create(sidecar, **inputs)
    except NotAvailableError as error:
        reasons = [(fault.field, fault.reason) for fault in error.fields]
    return reasons


def block(sidecar: Sidecar, starts_at: str, ends_at: str, staff_id: int = ALEX) -> None:
    times = {"block_starts_at": starts_at, "block_ends_at": ends_at}
    perform(sidecar, "update_availability", {"staff_id": staff_id, **times})


def ask_days(staff_id: int, first: str, **inputs: Any) -> dict[str, Any]:
    days = {"service_id": DAY_SERVICE, "start_datetime": None, "start_date": first}
    return {"staff_id": staff_id, **days, **inputs}


@pytest.mark.parametrize("clock", ["10:15", "10:30", "11:00", "11:45"])
def test_a_time_that_meets_a_block_is_refused(sidecar: Sidecar, clock: str) -> None:
    block(sidecar, f"{MONDAY} 10:45", f"{MONDAY} 12:00")

    assert list_reasons(sidecar, start_datetime=f"{MONDAY} {clock}") == [("start_datetime", "occupied")]


@pytest.mark.parametrize("clock", ["10:00", "12:00"])
def test_a_time_that_touches_a_block_is_free(sidecar: Sidecar, clock: str) -> None:
    block(sidecar, f"{MONDAY} 10:45", f"{MONDAY} 12:00")

    assert list_reasons(sidecar, start_datetime=f"{MONDAY} {clock}") == []


def test_a_day_off_is_refused_and_the_next_day_is_free(sidecar: Sidecar) -> None:
    perform(sidecar, "update_availability", {"staff_id": ALEX, "days_off": [MONDAY]})

    assert list_reasons(sidecar) == [("start_datetime", "occupied")]
    assert list_reasons(sidecar, start_datetime=f"{TUESDAY} 09:00") == []


@pytest.mark.parametrize("day", ["2027-04-08", "2027-04-10"])
def test_whole_days_that_meet_a_block_of_an_hour_are_refused(sidecar: Sidecar, day: str) -> None:
    block(sidecar, f"{day} 11:00", f"{day} 12:00", BEA)

    reasons = list_reasons(sidecar, **ask_days(BEA, "2027-04-08"))

    assert reasons == [("start_datetime", "occupied")]


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [("2027-04-07 11:00", "2027-04-08 00:00"), ("2027-04-11 00:00", "2027-04-11 09:00")],
)
def test_whole_days_that_touch_a_block_are_free(sidecar: Sidecar, starts_at: str, ends_at: str) -> None:
    block(sidecar, starts_at, ends_at, BEA)

    assert list_reasons(sidecar, **ask_days(BEA, "2027-04-08")) == []


def test_a_block_of_somebody_else_is_in_nobody_s_way(sidecar: Sidecar) -> None:
    block(sidecar, f"{MONDAY} 09:00", f"{MONDAY} 17:00", BEA)

    assert list_reasons(sidecar) == []


def test_without_a_staff_member_whoever_is_not_blocked_is_booked(sidecar: Sidecar) -> None:
    block(sidecar, f"{MONDAY} 10:00", f"{MONDAY} 10:15")

    assert create(sidecar, staff_id=None)["staff"]["id"] == BEA


def test_blocks_are_no_slots(sidecar: Sidecar) -> None:
    before = list_slots(sidecar)

    block(sidecar, f"{MONDAY} 10:00", f"{MONDAY} 10:30")

    gone = ["09:30", "09:45", "10:00", "10:15"]
    assert set(before) - set(list_slots(sidecar)) == {f"{MONDAY} {clock}" for clock in gone}


def list_slots(sidecar: Sidecar) -> list[str]:
    said = {"service_id": 13, "staff_id": ALEX, "from_date": MONDAY, "days": 2, "limit": 100}
    with at_desk(sidecar) as desk:
        found = SEARCH.run(desk, read_inputs(SEARCH.inputs, said, desk.site.time_zone))
        return [f"{slot.record.starts_at:%Y-%m-%d %H:%M}" for slot in found]


def test_extras_of_minutes_take_their_time(sidecar: Sidecar) -> None:
    create(sidecar, start_datetime=f"{MONDAY} 11:00")

    extras = {"extra_ids": [HEAD_MASSAGE, DEEP_WASH]}  # 45 minutes more
    assert list_reasons(sidecar, start_datetime=f"{MONDAY} 10:00", **extras) == [
        ("start_datetime", "occupied")
    ]
    assert list_reasons(sidecar, start_datetime=f"{MONDAY} 09:30", **extras) == []


def test_extras_of_days_take_their_days(sidecar: Sidecar) -> None:
    result = create(sidecar, **ask_days(BEA, "2027-04-14", extra_ids=[ONE_MORE_DAY]))

    assert result["datetime"]["days"] == [f"2027-04-{day}" for day in (14, 15, 16, 17)]
    assert list_reasons(sidecar, staff_id=BEA, start_datetime="2027-04-17 10:00") == [
        ("start_datetime", "occupied")
    ]


@pytest.mark.parametrize("clock", ["00:00", "00:15"])
def test_the_second_day_of_a_night_is_taken(sidecar: Sidecar, clock: str) -> None:
    """Golden booking 45: Dov, 19 March 2027, 22:30 to 00:30; Saturdays begin at half past twelve."""
    open_nights(sidecar)

    reasons = list_reasons(sidecar, **trim(f"2027-03-20 {clock}"))

    assert reasons == [("start_datetime", "occupied")]


@pytest.mark.parametrize("start", ["2027-03-19 22:00", "2027-03-20 00:30"])
def test_what_touches_a_night_is_free(sidecar: Sidecar, start: str) -> None:
    """BookingX's record of a night begins a quarter of an hour early: its form would refuse 22:15."""
    open_nights(sidecar)

    assert list_reasons(sidecar, **trim(start)) == []


def open_nights(sidecar: Sidecar) -> None:
    """Give Dov hours that BookingX does not misread, with nights before Saturday and Sunday."""
    week = {weekday.lower(): "09:00-17:00" for weekday in WEEKDAYS}
    nights = {"friday": "10:00-23:45", "saturday": "00:00-15:00", "sunday": "00:00-06:00"}
    perform(sidecar, "update_availability", {"staff_id": DOV, **week, **nights})


def trim(start: str) -> dict[str, Any]:
    return {"staff_id": DOV, "service_id": BEARD_TRIM, "start_datetime": start}


def test_of_a_time_that_comes_twice_in_autumn_there_is_one(sidecar: Sidecar) -> None:
    """On 31 October 2027, a Sunday, London's clocks go back from 2:00 to 1:00."""
    open_nights(sidecar)

    result = create(sidecar, **trim("2027-10-31 01:30"))

    again = ["2027-10-31 01:30", "2027-10-31T01:30:00+01:00", "2027-10-31T01:30:00+00:00"]
    assert result["datetime"]["start"] == "2027-10-31T01:30:00+01:00"
    assert [list_reasons(sidecar, **trim(start)) for start in again] == [[("start_datetime", "occupied")]] * 3
    assert list_reasons(sidecar, **trim("2027-10-31 01:45")) == []
