"""Changes when a staff member works: reads what is wanted, refuses what BookingX would misread, writes it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from sidecar.calendar_names import MONTH_NAMES, WEEKDAYS
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.inputs.hours import ALL_MONTHS, DAYS
from sidecar.wp_bridge.availability.slots import get_weekly_hours, is_misread
from sidecar.wp_bridge.offer_records import OpeningHours
from sidecar.wp_bridge.opening_hours import HOURS
from sidecar.wp_bridge.posts.hours_writer import set_months, set_weekly_hours
from sidecar.wp_bridge.posts.post_rows import PostRows
from sidecar.wp_bridge.write_errors import HoursNotKeptError, UnwritableHoursError

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.business import Business
    from sidecar.wp_bridge.offer_records import StaffMember
    from sidecar.wp_bridge.opening_hours import WeeklyHours

MIDNIGHT = time(0)
CLOSED = "closed"
DAY_KEYS = tuple(day.key for day in DAYS)
MISREAD = (
    "BookingX reads these hours as others. Begin and end at a quarter of an hour, end after the beginning, "
    "and by 23:45 where the beginning is at noon or later."
)
KEPT_MISREAD = (
    "The hours that this day has now are ones that BookingX misreads. Give hours for this day, too: "
    "at a quarter of an hour, and by 23:45 where they begin at noon or later."
)
DAMAGED = (
    "The hours that this staff member has now are damaged. Give hours for all seven days, or set them in "
    "BookingX."
)


def check_hours(given: Given) -> dict[str, str]:
    """Return what is wrong with the hours and months of a call, by input."""
    wrong = {key: MISREAD for key in DAY_KEYS if given[key] and _is_unreadable(parse_hours(given[key]))}
    if given["hours_from_business"] and gives_days(given):
        wrong["hours_from_business"] = "Give either hours of single days or the hours of the business."
    months = given["months"] or ()
    if ALL_MONTHS in months and len(months) > 1:
        wrong["months"] = "Give either the word all or the names of months."
    return wrong


def gives_days(given: Given) -> bool:
    """Say whether a call names the hours of a weekday."""
    return any(given[key] for key in DAY_KEYS)


def changes_hours(given: Given) -> bool:
    """Say whether a call changes hours or months."""
    return gives_days(given) or given["hours_from_business"] is not None or given["months"] is not None


def parse_hours(text: str) -> OpeningHours | None:
    """Return the hours of `09:00-17:00`, in which 24:00 is midnight, and None for `closed`."""
    if text == CLOSED:
        return None
    opens, closes = text.replace("24:00", "00:00").split("-")
    return OpeningHours(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


def format_hours(hours: OpeningHours | None) -> str:
    """Return hours as an input takes them."""
    if hours is None:
        return CLOSED
    closes = "24:00" if hours.closes == MIDNIGHT else f"{hours.closes:%H:%M}"
    return f"{hours.opens:%H:%M}-{closes}"


def write_hours(desk: Desk, staff: StaffMember, business: Business, given: Given) -> None:
    """Write the hours and months that a call gives; needs the lock of the staff member.

    Raises HoursNotKeptError where BookingX has no place for them, and InvalidDataError or
    UnwritableHoursError for what it would misread.
    """
    if desk.layout == "tables":
        raise HoursNotKeptError
    rows = PostRows(desk.tables)
    if given["months"] is not None:
        numbers = [MONTH_NAMES.index(name) + 1 for name in given["months"] if name != ALL_MONTHS]
        set_months(desk.connection, rows, staff.id, numbers, desk.edit)
    if given["hours_from_business"]:
        set_weekly_hours(desk.connection, rows, staff.id, None, desk.edit)
    elif gives_days(given) or (given["hours_from_business"] is False and not staff.works_own_hours):
        weekly = _merge(staff, business, given)
        set_weekly_hours(desk.connection, rows, staff.id, weekly, desk.edit)


def _merge(staff: StaffMember, business: Business, given: Given) -> WeeklyHours:
    """Return the whole week: days that are not given stay as they count now, the business's at first."""
    if HOURS in staff.unreadable and not all(given[key] for key in DAY_KEYS):
        raise UnwritableHoursError(DAMAGED)
    now = get_weekly_hours(staff, business)
    weekly = {day: now.get(day) for day in WEEKDAYS}
    weekly |= {day: parse_hours(given[day.lower()]) for day in WEEKDAYS if given[day.lower()]}
    kept = [day.lower() for day, hours in weekly.items() if _is_unreadable(hours)]
    if kept:
        raise InvalidDataError(fields=[FieldFault(day, KEPT_MISREAD) for day in kept])
    return weekly


def _is_unreadable(hours: OpeningHours | None) -> bool:
    """Say whether BookingX takes hours for others, or its screens would: an end on the next day."""
    if hours is None:
        return False
    ends_next_day = hours.closes <= hours.opens and hours.closes != MIDNIGHT
    return ends_next_day or is_misread(hours)
