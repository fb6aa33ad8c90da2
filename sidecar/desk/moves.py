"""Judges where a booking may go: the rules of availability, for what is booked and keeps its length."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sidecar.desk.availability import read_facts, refuse
from sidecar.desk.offers import get_staff
from sidecar.desk.taken import list_taken
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.wp_bridge.availability.judge import judge
from sidecar.wp_bridge.availability.verdict import Asked, Reason
from sidecar.wp_bridge.occupancy import to_occupancy
from sidecar.wp_bridge.offer_records import PUBLISHED, Service
from sidecar.wp_bridge.write_errors import (
    NotAvailableError,
    UnknownOfferError,
    UnreadableBookingError,
)
from sidecar.wp_bridge.writing import BookedDays, BookedHours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.availability.verdict import Refusal, Subject, Verdict
    from sidecar.wp_bridge.offer_records import Extra, StaffMember
    from sidecar.wp_bridge.records import BookingRecord
    from sidecar.wp_bridge.writing import BookedTimes

FIELDS: Mapping[Subject, str] = {
    "service": "booking_id",
    "staff": "staff_id",
    "extras": "booking_id",
    "extension": "booking_id",
    "date": "start_datetime",
    "time": "start_datetime",
    "days": "start_date",
}
"""The input of which a refusal speaks: of a booking, service and extras are given."""
TAKEN = "Somebody else has this booking's time by now. Move the booking first, or make a new one."
NO_STAFF = "The staff member of this booking is gone. Choose another one."


def plan_move(
    desk: Desk, booking: BookingRecord, start: datetime | date | None, staff_id: int | None
) -> BookedTimes | None:
    """Return the times to write for a start by the site's clock; None where the booking begins then already.

    Raises what `availability.refuse` makes of reasons against the time or the staff member, InvalidDataError
    for a day where a time is needed, UnknownOfferError for staff that is gone, and UnreadableBookingError for
    one without times.
    """
    old_start = _get_start(booking)
    new_start = old_start if start is None else _to_start(booking, start)
    old_staff_id = booking.staff.id if booking.staff else None
    staff = _get_staff(desk, booking, staff_id)
    if (new_start, staff.id) == (old_start, old_staff_id):
        return None
    verdict = _judge(desk, booking, staff, new_start)
    if not verdict.is_free:
        raise refuse(verdict.refusals, FIELDS)
    return None if new_start == old_start else _build_times(booking, new_start)


def require_staff_free(desk: Desk, booking: BookingRecord, staff: StaffMember) -> None:
    """Raise NotAvailableError with each reason why a staff member cannot take a booking at its time.

    A booking that has begun may change hands: who did it is set right later.
    """
    verdict = _judge(desk, booking, staff, _get_start(booking))
    against = [refusal for refusal in verdict.refusals if refusal.reason is not Reason.IN_THE_PAST]
    if against:
        raise NotAvailableError(_say(against), fields=[_to_fault(refusal) for refusal in against])


def require_gap(desk: Desk, booking: BookingRecord) -> None:
    """Raise NotAvailableError where somebody else took the time of a booking that let it go.

    What is over disturbs nobody; of a booking without a time or a staff member nothing is known.
    """
    own = to_occupancy(booking)
    if own.staff_id is None or own.starts_at is None or own.ends_at is None:
        return
    if booking.ends_at is not None and booking.ends_at <= desk.now:
        return
    last = (own.ends_at - timedelta(microseconds=1)).date()
    for other in list_taken(desk, [own.staff_id], own.starts_at.date(), last):
        begins, ends = other.starts_at, other.ends_at
        if not other.is_blocking or other.booking_id == own.booking_id or begins is None or ends is None:
            continue
        if begins < own.ends_at and ends > own.starts_at:
            raise NotAvailableError(TAKEN, fields=[FieldFault("booking_id", TAKEN, Reason.OCCUPIED.value)])


def _judge(desk: Desk, booking: BookingRecord, staff: StaffMember, start: datetime | date) -> Verdict:
    """Judge a time without the booking itself."""
    service, extras = _read_offer(desk, booking)
    day = start.date() if isinstance(start, datetime) else start
    clock = start.time() if isinstance(start, datetime) else None
    facts = read_facts(desk, service, staff, extras, day)
    return judge(facts, Asked(day=day, clock=clock, moved=to_occupancy(booking)))


def _read_offer(desk: Desk, booking: BookingRecord) -> tuple[Service, tuple[Extra, ...]]:
    """Return service and extras with the length that was booked, whatever the offers are like by now.

    Extras that are gone are left out: their time is part of that length.
    """
    service_id = booking.service.id if booking.service else 0
    service = desk.offers.read_services(desk.connection, [service_id]).get(service_id)
    if service is None:
        return _keep_length(_stand_in(service_id), booking), ()
    extras = desk.offers.read_extras(desk.connection, [extra.id for extra in booking.extras])
    return _keep_length(service, booking), tuple(
        replace(extra, days=None, duration_minutes=None) for extra in extras.values()
    )


def _keep_length(service: Service, booking: BookingRecord) -> Service:
    if booking.all_day:
        return replace(service, unit="days", days=len(booking.days), duration_minutes=None)
    return replace(service, unit="hours", days=None, duration_minutes=booking.duration_minutes)


def _stand_in(service_id: int) -> Service:
    """Return what stands for a service that is gone: nobody knows any more who offered it, so anybody may."""
    return Service(
        id=service_id,
        name="The service",
        description="",
        status=PUBLISHED,
        price=None,
        unit="hours",
        duration_minutes=None,
        days=None,
        is_extendable=False,
        extension_limit=None,
        staff_ids=(),
        is_offered_by_all_staff=True,
        allows_extras=True,
        unavailable_from=None,
        unavailable_till=None,
        location=None,
        created_at=None,
        updated_at=None,
    )


def _get_staff(desk: Desk, booking: BookingRecord, staff_id: int | None) -> StaffMember:
    if staff_id is not None:
        return get_staff(desk, staff_id)
    own_id = booking.staff.id if booking.staff else 0
    found = desk.offers.read_staff(desk.connection, [own_id]).get(own_id)
    if found is None:
        raise UnknownOfferError(NO_STAFF, fields=[FieldFault("staff_id", NO_STAFF)])
    return found


def _get_start(booking: BookingRecord) -> datetime | date:
    """Return when a booking begins: a day, or a time by the site's clock."""
    if booking.all_day and booking.days:
        return booking.days[0]
    if booking.all_day or booking.starts_at is None or not booking.duration_minutes:
        raise UnreadableBookingError
    return booking.starts_at.replace(tzinfo=None)


def _to_start(booking: BookingRecord, asked: datetime | date) -> datetime | date:
    """Return a start in the booking's own unit; of a time, a booking of days takes the day."""
    if booking.all_day:
        return asked.date() if isinstance(asked, datetime) else asked
    if not isinstance(asked, datetime):
        text = "This booking begins at a time of day. Give date and time in start_datetime."
        raise InvalidDataError(fields=[FieldFault("start_date", text, Reason.TIME_MISSING.value)])
    return asked


def _build_times(booking: BookingRecord, start: datetime | date) -> BookedTimes:
    if not isinstance(start, datetime):
        days = tuple(start + timedelta(days=number) for number in range(len(booking.days)))
        return BookedDays(days=days, service_days=len(days))
    minutes = booking.duration_minutes or 0
    return BookedHours(starts_at=start, ends_at=start + timedelta(minutes=minutes), minutes=minutes)


def _say(refusals: Sequence[Refusal]) -> str:
    return f"This staff member cannot take the booking. {refusals[0].text}"


def _to_fault(refusal: Refusal) -> FieldFault:
    return FieldFault("staff_id", refusal.text, refusal.reason.value)
