"""Stored times become moments: zones, changes of the clocks, odd spellings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sidecar.errors import SetupError
from sidecar.wp_bridge.site import get_zone
from sidecar.wp_bridge.times import (
    get_named_zone,
    get_zone_name,
    parse_date,
    parse_local,
    parse_utc,
    start_of_day,
)

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("2027-03-17 09:00:00", "2027-03-17T09:00:00+00:00"),
        ("2027-07-01 09:00", "2027-07-01T09:00:00+01:00"),
        ("2027-03-28 01:30:00", "2027-03-28T02:30:00+01:00"),
        ("2027-10-31 01:30:00", "2027-10-31T01:30:00+01:00"),
        ("2027-10-31 02:00:00", "2027-10-31T02:00:00+00:00"),
        ("2027-3-1 00:0", "2027-03-01T00:00:00+00:00"),
        ("", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_a_wall_clock_time_is_the_moment_that_the_site_means(stored: str, expected: str | None) -> None:
    moment = parse_local(stored, LONDON)

    assert (moment.isoformat() if moment else None) == expected


def test_a_utc_time_is_utc_wherever_the_site_is() -> None:
    actual = parse_utc("2026-11-22 11:32:39")

    assert actual == datetime(2026, 11, 22, 11, 32, 39, tzinfo=UTC)


@pytest.mark.parametrize(
    "stored", ["2027-3-5", "2027-03-05", "2027-03-5", "03/05/2027", "3/5/2027", "March 5, 2027", " 2027-3-5 "]
)
def test_a_date_is_read_in_every_spelling_that_bookingx_uses(stored: str) -> None:
    assert parse_date(stored) == date(2027, 3, 5)


@pytest.mark.parametrize("stored", ["2027-02-30", "5.3.2027", "NaN", "9999-12-31", "1-1-1", "tomorrow"])
def test_a_date_that_is_none_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not a time that BookingX writes"):
        parse_date(stored)


def test_a_day_begins_an_hour_late_where_summer_time_begins_at_midnight() -> None:
    actual = start_of_day(date(2026, 9, 6), ZoneInfo("America/Santiago"))

    assert actual.isoformat() == "2026-09-06T01:00:00-03:00"


@pytest.mark.parametrize(
    ("city", "offset", "name", "minutes"),
    [
        ("Europe/London", "0", "Europe/London", 60),
        ("", "5.5", "+05:30", 330),
        ("", "-3", "-03:00", -180),
        ("", "0", "UTC", 0),
        ("", "", "UTC", 0),
        ("Asia/Calcutta", "", "Asia/Calcutta", 330),
    ],
)
def test_a_site_has_the_zone_of_its_city_or_of_its_offset(
    city: str, offset: str, name: str, minutes: int
) -> None:
    zone = get_zone(city, offset)

    assert get_zone_name(zone) == name
    assert datetime(2027, 7, 1, tzinfo=zone).utcoffset() == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("city", "offset"), [("Mars/Olympus", ""), ("../etc/passwd", ""), ("", "x"), ("", "99")]
)
def test_a_zone_that_does_not_exist_names_the_setting_to_change(city: str, offset: str) -> None:
    with pytest.raises(SetupError, match=r"time zone .* Settings, General"):
        get_zone(city, offset)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("europe/london", "Europe/London"),
        ("UTC", "UTC"),
        ("+05:30", "+05:30"),
        ("-0330", "-03:30"),
        ("UTC+5.75", "+05:45"),
        ("GMT-3", "-03:00"),
        ("UTC+0", "UTC"),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_offset(name: str, expected: str) -> None:
    assert get_zone_name(get_named_zone(name)) == expected


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "../etc/passwd", "right/UTC", "localtime", "+99:00", "5", "+5:99", "x" * 9_000]
)
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="zone"):
        get_named_zone(name)
