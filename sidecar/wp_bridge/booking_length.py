"""How long a new booking is, in the words in which BookingX stores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sidecar.wp_bridge.offer_records import Extra, Service

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
SLOT_SECONDS, SLOTS_OF_A_DAY = 15 * MINUTE, 96
DAYS_FACTOR = 60
"""BookingX stores services and extras of days as if their seconds were minutes."""

TimeRecord = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTimes:
    """The texts that BookingX stores of a booking's time, by their meta keys; "" gets no row."""

    booking_date: str
    booking_time_from: str
    booking_start_date: str
    booking_end_date: str
    booking_multi_days: tuple[str, ...]
    base_days: str


def count_seconds(service: Service, extras: Iterable[Extra], extension: int | None) -> int:
    """Return `booking_time`'s `in_sec` (includes/core/booking/class-bkx-booking.php:1250-1287).

    An extension lengthens days alone. Without any word of an extension (None: nothing was posted), the days
    of the service are not multiplied.
    """
    total = sum(_count_extra_seconds(extra) for extra in extras)
    if service.unit != "days":
        return total + (service.duration_minutes or 0) * MINUTE
    factor = 1 if extension is None else DAYS_FACTOR
    return total + ((service.days or 0) + (extension or 0)) * DAY * factor


def name_duration(seconds: int) -> str:
    """Return `total_duration`, in English and with its blank in front (bkx-core-functions.php:1258-1289).

    Hours are modulo 24, so that services of days take " (0 Hours 0 Minutes)".
    """
    minutes = seconds // MINUTE
    if minutes == 0:
        return ""
    hours_left, minutes_left = minutes // 60 % 24, minutes % 60
    if minutes > HOUR // MINUTE:
        return f" ({hours_left} Hours {minutes_left} Minutes)"
    return " (1 Hour)" if minutes == HOUR // MINUTE else f" ({minutes_left} Minutes)"


def store_hours(day: date, clock: time, seconds: int) -> StoredTimes:
    """Return the stored times of a booking by the clock; the end is the wall clock's, too."""
    starts = datetime.combine(day, clock)
    ends = starts + timedelta(seconds=seconds)
    return StoredTimes(
        booking_date=day.isoformat(),
        booking_time_from=f"{clock:%H:%M}",
        booking_start_date=f"{starts:%Y-%m-%d %H:%M:%S}",
        booking_end_date=f"{ends:%Y-%m-%d %H:%M:%S}",
        booking_multi_days=(),
        base_days="",
    )


def store_days(days: Sequence[date], service: Service) -> StoredTimes:
    """Return the stored times of a booking by the day (class-bkx-booking.php:1884-1892).

    Its end is the second of the days, and nothing where there is one alone.
    """
    return StoredTimes(
        booking_date=days[0].isoformat(),
        booking_time_from="",
        booking_start_date=f"{days[0]} 00:00:00",
        booking_end_date=f"{days[1]} 00:00:00" if len(days) > 1 else "",
        booking_multi_days=tuple(f"{day:%Y-%m}-{day.day}" for day in days),
        base_days=str(service.days or ""),
    )


def build_time_record(booking_id: int, times: StoredTimes, seconds: int, created: str) -> list[TimeRecord]:
    """Return `bookingTimeRecord` of a booking by the clock (class-bkx-booking.php:2182-2292).

    Past midnight it has one record for each day; the first then begins one slot early and ends at 23:45.
    """
    clock = time.fromisoformat(times.booking_time_from)
    slot = clock.hour * 4 + clock.minute // 15 + 1
    left_today = DAY - clock.hour * HOUR - clock.minute * MINUTE
    if seconds <= left_today:
        today = range(slot, slot + _count_begun_slots(seconds))
        return [_build_record(booking_id, times.booking_date, times.booking_time_from, today, created)]
    today = range(slot - 1, slot - 1 + _count_begun_slots(left_today))
    later = _list_later_days(date.fromisoformat(times.booking_date), seconds - left_today)
    return [
        _build_record(booking_id, times.booking_date, times.booking_time_from, today, created),
        *(_build_record(booking_id, f"{day:%m/%d/%Y}", "00:00", slots, created) for day, slots in later),
    ]


def _list_later_days(first: date, seconds: int) -> Iterator[tuple[date, range]]:
    """Return what a booking takes of each day after its first: slots that are begun do not count."""
    day, slots = first, seconds // SLOT_SECONDS
    while slots > 0:
        day += timedelta(days=1)
        yield day, range(1, min(slots, SLOTS_OF_A_DAY) + 1)
        slots -= SLOTS_OF_A_DAY


def _count_begun_slots(seconds: int) -> int:
    return -(-seconds // SLOT_SECONDS)


def _build_record(booking_id: int, day: str, clock: str, slots: range, created: str) -> TimeRecord:
    return {
        "booking_record_id": booking_id,
        "booking_date": day,
        "booking_time_from": clock,
        "booking_time_till": "",
        "full_day": "".join(f"{slot}," for slot in slots),
        "created_date": created,
    }


def _count_extra_seconds(extra: Extra) -> int:
    return (extra.duration_minutes or 0) * MINUTE + (extra.days or 0) * DAY * DAYS_FACTOR
