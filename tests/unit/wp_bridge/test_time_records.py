"""A booking's slots, day by day, as BookingX numbers them past midnight."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sidecar.wp_bridge.posts.time_records import build_time_records
from sidecar.wp_bridge.writing import BookedHours

WHOLE_DAY = "".join(f"{slot}," for slot in range(1, 97))


@pytest.mark.parametrize(
    ("clock", "minutes", "expected"),
    [
        ("00:00", 15, [("2027-03-31", "00:00", "1,")]),
        ("23:15", 45, [("2027-03-31", "23:15", "94,95,96,")]),
        ("09:30", 20, [("2027-03-31", "09:30", "39,40,")]),
        (
            "22:30",
            120,
            [("2027-03-31", "22:30", "90,91,92,93,94,95,"), ("04/01/2027", "00:00", "1,2,")],
        ),
        (
            "23:45",
            15 + 24 * 60 + 30,
            [
                ("2027-03-31", "23:45", "95,"),
                ("04/01/2027", "00:00", WHOLE_DAY),
                ("04/02/2027", "00:00", "1,2,"),
            ],
        ),
    ],
)
def test_a_night_has_a_record_for_each_day_and_begins_one_slot_early(
    clock: str, minutes: int, expected: list[tuple[str, str, str]]
) -> None:
    starts_at = datetime.fromisoformat(f"2027-03-31 {clock}")
    times = BookedHours(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), minutes=minutes)

    records = build_time_records(times, 7, "2026-11-22 11:30:00")

    assert records == [
        {
            "booking_record_id": 7,
            "booking_date": day,
            "booking_time_from": time_from,
            "booking_time_till": "",
            "full_day": slots,
            "created_date": "2026-11-22 11:30:00",
        }
        for day, time_from, slots in expected
    ]
