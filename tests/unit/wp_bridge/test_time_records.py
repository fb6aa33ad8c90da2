"""The quarters of an hour of a booking are those that BookingX counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from sidecar.wp_bridge.time_records import build_time_records, list_slots
from sidecar.wp_bridge.writing import BookedDays, BookedHours

MONDAY, TUESDAY, WEDNESDAY = date(2027, 3, 15), date(2027, 3, 16), date(2027, 3, 17)
CASES = {
    ("09:30", 90): [(MONDAY, time(9, 30), range(39, 45))],
    ("00:00", 15): [(MONDAY, time(0), range(1, 2))],
    ("22:00", 120): [(MONDAY, time(22), range(89, 97))],
    ("22:30", 120): [(MONDAY, time(22, 30), range(90, 96)), (TUESDAY, time(0), range(1, 3))],
    ("23:45", 45): [(MONDAY, time(23, 45), range(95, 96)), (TUESDAY, time(0), range(1, 3))],
    ("23:00", 26 * 60): [
        (MONDAY, time(23), range(92, 96)),
        (TUESDAY, time(0), range(1, 97)),
        (WEDNESDAY, time(0), range(1, 5)),
    ],
    ("09:00", 20): [(MONDAY, time(9), range(37, 39))],
}


def book(clock: str, minutes: int) -> BookedHours:
    start = datetime.combine(MONDAY, time.fromisoformat(clock))
    return BookedHours(starts_at=start, ends_at=start + timedelta(minutes=minutes), minutes=minutes)


@pytest.mark.parametrize(("clock", "minutes"), CASES, ids=lambda value: str(value))
def test_slots_are_counted_from_midnight_day_by_day(clock: str, minutes: int) -> None:
    assert list_slots(book(clock, minutes)) == CASES[clock, minutes]


def test_days_after_the_first_are_spelled_otherwise() -> None:
    records = build_time_records(book("23:45", 45), 57, "2026-11-22 11:00:00")

    usual = {"booking_record_id": 57, "booking_time_till": "", "created_date": "2026-11-22 11:00:00"}
    assert records == [
        {**usual, "booking_date": "2027-03-15", "booking_time_from": "23:45", "full_day": "95,"},
        {**usual, "booking_date": "03/16/2027", "booking_time_from": "00:00", "full_day": "1,2,"},
    ]


def test_whole_days_have_none() -> None:
    assert build_time_records(BookedDays(days=(MONDAY,), service_days=1), 57, "") == []
