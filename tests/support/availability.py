"""A business with one chair: facts for questions of availability, and bookings as BookingX stores them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sidecar.calendar_names import WEEKDAYS
from sidecar.wp_bridge.availability.verdict import Asked, Facts, Verdict
from sidecar.wp_bridge.business import Business, Tax
from sidecar.wp_bridge.occupancy import Occupancy
from sidecar.wp_bridge.offer_records import OpeningHours, Service, StaffMember
from sidecar.wp_bridge.posts.time_records import list_slots
from sidecar.wp_bridge.writing import BookedHours
from tests.support.golden_offers import ALEX, BEARD_TRIM

if TYPE_CHECKING:
    from collections.abc import Iterable

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = date(2027, 3, 15)

NO_TAX = Tax(rate=None, stored_rate="", name="", include_tax="plus")
NINE_TO_FIVE = OpeningHours(opens=time(9), closes=time(17))
OPEN = Business(
    weekly_hours=dict.fromkeys(WEEKDAYS, NINE_TO_FIVE),
    vacation_from=None,
    vacation_till=None,
    holidays=frozenset(),
    tax=NO_TAX,
)

HAIRCUT = replace(BEARD_TRIM, name="Haircut", duration_minutes=45)
VAN = replace(BEARD_TRIM, name="Van", unit="days", duration_minutes=None, days=3)
DAILY = replace(ALEX, works_own_hours=True, weekly_hours=dict.fromkeys(WEEKDAYS, NINE_TO_FIVE))


def make_facts(
    *bookings: Occupancy,
    service: Service = HAIRCUT,
    staff: StaffMember = ALEX,
    business: Business = OPEN,
    now: datetime = NOW,
) -> Facts:
    return Facts(
        service=service, staff=staff, extras=(), business=business, bookings=bookings, zone=LONDON, now=now
    )


def open_from(opens: time, closes: time) -> Business:
    """Return the business with these hours on every day."""
    hours = OpeningHours(opens=opens, closes=closes)
    return replace(OPEN, weekly_hours=dict.fromkeys(WEEKDAYS, hours))


def at(clock: str, day: date = MONDAY, *, moved: Occupancy | None = None) -> Asked:
    """Ask for a time."""
    return Asked(day=day, clock=time.fromisoformat(clock), moved=moved)


def book(booking_id: int, day: date, clock: time, minutes: int, raw_status: str = "bkx-pending") -> Occupancy:
    """Return a booking by the clock, with the record that BookingX makes of it."""
    starts_at = datetime.combine(day, clock)
    times = BookedHours(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), minutes=minutes)
    return Occupancy(
        booking_id=booking_id,
        staff_id=8,
        raw_status=raw_status,
        all_day=False,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        booking_date=day,
        record_slots=tuple(list_slots(times)[0][2]),
        duration_seconds=minutes * 60,
    )


def book_days(booking_id: int, days: Iterable[date], raw_status: str = "bkx-pending") -> Occupancy:
    """Return a booking of whole days."""
    listed = tuple(days)
    return Occupancy(
        booking_id=booking_id,
        staff_id=8,
        raw_status=raw_status,
        all_day=True,
        starts_at=datetime.combine(listed[0], time()),
        ends_at=datetime.combine(listed[-1] + timedelta(days=1), time()),
        days=listed,
        booking_date=listed[0],
    )


def take(verdict: Verdict, booking_id: int = 1) -> Occupancy:
    """Return the booking that somebody made of a free time or of free days."""
    if verdict.days:
        return book_days(booking_id, verdict.days)
    assert verdict.starts_at is not None
    assert verdict.ends_at is not None
    starts_at, ends_at = verdict.starts_at.replace(tzinfo=None), verdict.ends_at.replace(tzinfo=None)
    return book(
        booking_id, starts_at.date(), starts_at.time(), int((ends_at - starts_at).total_seconds() // 60)
    )
