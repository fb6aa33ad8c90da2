"""BookingX's grid: the quarter hours of a day, numbered from 1, and those at which is open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sidecar.calendar_names import WEEKDAYS
from sidecar.wp_bridge.availability.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.business import Business
    from sidecar.wp_bridge.offer_records import OpeningHours, StaffMember

MINUTES = 15
SLOT = timedelta(minutes=MINUTES)
SLOTS_OF_A_DAY = 96
NOON = 12


def to_slot(clock: time) -> int | None:
    """Return the number of the quarter hour that begins then (00:00 is 1, 23:45 is 96); None off the grid."""
    if clock.minute % MINUTES or clock.second or clock.microsecond:
        return None
    return clock.hour * 4 + clock.minute // MINUTES + 1


def get_slot_start(day: date, slot: int) -> datetime:
    """Return when a slot begins, by the wall clock; slot 97 is the midnight after the day."""
    return datetime.combine(day, time()) + (slot - 1) * SLOT


def count_slots(minutes: int) -> int:
    """Return how many quarter hours a time takes; one that is begun is taken."""
    return -(-minutes // MINUTES)


def list_touched_slots(day: date, starts_at: datetime, ends_at: datetime, until: int) -> Iterator[int]:
    """Return the slots that a time touches, counted from a day's midnight: 97 and up are the next day."""
    midnight = datetime.combine(day, time())
    first = (starts_at - midnight) // SLOT + 1
    last = -((midnight - ends_at) // SLOT)
    return iter(range(max(first, 1), min(last, until) + 1))


def find_hours(staff: StaffMember, business: Business, day: date) -> OpeningHours | None:
    """Return when the staff member works on a day; None where it is closed."""
    return get_weekly_hours(staff, business).get(WEEKDAYS[day.weekday()])


def get_weekly_hours(staff: StaffMember, business: Business) -> dict[str, OpeningHours | None]:
    """Return the staff member's own hours where at least one day has any, else those of the business.

    So does BookingX (includes/core/functions/bkx-core-functions.php:167-171).
    """
    return staff.weekly_hours if any(staff.weekly_hours.values()) else business.weekly_hours


def list_opening_slots(hours: OpeningHours | None, rules: Rules) -> frozenset[int]:
    """Return the slots of a day at which is open; above 96 they belong to the next day."""
    if hours is None:
        return frozenset()
    slots = _list_as_bookingx(hours)
    return slots & _list_as_meant(hours) if Difference.HOURS_AS_MEANT in rules else slots


def is_misread(hours: OpeningHours) -> bool:
    """Say whether BookingX takes these hours for others than are meant, as with many past midnight."""
    return _list_as_bookingx(hours) != _list_as_meant(hours)


def _list_as_bookingx(hours: OpeningHours) -> frozenset[int]:
    """Count as BookingX does (bkx-core-functions.php:197-250).

    Midnight only ends a day that began in the morning; where the end comes before the beginning, what lies
    between them counts as open.
    """
    closing_hour = hours.closes.hour
    if closing_hour == 0:
        closing_hour = 24 if hours.opens.hour < NOON else NOON
    first = hours.opens.hour * 4 + _count_quarters(hours.opens)
    last = closing_hour * 4 + _count_quarters(hours.closes) - 1
    return frozenset(range(min(first, last), max(first, last) + 1))


def _count_quarters(clock: time) -> int:
    """Return 1 to 4; 0 off the grid, where BookingX's function returns nothing."""
    return 0 if clock.minute % MINUTES else clock.minute // MINUTES + 1


def _list_as_meant(hours: OpeningHours) -> frozenset[int]:
    """Return the whole slots from the beginning to the end, which may be on the next day."""
    opens, closes = _to_minutes(hours.opens), _to_minutes(hours.closes)
    if closes <= opens:
        closes += 24 * 60
    return frozenset(range(count_slots(opens) + 1, closes // MINUTES + 1))


def _to_minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
