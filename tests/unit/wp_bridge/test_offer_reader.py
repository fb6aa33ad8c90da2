"""The metas of services, staff and extras: what counts, odd numbers, odd hours."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from sidecar.wp_bridge.offer_records import OpeningHours
from sidecar.wp_bridge.opening_hours import read_weekly_hours, to_clock, to_months
from sidecar.wp_bridge.posts.offer_reader import OfferPost, build_extra, build_service, to_count
from sidecar.wp_bridge.posts.post_metas import PostMetas
from tests.support.php import serialize

POST = OfferPost(1, "A", "", "publish", None, None)
MORNING = {"open": "8:00 AM", "close": "12:00 PM"}


def closed_but(**hours: OpeningHours) -> dict[str, OpeningHours | None]:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return {day: hours.get(day) for day in days}


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("12:00 AM", time(0)),
        ("12:15 AM", time(0, 15)),
        ("9:30 AM", time(9, 30)),
        ("09:30 AM", time(9, 30)),
        ("12:00 PM", time(12)),
        ("11:45 PM", time(23, 45)),
    ],
)
def test_a_clock_has_two_halves(stored: str, expected: time) -> None:
    assert to_clock(stored) == expected


@pytest.mark.parametrize(
    "stored", ["", "9:30", "13:00 PM", "0:30 AM", "9:60 AM", "9:30 am", "9:30AM", " 9:30 AM"]
)
def test_a_time_that_bookingx_does_not_write_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        to_clock(stored)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("", ()), ("January,December,", (1, 12)), ("May", (5,)), (" March , October", (3, 10))],
)
def test_months_are_numbers(stored: str, expected: tuple[int, ...]) -> None:
    assert to_months(stored) == expected


@pytest.mark.parametrize("stored", ["Januar", "1,2", "january"])
def test_a_month_that_is_none_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        to_months(stored)


@pytest.mark.parametrize(("stored", "expected"), [("", None), ("00", 0), (" 45 ", 45), ("3", 3)])
def test_a_count_is_a_whole_number_or_nothing(stored: str, expected: int | None) -> None:
    assert to_count(stored) == expected


@pytest.mark.parametrize("stored", ["1.5", "-1", "two", "1,5", "9" * 7, "NaN"])
def test_a_count_that_is_none_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not a count"):
        to_count(stored)


def test_of_two_groups_with_one_day_the_later_counts() -> None:
    groups = {
        "selected_days_1": {"days": ["Monday", "Tuesday"], "time": MORNING},
        "selected_days_2": {"days": ["Tuesday"], "time": {"open": "1:00 PM", "close": "2:00 AM"}},
    }

    actual = read_weekly_hours(PostMetas({"selected_days": serialize(groups)}))

    assert actual == closed_but(
        Monday=OpeningHours(opens=time(8), closes=time(12)),
        Tuesday=OpeningHours(opens=time(13), closes=time(2)),
    )


@pytest.mark.parametrize(
    "stored", ["", "a:0:{}", serialize({"selected_days_1": {"days": [], "time": MORNING}})]
)
def test_hours_that_were_never_set_are_no_damage(stored: str) -> None:
    metas = PostMetas({"selected_days": stored})

    assert read_weekly_hours(metas) == closed_but()
    assert metas.unreadable == []


@pytest.mark.parametrize(
    "group", ["x", {"days": "Monday", "time": MORNING}, {"days": ["Monday"], "time": {"open": "8:00 AM"}}, {}]
)
def test_a_group_of_another_shape_is_damage(group: Any) -> None:
    metas = PostMetas({"selected_days": serialize({"selected_days_1": group})})

    assert read_weekly_hours(metas) == closed_but()
    assert metas.unreadable == ["selected_days"]


@pytest.mark.parametrize(
    ("hours", "minutes", "expected"),
    [
        ("0", "45", 45),
        ("1", "30", 90),
        ("23", "45", 1425),
        ("24", "15", 15),
        ("", "", None),
        ("0", "00", None),
    ],
)
def test_one_to_twenty_three_hours_count(hours: str, minutes: str, expected: int | None) -> None:
    metas = PostMetas({"base_time_option": "H", "base_hours": hours, "base_minutes": minutes})

    assert build_service(POST, metas).duration_minutes == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("", ("hours", 60, None, ())),
        ("H", ("hours", 60, None, ())),
        ("D", ("days", None, 2, ())),
        ("M", ("months", None, None, ())),
        ("X", ("hours", 60, None, ("base_time_option",))),
    ],
)
def test_only_the_time_in_the_services_own_unit_counts(option: str, expected: tuple[object, ...]) -> None:
    metas = PostMetas({"base_time_option": option, "base_hours": "1", "base_day": "2", "base_month": "3"})

    actual = build_service(POST, metas)

    assert (actual.unit, actual.duration_minutes, actual.days, actual.unreadable) == expected


@pytest.mark.parametrize(
    ("regular", "sale", "expected"),
    [
        ("7.5", "6", "6"),
        ("7.5", "9.25", "9.25"),
        ("7.5", "0", "7.5"),
        ("7.5", "0.00", "7.5"),
        ("7.5", "-1", "7.5"),
        ("7.5", "", "7.5"),
        ("", "6", "6"),
        ("", "", "None"),
    ],
)
def test_a_sale_price_above_zero_is_what_an_extra_costs(regular: str, sale: str, expected: str) -> None:
    metas = PostMetas({"addition_price": regular, "extra_sale_price": sale})

    assert str(build_extra(POST, metas).price) == expected
