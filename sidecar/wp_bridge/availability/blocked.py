"""Why a day is closed to bookings, whatever the time: vacation, holidays, pauses, months, weekdays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.calendar_names import MONTH_NAMES, WEEKDAYS
from sidecar.wp_bridge.availability.differences import Difference
from sidecar.wp_bridge.availability.verdict import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.availability.verdict import Facts
    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.offer_records import OpeningHours


def refuse_day(facts: Facts, day: date) -> Iterator[Refusal]:
    """Return the days off and the pauses in which a day lies (class-bkx-booking.php:1499-1640)."""
    business, service = facts.business, facts.service
    if _is_within(day, business.vacation_from, business.vacation_till):
        span = _name_span(business.vacation_from, business.vacation_till)
        yield Refusal(Reason.VACATION, "date", f"The business is on vacation {span}. Choose another day.")
    if day in business.holidays:
        yield Refusal(Reason.HOLIDAY, "date", f"{_name(day)} is a holiday. Choose another day.")
    if _is_within(day, service.unavailable_from, service.unavailable_till):
        span = _name_span(service.unavailable_from, service.unavailable_till)
        text = f"{service.name} is not available {span}. Choose another day, or another service."
        yield Refusal(Reason.SERVICE_UNAVAILABLE, "date", text)
    for extra in facts.extras:
        if _is_within(day, extra.unavailable_from, extra.unavailable_till):
            span = _name_span(extra.unavailable_from, extra.unavailable_till)
            text = f"{extra.name} is not available {span}. Choose another day, or leave it out."
            yield Refusal(Reason.EXTRA_UNAVAILABLE, "extras", text)


def refuse_month(facts: Facts, day: date, rules: Rules) -> Iterator[Refusal]:
    """Refuse the months in which the staff member does not work: in BookingX the browser's calendar does."""
    months = facts.staff.months
    if Difference.MONTHS in rules and months and day.month not in months:
        names = ", ".join(MONTH_NAMES[month - 1] for month in sorted(months))
        text = f"{facts.staff.name} takes bookings only in these months: {names}."
        yield Refusal(Reason.WRONG_MONTH, "date", text)


def refuse_closed(facts: Facts, day: date, weekly: dict[str, OpeningHours | None]) -> Refusal:
    """Return the refusal of a weekday without hours, with those that have some."""
    text = f"{facts.staff.name} does not work on {_name(day)}. Hours: {_name_week(weekly)}."
    return Refusal(Reason.CLOSED_DAY, "date", text)


def refuse_taken(other: Occupancy) -> Refusal:
    """Return the refusal of a time that another booking takes: when it is, not whose."""
    if other.all_day:
        span = ", ".join(day.isoformat() for day in other.days) or str(other.booking_date)
        text = f"Taken by a booking of whole days: {span}. Choose other days."
        return Refusal(Reason.OCCUPIED, "date", text)
    span = f"on {other.booking_date}"
    if other.starts_at and other.ends_at:
        span = f"from {other.starts_at:%Y-%m-%d %H:%M} to {other.ends_at:%Y-%m-%d %H:%M}"
    text = f"Taken {span}. Choose another time."
    return Refusal(Reason.OCCUPIED, "time", text)


def _is_within(day: date, first: date | None, last: date | None) -> bool:
    """Say whether a day lies in a span; without an end it blocks nothing, as in BookingX."""
    return last is not None and (first is None or first <= day) and day <= last


def _name_span(first: date | None, last: date | None) -> str:
    return f"from {first} to {last}" if first else f"until {last}"


def _name(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day}"


def _name_week(weekly: dict[str, OpeningHours | None]) -> str:
    named = [
        f"{weekday} {hours.opens:%H:%M} to {hours.closes:%H:%M}" for weekday, hours in weekly.items() if hours
    ]
    return ", ".join(named) or "none are set"
