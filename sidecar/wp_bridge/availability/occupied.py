"""Which time the staff member's other bookings take: quarter hours of a day, or whole days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sidecar.wp_bridge.availability.differences import Difference
from sidecar.wp_bridge.availability.slots import SLOTS_OF_A_DAY, list_touched_slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.availability.verdict import Asked, Facts
    from sidecar.wp_bridge.occupancy import Occupancy

UNTIL = 3 * SLOTS_OF_A_DAY
MAX_STORED_SLOTS = 100
SECONDS_OF_A_SLOT = 900


def list_others(facts: Facts, asked: Asked, rules: Rules) -> list[Occupancy]:
    """Return the bookings that take time. Ours leave out the one that is moved; BookingX's do not."""
    moved = asked.moved if Difference.ONLY_THE_MOVED_BOOKING in rules else None
    moved_id = moved.booking_id if moved else None
    return [other for other in facts.bookings if other.is_blocking and other.booking_id != moved_id]


def map_taken_slots(others: Iterable[Occupancy], asked: Asked, rules: Rules) -> dict[int, Occupancy]:
    """Return by whom each slot is taken, counted from the asked day's midnight.

    Slots that BookingX takes to be occupied count in any case: its own form would refuse them.
    """
    taken: dict[int, Occupancy] = {}
    for other in others:
        for slot in _list_as_bookingx(other, asked.day):
            taken.setdefault(slot, other)
        if Difference.REAL_TIMES in rules and other.starts_at and other.ends_at:
            for slot in list_touched_slots(asked.day, other.starts_at, other.ends_at, UNTIL):
                taken.setdefault(slot, other)
    if asked.moved and Difference.ONLY_THE_MOVED_BOOKING not in rules:
        for slot in asked.moved.record_slots:  # whatever the day: class-bkx-booking.php:1196-1204
            taken.pop(slot, None)
    return taken


def map_taken_days(others: Iterable[Occupancy], rules: Rules, *, by_hours: bool) -> dict[date, Occupancy]:
    """Return by whom each day is taken: by bookings of days, and with `by_hours` by those of hours, too."""
    taken: dict[date, Occupancy] = {}
    for other in others:
        if other.all_day or by_hours:
            for day in _list_days(other, rules):
                taken.setdefault(day, other)
    return taken


def _list_as_bookingx(other: Occupancy, day: date) -> range:
    """Return as many slots as the duration has, from the record's first (class-bkx-booking.php:1404-1443)."""
    if other.booking_date != day or not other.record_slots:
        return range(0)
    count = min(max(other.duration_seconds // SECONDS_OF_A_SLOT, 1), MAX_STORED_SLOTS)
    return range(other.record_slots[0], other.record_slots[0] + count)


def _list_days(other: Occupancy, rules: Rules) -> Iterator[date]:
    """Return the days that a booking takes; BookingX knows only the first of one of hours."""
    if other.booking_date:
        yield other.booking_date
    is_known = other.all_day or Difference.REAL_TIMES in rules
    if is_known and other.starts_at and other.ends_at:
        last = (other.ends_at - timedelta(microseconds=1)).date()
        for number in range((last - other.starts_at.date()).days + 1):
            yield other.starts_at.date() + timedelta(days=number)
