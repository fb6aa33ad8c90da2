"""What is asked, what is known, and the answer: free, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import Literal

from sidecar.wp_bridge.business import Business
from sidecar.wp_bridge.occupancy import Occupancy
from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember

Subject = Literal["service", "staff", "extras", "extension", "date", "time", "days"]


class Reason(StrEnum):
    """Why something cannot be booked."""

    CLOSED_DAY = "closed_day"
    OUTSIDE_HOURS = "outside_hours"
    OCCUPIED = "occupied"
    VACATION = "vacation"
    HOLIDAY = "holiday"
    SERVICE_UNAVAILABLE = "service_unavailable"
    EXTRA_UNAVAILABLE = "extra_unavailable"
    SERVICE_WITHOUT_DURATION = "service_without_duration"
    NOT_PUBLISHED = "not_published"
    NOT_OFFERED_BY_STAFF = "not_offered_by_staff"
    EXTRA_NOT_OFFERED = "extra_not_offered"
    EXTENSION_NOT_POSSIBLE = "extension_not_possible"
    STAFF_WITHOUT_OWN_DAYS = "staff_without_own_days"
    IN_THE_PAST = "in_the_past"
    WRONG_MONTH = "wrong_month"
    TIME_MISSING = "time_missing"
    NOT_ON_THE_GRID = "not_on_the_grid"
    DAYLIGHT_GAP = "daylight_gap"
    WRONG_YEAR = "wrong_year"
    TOO_LONG = "too_long"
    DAYS_NOT_CONSECUTIVE = "days_not_consecutive"
    BOOKINGX_STOPS = "bookingx_stops"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, what it is about, and a sentence that says what would be right."""

    reason: Reason
    subject: Subject
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that counts. `bookings` are those of the staff member; `now` is aware, `zone` is the site's.

    Of the bookings, those must be there that touch the asked days or the day before and after.
    """

    service: Service
    staff: StaffMember
    extras: tuple[Extra, ...]
    business: Business
    bookings: tuple[Occupancy, ...]
    zone: tzinfo
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """When somebody wants to come: a day and a time, or the first of several days.

    `clock`, a time, counts for services of hours. `days`, if given, must be the days that the booking takes.
    `moved` is the booking that comes from another time or another staff member.
    """

    day: date
    clock: time | None = None
    days: tuple[date, ...] = ()
    extension: int = 0
    moved: Occupancy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Free, if there is no refusal. Start and end (exclusive) are aware, in the site's zone.

    They are None where they cannot be told; `days` is empty for services of hours.
    """

    refusals: tuple[Refusal, ...]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    days: tuple[date, ...] = ()

    @property
    def is_free(self) -> bool:
        """Say whether it can be booked."""
        return not self.refusals

    @property
    def reasons(self) -> frozenset[Reason]:
        """Return the reasons without their sentences."""
        return frozenset(refusal.reason for refusal in self.refusals)
