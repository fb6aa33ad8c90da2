"""What a booking takes from its staff member's time, in BookingX's own words and in ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import TYPE_CHECKING

from sidecar.wp_bridge.posts.booking_metas import to_id
from sidecar.wp_bridge.posts.booking_times import read_times
from sidecar.wp_bridge.posts.post_metas import to_map
from sidecar.wp_bridge.times import parse_date

if TYPE_CHECKING:
    from sidecar.wp_bridge.posts.booking_metas import BookingMetas
    from sidecar.wp_bridge.records import BookingRecord

BLOCKING = frozenset({"bkx-pending", "bkx-ack", "bkx-completed", "bkx-missed"})
"""The statuses in which a booking takes time; any other, also one of another plugin, takes none."""
RECORD = "bookingTimeRecord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """The time that one booking takes; without a word of who booked.

    `starts_at` and `ends_at` are the wall clock of the site, without a zone, because hours and slots are,
    too; a booking of whole days (`all_day`) runs from midnight to midnight and lists its `days`.

    The rest is what BookingX itself looks at: `booking_date`, the slots of the first day's record, and the
    stored duration. It is empty for bookings that BookingX 1.x did not write.
    """

    booking_id: int
    staff_id: int | None
    raw_status: str
    all_day: bool
    starts_at: datetime | None
    ends_at: datetime | None
    days: tuple[date, ...] = ()
    booking_date: date | None = None
    record_slots: tuple[int, ...] = ()
    duration_seconds: int = 0

    @property
    def is_blocking(self) -> bool:
        """Say whether its status keeps others from its time."""
        return self.raw_status in BLOCKING

    def touches(self, first: date, last: date) -> bool:
        """Say whether it takes time on one of the days, both included; BookingX's own date counts, too."""
        if self.booking_date and first <= self.booking_date <= last:
            return True
        if self.starts_at is None or self.ends_at is None:
            return False
        return self.starts_at.date() <= last and self.ends_at > datetime.combine(first, time())


def build_occupancy(booking_id: int, raw_status: str, metas: BookingMetas, zone: tzinfo) -> Occupancy:
    """Return what a booking of BookingX 1.x takes; damaged metas are marked in `metas` and count as empty."""
    times = read_times(metas, zone)
    return Occupancy(
        booking_id=booking_id,
        staff_id=metas.parse("seat_id", metas.flat_first("seat_id"), to_id),
        raw_status=raw_status,
        all_day=times.all_day,
        starts_at=_to_wall_clock(times.starts_at),
        ends_at=_to_wall_clock(times.ends_at),
        days=times.days,
        booking_date=metas.parse("booking_date", metas.flat_first("booking_date"), parse_date),
        record_slots=_read_record_slots(metas),
        duration_seconds=(times.duration_minutes or 0) * 60,
    )


def to_occupancy(record: BookingRecord) -> Occupancy:
    """Return what a booking takes that is already read, in whatever layout."""
    return Occupancy(
        booking_id=record.id,
        staff_id=record.staff.id if record.staff else None,
        raw_status=record.raw_status,
        all_day=record.all_day,
        starts_at=_to_wall_clock(record.starts_at),
        ends_at=_to_wall_clock(record.ends_at),
        days=record.days,
    )


def _to_wall_clock(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None


def _read_record_slots(metas: BookingMetas) -> tuple[int, ...]:
    """Return the slots of the first record: the only one that BookingX asks for (…-bkx-booking.php:540)."""
    records = list((metas.find_array(RECORD) or {}).values())
    stored = (to_map(records[0]) or {}).get("full_day", "") if records else ""
    if not isinstance(stored, str) or not re.fullmatch(r"([0-9]{1,4},)*([0-9]{1,4})?", stored):
        metas.mark_unreadable(RECORD)
        return ()
    return tuple(int(slot) for slot in stored.split(",") if slot)
