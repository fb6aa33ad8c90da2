"""Which quarters of an hour a booking takes: as BookingX counts them, and as it really lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sidecar.wp_bridge.availability.differences import AS_BOOKINGX, STRICT, Rules
from sidecar.wp_bridge.availability.occupied import map_taken_slots
from sidecar.wp_bridge.availability.verdict import Asked
from tests.support.availability import MONDAY, book

if TYPE_CHECKING:
    from sidecar.wp_bridge.occupancy import Occupancy

TEN = time(10)
SLOT_OF_TEN = 41


def list_taken(booking: Occupancy, rules: Rules, days_later: int = 0) -> list[int]:
    asked = Asked(day=MONDAY + timedelta(days=days_later))
    return sorted(map_taken_slots([booking], asked, rules))


def test_a_time_that_ends_within_a_quarter_takes_it() -> None:
    booking = book(1, MONDAY, TEN, 20)

    assert list_taken(booking, STRICT) == [SLOT_OF_TEN, SLOT_OF_TEN + 1]
    assert list_taken(booking, AS_BOOKINGX) == [SLOT_OF_TEN]


def test_a_time_that_begins_within_a_quarter_takes_it() -> None:
    starts_at = datetime(2027, 3, 15, 10, 10)  # noqa: DTZ001 - the wall clock
    booking = replace(
        book(1, MONDAY, TEN, 15), starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10)
    )

    assert list_taken(replace(booking, record_slots=()), STRICT) == [SLOT_OF_TEN, SLOT_OF_TEN + 1]


def test_a_booking_without_a_length_takes_its_first_quarter() -> None:
    booking = replace(book(1, MONDAY, TEN, 15), duration_seconds=0, ends_at=None)

    assert list_taken(booking, STRICT) == [SLOT_OF_TEN]


def test_bookingx_counts_a_hundred_quarters_at_most() -> None:
    booking = book(1, MONDAY, time(0), 26 * 60)

    assert list_taken(booking, AS_BOOKINGX) == list(range(100))  # from slot 0: a night begins one early
    assert list_taken(booking, STRICT) == list(range(105))


def test_the_next_day_and_the_day_before_see_a_night_from_their_own_midnight() -> None:
    night = book(1, MONDAY, time(23, 30), 60)

    assert [list_taken(night, STRICT, day) for day in (-1, 1, 2)] == [[191, 192, 193, 194], [1, 2], []]
    assert [list_taken(night, AS_BOOKINGX, day) for day in (-1, 1, 2)] == [[], [], []]


def test_a_booking_that_bookingx_did_not_record_takes_its_time() -> None:
    booking = replace(book(1, MONDAY, TEN, 30), record_slots=(), booking_date=None)

    assert list_taken(booking, STRICT) == [SLOT_OF_TEN, SLOT_OF_TEN + 1]
    assert list_taken(booking, AS_BOOKINGX) == []
