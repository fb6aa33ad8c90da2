"""When a booking takes place: BookingX's two ways of storing it, made one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from sidecar.wp_bridge.times import (
    at_site,
    get_named_zone,
    get_zone_name,
    parse_date,
    parse_local,
    start_of_day,
)

if TYPE_CHECKING:
    from sidecar.wp_bridge.posts.booking_metas import BookingMetas

MAX_DAYS = 1_000
MAX_SECONDS = MAX_DAYS * 24 * 60 * 60
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingTimes:
    """Start and end (exclusive) in the site's zone, the days of a booking of whole days, its length."""

    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    days: tuple[date, ...]
    duration_minutes: int | None


def read_times(metas: BookingMetas, zone: tzinfo) -> BookingTimes:
    """Return when the booking takes place; what cannot be read is None and marked in `metas`."""
    if metas.flat_first("base_time_option") == "D":
        return _read_days(metas, zone)
    return _read_hours(metas, zone)


def read_customer_zone(metas: BookingMetas) -> str | None:
    """Return the zone that the customer chose in the form of the Time Zone add-on; None for none."""
    stored = metas.order_first("user_time_zone").strip()
    if not stored:
        return None
    return metas.parse("user_time_zone", stored, lambda name: get_zone_name(get_named_zone(name)))


def _read_hours(metas: BookingMetas, zone: tzinfo) -> BookingTimes:
    """Read a booking by the clock; the stored end holds past midnight, too."""
    minutes = _read_minutes(metas)
    starts_at = _read_moment(metas, "booking_start_date", zone) or _start_from_parts(metas, zone)
    ends_at = _read_moment(metas, "booking_end_date", zone)
    if starts_at and minutes and (ends_at is None or ends_at <= starts_at):
        ends_at = at_site(starts_at.replace(tzinfo=None) + timedelta(minutes=minutes), zone)
    if minutes is None and starts_at and ends_at and ends_at > starts_at:
        minutes = int((ends_at - starts_at).total_seconds() // 60)
    return BookingTimes(
        starts_at=starts_at, ends_at=ends_at, all_day=False, days=(), duration_minutes=minutes
    )


def _read_days(metas: BookingMetas, zone: tzinfo) -> BookingTimes:
    """Read a booking of whole days by the list of its days.

    What else BookingX stores of it is of no use: the end is its second day, the duration is 60 times
    too long on some versions of PHP.
    """
    days = _list_days(metas)
    return BookingTimes(
        starts_at=start_of_day(days[0], zone) if days else None,
        ends_at=start_of_day(days[-1] + timedelta(days=1), zone) if days else None,
        all_day=True,
        days=days,
        duration_minutes=len(days) * MINUTES_OF_A_DAY or None,
    )


def _list_days(metas: BookingMetas) -> tuple[date, ...]:
    stored = [str(day) for day in list(metas.array("booking_multi_days").values())[:MAX_DAYS]]
    listed = [metas.parse("booking_multi_days", day, parse_date) for day in stored]
    return tuple(sorted({day for day in listed if day})) or _days_from_parts(metas)


def _days_from_parts(metas: BookingMetas) -> tuple[date, ...]:
    """Count the service's days from the first; imported bookings may have no list."""
    first = metas.parse("booking_date", metas.order_first("booking_date"), parse_date)
    count = metas.parse("base_days", metas.order_first("base_days") or "1", int)
    if first is None or count is None or not 1 <= count <= MAX_DAYS:
        return ()
    return tuple(first + timedelta(days=number) for number in range(count))


def _read_minutes(metas: BookingMetas) -> int | None:
    stored = metas.array("booking_time").get("in_sec")
    seconds = int(stored) if isinstance(stored, str) and re.fullmatch("[0-9]{1,10}", stored) else stored
    if isinstance(seconds, int) and 0 < seconds <= MAX_SECONDS:
        return seconds // 60
    if seconds:
        metas.mark_unreadable("booking_time")
    return None


def _read_moment(metas: BookingMetas, key: str, zone: tzinfo) -> datetime | None:
    return metas.parse(key, metas.order_first(key), lambda stored: parse_local(stored, zone))


def _start_from_parts(metas: BookingMetas, zone: tzinfo) -> datetime | None:
    day = metas.parse("booking_date", metas.order_first("booking_date"), parse_date)
    clock = metas.order_first("booking_time_from")
    if day is None or not clock:
        return None
    return metas.parse("booking_time_from", f"{day} {clock}", lambda stored: parse_local(stored, zone))
