"""`bookingTimeRecord`: the quarters of an hour by which BookingX's form sees what a booking takes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sidecar.wp_bridge.writing import BookedDays

if TYPE_CHECKING:
    from datetime import date

    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.writing import BookedHours, BookedTimes

SLOT_MINUTES, SLOTS_OF_A_DAY = 15, 96
ONE_DAY = timedelta(days=1)


def build_time_records(times: BookedTimes, booking_id: int, created_date: str) -> list[PhpValue]:
    """Return a record for each day that a booking touches; none for whole days.

    The days after the first are spelled otherwise, as in BookingX (class-bkx-booking.php:2172-2289).
    """
    if isinstance(times, BookedDays):
        return []
    return [
        {
            "booking_record_id": booking_id,
            "booking_date": f"{day:%m/%d/%Y}" if day != times.starts_at.date() else f"{day:%Y-%m-%d}",
            "booking_time_from": f"{starts:%H:%M}",
            "booking_time_till": "",
            "full_day": "".join(f"{slot}," for slot in slots),
            "created_date": created_date,
        }
        for day, starts, slots in list_slots(times)
    ]


def list_slots(times: BookedHours) -> list[tuple[date, time, range]]:
    """Return day, start and slots of each day that is touched; slot 1 is midnight.

    Where a booking runs past midnight, BookingX numbers those of the first day one too low, and takes the
    time before for booked, too. We do so as well, because its form counts the slots from the first one on.
    """
    start = times.starts_at
    first = (start.hour * 60 + start.minute) // SLOT_MINUTES + 1
    count = -(-times.minutes // SLOT_MINUTES)
    until_midnight = SLOTS_OF_A_DAY - first + 1
    if count <= until_midnight:
        return [(start.date(), start.time(), range(first, first + count))]
    days = [(start.date(), start.time(), range(first - 1, SLOTS_OF_A_DAY))]
    left = count - until_midnight
    day = start.date()
    while left > 0:
        day += ONE_DAY
        days.append((day, datetime.min.time(), range(1, min(left, SLOTS_OF_A_DAY) + 1)))
        left -= SLOTS_OF_A_DAY
    return days
