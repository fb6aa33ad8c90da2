"""When a staff member works: weekdays and months as BookingX's admin screen stores them."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from sidecar.calendar_names import MONTH_NAMES, WEEKDAYS
from sidecar.wp_bridge.offer_records import OpeningHours

if TYPE_CHECKING:
    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.posts.post_metas import PostMetas

HOURS = "selected_days"
MONTHS = "seat_months"
_CLOCK = re.compile(r"(?P<hour>0?[1-9]|1[0-2]):(?P<minute>[0-5][0-9]) (?P<half>AM|PM)")

WeeklyHours = dict[str, OpeningHours | None]


def read_weekly_hours(metas: PostMetas) -> WeeklyHours:
    """Return a staff member's hours of each weekday, None where it is closed; what is damaged is marked."""
    return read_hours_groups(metas, HOURS)


def read_hours_groups(metas: PostMetas, key: str) -> WeeklyHours:
    """Return the hours that a meta or an option keeps, by weekday, None where it is closed.

    BookingX keeps groups of days that share their hours. Of two groups with one day the later counts
    (includes/core/functions/bkx-core-functions.php:141-263), so that nobody works twice a day. A group that
    is damaged is marked and left out.
    """
    hours: WeeklyHours = dict.fromkeys(WEEKDAYS)
    for group in (metas.find_array(key) or {}).values():
        try:
            hours |= _read_group(group)
        except ValueError:
            metas.mark_unreadable(key)
    return hours


def to_months(stored: str) -> tuple[int, ...]:
    """Return the numbers of a comma list of English months, which may end in a comma. Raises ValueError."""
    return tuple(MONTH_NAMES.index(name.strip()) + 1 for name in stored.split(",") if name.strip())


def to_clock(stored: str) -> time:
    """Return the time of a clock such as `9:30 AM`. Raises ValueError for any other spelling.

    BookingX, too, takes upper case and one blank alone.
    """
    match = _CLOCK.fullmatch(stored)
    if match is None:
        raise ValueError("not a time of a clock with AM and PM")
    return time(int(match["hour"]) % 12 + 12 * (match["half"] == "PM"), int(match["minute"]))


def _read_group(group: PhpValue) -> WeeklyHours:
    match group:
        case {"days": [*days], "time": {"open": str(opens), "close": str(closes)}}:
            hours = OpeningHours(opens=to_clock(opens), closes=to_clock(closes))
            return {_to_weekday(day): hours for day in days}
        case _:
            raise ValueError("not a group of days")


def _to_weekday(day: PhpValue) -> str:
    if not isinstance(day, str) or day not in WEEKDAYS:
        raise ValueError("not a weekday")
    return day
