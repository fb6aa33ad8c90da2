"""What a booking takes is read from its metas, damaged ones too, and from records of any layout."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sidecar.wp_bridge.occupancy import Occupancy, build_occupancy, to_occupancy
from sidecar.wp_bridge.posts.booking_metas import BookingMetas
from sidecar.wp_bridge.records import StaffRecord
from tests.factories import make_record
from tests.support.availability import LONDON
from tests.support.php import serialize

STARTS, ENDS = datetime(2027, 3, 19, 22, 30), datetime(2027, 3, 20, 0, 30)  # noqa: DTZ001 - the wall clock


def read(record: str, **order: Any) -> tuple[Occupancy, BookingMetas]:
    metas = BookingMetas.from_rows(
        [
            ("seat_id", "11"),
            ("booking_time", serialize({"in_sec": 7200})),
            ("bookingTimeRecord", record),
            ("order_meta_data", serialize(order)),
        ]
    )
    return build_occupancy(45, "bkx-pending", metas, LONDON), metas


def read_night(record: str) -> tuple[Occupancy, BookingMetas]:
    return read(
        record,
        seat_id="8",
        booking_date="2027-3-19",
        booking_start_date="2027-03-19 22:30:00",
        booking_end_date="2027-03-20 00:30:00",
    )


def test_a_booking_by_the_clock_is_read_with_its_first_record() -> None:
    record = serialize([{"full_day": "90,91,92,"}, {"full_day": "1,2,"}])

    occupancy, metas = read_night(record)

    assert metas.unreadable == []
    assert occupancy == Occupancy(
        booking_id=45,
        staff_id=11,  # the flat row: staff may have been reassigned
        raw_status="bkx-pending",
        all_day=False,
        starts_at=STARTS,
        ends_at=ENDS,
        booking_date=date(2027, 3, 19),
        record_slots=(90, 91, 92),
        duration_seconds=7200,
    )


@pytest.mark.parametrize(
    "record", ["", serialize([]), serialize([{"full_day": ""}]), serialize([{"a": "b"}])]
)
def test_a_booking_without_a_record_still_takes_its_time(record: str) -> None:
    occupancy, metas = read_night(record)

    assert (occupancy.record_slots, occupancy.starts_at, occupancy.ends_at) == ((), STARTS, ENDS)
    assert metas.unreadable == []


@pytest.mark.parametrize(
    "record",
    [
        "a:1:{",
        serialize([{"full_day": "nine,"}]),
        serialize([{"full_day": ["9"]}]),
        serialize([{"full_day": "99999,"}]),
    ],
)
def test_a_damaged_record_is_named(record: str) -> None:
    occupancy, metas = read_night(record)

    assert (occupancy.record_slots, metas.unreadable) == ((), ["bookingTimeRecord"])


def test_whole_days_run_from_midnight_to_midnight() -> None:
    occupancy, _ = read(
        "", base_time_option="D", booking_multi_days=["2027-4-1", "2027-4-2"], booking_date="2027-04-01"
    )

    assert (occupancy.all_day, occupancy.days) == (True, (date(2027, 4, 1), date(2027, 4, 2)))
    assert (occupancy.starts_at, occupancy.ends_at) == (
        datetime(2027, 4, 1),  # noqa: DTZ001 - the wall clock
        datetime(2027, 4, 3),  # noqa: DTZ001 - the wall clock
    )


@pytest.mark.parametrize(
    ("raw_status", "expected"), [("bkx-ack", True), ("bkx-cancelled", False), ("trash", False)]
)
def test_the_status_says_whether_time_is_taken(raw_status: str, *, expected: bool) -> None:
    metas = BookingMetas.from_rows([])

    assert build_occupancy(1, raw_status, metas, LONDON).is_blocking is expected


def test_a_record_of_any_layout_takes_the_time_from_its_start_to_its_end() -> None:
    record = make_record(
        staff=StaffRecord(id=8, name="Alex", email="", phone=""),
        starts_at=STARTS.replace(tzinfo=LONDON),
        ends_at=ENDS.replace(tzinfo=LONDON),
    )

    assert to_occupancy(record) == Occupancy(
        booking_id=57,
        staff_id=8,
        raw_status="bkx-pending",
        all_day=False,
        starts_at=STARTS,
        ends_at=ENDS,
    )


def test_a_record_without_staff_takes_nobodys_time() -> None:
    assert to_occupancy(make_record(staff=None)).staff_id is None
