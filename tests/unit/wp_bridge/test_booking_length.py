"""The times of a new booking are stored as BookingX stored them for the same request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.wp_bridge.booking_length import (
    StoredTimes,
    build_time_record,
    count_seconds,
    name_duration,
    store_days,
    store_hours,
)
from sidecar.wp_bridge.php_serialized import loads
from sidecar.wp_bridge.times import parse_date
from tests.support.golden import list_golden, load_golden
from tests.support.golden_offers import BEARD_TRIM, EXTRAS, HEAD_MASSAGE, SERVICES

if TYPE_CHECKING:
    from sidecar.wp_bridge.offer_records import Extra, Service

BY_CLOCK = [name for name in list_golden("bookings") if not name.startswith("days")]
BY_DAY = [name for name in list_golden("bookings") if name.startswith("days")]
ONE_DAY = replace(HEAD_MASSAGE, unit="days", duration_minutes=None, days=1)
VAN = replace(BEARD_TRIM, unit="days", duration_minutes=None, days=3)
CREATED = "2026-11-22 11:30:00"


def load_metas(name: str) -> dict[str, str]:
    """Return the rows that the plugin wrote for a booking."""
    rows = load_golden("bookings", name)["steps"][0]["rows"]["created"]["wp_postmeta"]
    booking = next(row["post_id"] for row in rows if row["meta_key"] == "order_meta_data")
    return {row["meta_key"]: row["meta_value"] for row in rows if row["post_id"] == booking}


def get_offer(metas: dict[str, str]) -> tuple[Service, list[Extra], int | None]:
    """Return what was booked, and how often it was extended."""
    extension = load_order(metas)["extended_base_time"]
    named = metas.get("addition_ids", "").split(",")
    return (
        next(service for service in SERVICES if str(service.id) == metas["base_id"]),
        [extra for extra in EXTRAS if str(extra.id) in named],
        int(extension) if str(extension).isdigit() else None,
    )


def load_order(metas: dict[str, str]) -> dict[Any, Any]:
    order = loads(metas["order_meta_data"])
    assert isinstance(order, dict)
    return order


def get_date(metas: dict[str, str]) -> date:
    day = parse_date(metas["booking_date"])
    assert day is not None
    return day


@pytest.mark.parametrize("name", BY_CLOCK + BY_DAY)
def test_the_duration_is_stored_as_bookingx_did(name: str) -> None:
    metas = load_metas(name)

    seconds = count_seconds(*get_offer(metas))

    assert ({"in_sec": seconds}, name_duration(seconds)) == (
        loads(metas["booking_time"]),
        metas["total_duration"],
    )


@pytest.mark.parametrize("name", BY_CLOCK)
def test_a_booking_by_the_clock_is_stored_as_bookingx_did(name: str) -> None:
    metas = load_metas(name)
    day, clock = get_date(metas), time.fromisoformat(metas["booking_time_from"])
    seconds = count_seconds(*get_offer(metas))

    times = store_hours(day, clock, seconds)

    assert times == StoredTimes(
        booking_date=day.isoformat(),  # padded, which BookingX reads as well as what its calendar posts
        booking_time_from=metas["booking_time_from"],
        booking_start_date=metas["booking_start_date"],
        booking_end_date=metas["booking_end_date"],
        booking_multi_days=(),
        base_days="",
    )


@pytest.mark.parametrize("name", BY_CLOCK)
def test_the_time_record_is_bookingxs(name: str) -> None:
    metas = load_metas(name)
    clock = time.fromisoformat(metas["booking_time_from"])
    seconds = count_seconds(*get_offer(metas))
    times = store_hours(get_date(metas), clock, seconds)

    record = build_time_record(int(metas["order_id"]), times, seconds, metas["created_date"])

    recorded: Any = loads(metas["bookingTimeRecord"])
    recorded[0]["booking_date"] = times.booking_date
    assert record == recorded


@pytest.mark.parametrize("name", BY_DAY)
def test_a_booking_by_the_day_is_stored_as_bookingx_did(name: str) -> None:
    metas = load_metas(name)
    listed = loads(metas["booking_multi_days"])
    assert isinstance(listed, list)
    days = [day for day in (parse_date(str(stored)) for stored in listed) if day]

    times = store_days(days, get_offer(metas)[0])

    assert times == StoredTimes(
        booking_date=metas["booking_date"],
        booking_time_from="",
        booking_start_date=metas["booking_start_date"],
        booking_end_date=metas["booking_end_date"],
        booking_multi_days=tuple(str(stored) for stored in listed),
        base_days=metas["base_days"],
    )


def test_one_day_has_no_end() -> None:
    times = store_days([date(2027, 10, 1)], replace(VAN, days=1))

    assert (times.booking_end_date, times.booking_multi_days) == ("", ("2027-10-1",))


@pytest.mark.parametrize(
    ("service", "extras", "extension", "expected"),
    [
        (BEARD_TRIM, [], 3, 900),
        (BEARD_TRIM, [HEAD_MASSAGE, HEAD_MASSAGE], 0, 2700),
        (BEARD_TRIM, [ONE_DAY], 0, 900 + 60 * 86_400),
        (VAN, [], 0, 60 * 3 * 86_400),
        (VAN, [], None, 3 * 86_400),
        (VAN, [], 2, 60 * 5 * 86_400),
        (VAN, [ONE_DAY, HEAD_MASSAGE], 0, 60 * 4 * 86_400 + 900),
    ],
)
def test_days_count_sixtyfold(
    service: Service, extras: list[Extra], extension: int | None, expected: int
) -> None:
    assert count_seconds(service, extras, extension) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, ""),
        (15, " (15 Minutes)"),
        (60, " (1 Hour)"),
        (75, " (1 Hours 15 Minutes)"),
        (1440, " (0 Hours 0 Minutes)"),
        (1530, " (1 Hours 30 Minutes)"),
        (3 * 60 * 1440, " (0 Hours 0 Minutes)"),
    ],
)
def test_the_duration_is_named_as_bookingx_does(minutes: int, expected: str) -> None:
    assert name_duration(minutes * 60) == expected


def list_slots(clock: time, minutes: int) -> list[tuple[str, str, str]]:
    record = build_time_record(7, store_hours(date(2027, 3, 31), clock, minutes * 60), minutes * 60, CREATED)
    return [(entry["booking_date"], entry["booking_time_from"], entry["full_day"]) for entry in record]


@pytest.mark.parametrize(
    ("clock", "minutes", "expected"),
    [
        (time(23, 15), 45, [("2027-03-31", "23:15", "94,95,96,")]),
        (time(9, 30), 20, [("2027-03-31", "09:30", "39,40,")]),
        (
            time(22, 30),
            120,
            [("2027-03-31", "22:30", "90,91,92,93,94,95,"), ("04/01/2027", "00:00", "1,2,")],
        ),
        (time(23, 45), 20, [("2027-03-31", "23:45", "95,")]),
    ],
)
def test_a_night_has_a_record_for_each_day_and_begins_one_slot_early(
    clock: time, minutes: int, expected: list[tuple[str, str, str]]
) -> None:
    assert list_slots(clock, minutes) == expected


def test_more_than_a_day_has_a_record_for_each() -> None:
    whole_day = "".join(f"{slot}," for slot in range(1, 97))

    assert list_slots(time(23, 45), 15 + 1440 + 30) == [
        ("2027-03-31", "23:45", "95,"),
        ("04/01/2027", "00:00", whole_day),
        ("04/02/2027", "00:00", "1,2,"),
    ]
