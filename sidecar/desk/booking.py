"""Makes a booking: finds what is named, judges the time, prices it and writes it, as BookingX would have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Touched
from sidecar.db.locks import are_held, is_free, list_used, name_staff
from sidecar.desk import steps
from sidecar.desk.availability import may_do_later, read_all_facts, refuse, require_free
from sidecar.desk.offers import get_extras, get_service, get_staff, list_offering_staff
from sidecar.desk.pricing import price, to_booked_price
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.inputs import notify as audiences
from sidecar.inputs.booking import CONFIRMED, FIRST_DAY, START
from sidecar.object_types import BOOKING
from sidecar.wp_bridge.availability.hours import count_minutes
from sidecar.wp_bridge.availability.judge import judge
from sidecar.wp_bridge.availability.verdict import Asked, Facts, Reason, Verdict
from sidecar.wp_bridge.prices import Price
from sidecar.wp_bridge.statuses import find_raw_status
from sidecar.wp_bridge.write_errors import MovedMeanwhileError
from sidecar.wp_bridge.writing import PENDING, BookedCustomer, BookedDays, BookedHours, NewBooking

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sidecar.action_spec import Given, Step
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.availability.verdict import Refusal
    from sidecar.wp_bridge.offer_records import StaffMember
    from sidecar.wp_bridge.writing import BookedTimes

CREATED = "created"
NOBODY = "Nobody offers this service. Choose another one, or let a staff member offer it in BookingX."


@dataclass(frozen=True, slots=True)
class _Offer:
    """What can be booked with a staff member at the asked time, and when that is."""

    facts: Facts
    verdict: Verdict
    price: Price


def list_locks(desk: Desk, given: Given) -> Collection[str]:
    """Return the lock of the staff member, or of the first free one; raises why nobody is free.

    Of those who are free, the first one is taken whom nobody else is about to book: calls at once spread.
    Where others have the lock it looks before it waits: who comes too late hears so without waiting for all
    others who do. Where nobody has it, what is read under the lock is enough.
    """
    if given["staff_id"] is not None:
        name = name_staff(given["staff_id"])
        if not is_free(desk.connection, desk.settings.table_prefix, name):
            _find_offer(desk, given)
        return [name]
    names = [name_staff(staff_id) for staff_id in _list_free_staff(desk, given)]
    used = list_used(desk.connection, desk.settings.table_prefix, names)
    return [next((name for name in names if name not in used), names[0])]


def create_booking(desk: Desk, given: Given) -> Done:
    """Book, note and answer; needs the locks of `list_locks`.

    Raises UnknownOfferError (404); what `availability.refuse` makes of reasons against it (409, 422);
    MovedMeanwhileError where everyone who was free is booked by now.
    """
    offer = _find_offer(desk, given)
    _check_duration(offer, given)
    booking_id = desk.writer.create_booking(desk.connection, _build(desk, given, offer))
    if given["notes"]:
        desk.writer.add_note(desk.connection, booking_id, given["notes"], desk.edit)
    status = PENDING
    if given["status"] == CONFIRMED:
        status = find_raw_status(CONFIRMED) or PENDING
        desk.writer.set_status(desk.connection, booking_id, status, desk.edit)
    return Done(
        record=desk.store.read_bookings(desk.connection, [booking_id])[booking_id],
        details={"price": offer.price.exact, "deposit": offer.price.exact.deposit},
        touched=(Touched(BOOKING, booking_id, CREATED, status),),
        steps=_list_steps(desk, booking_id, status, given["notify"]),
    )


def _find_offer(desk: Desk, given: Given) -> _Offer:
    """Return the offer with the staff member who was asked for, or with the first one who is free."""
    asked = to_asked(given)
    if given["staff_id"] is not None:
        facts = _read_facts(desk, given, [get_staff(desk, given["staff_id"])])[given["staff_id"]]
        return _to_offer(facts, require_free(facts, asked), asked)
    for staff_id, facts in _read_facts(desk, given, None).items():
        verdict = judge(facts, asked)
        if verdict.is_free and are_held(desk.connection, desk.settings.table_prefix, [name_staff(staff_id)]):
            return _to_offer(facts, verdict, asked)
    raise MovedMeanwhileError


def _to_offer(facts: Facts, verdict: Verdict, asked: Asked) -> _Offer:
    return _Offer(facts, verdict, price(facts, asked.extension))


def to_asked(given: Given) -> Asked:
    """Return when somebody wants to come; of a time, services of days take the day."""
    start = given[START]
    day, clock = (given[FIRST_DAY], None) if start is None else (start.date(), start.time())
    return Asked(day=day, clock=clock, extension=given["extension"] or 0)


def _list_free_staff(desk: Desk, given: Given) -> list[int]:
    """Return who offers the service and is free, by id; raises what speaks against the first of them."""
    asked = to_asked(given)
    verdicts = {staff_id: judge(facts, asked) for staff_id, facts in _read_facts(desk, given, None).items()}
    free = [staff_id for staff_id, verdict in verdicts.items() if verdict.is_free]
    if not free:
        raise refuse(_choose_refusals(verdicts))
    return free


def _choose_refusals(verdicts: Mapping[int, Verdict]) -> tuple[Refusal, ...]:
    """Return what to say where nobody is free: of all staff members, who could be at another time."""
    if not verdicts:
        raise InvalidDataError(fields=[FieldFault("service_id", NOBODY, Reason.NOT_OFFERED_BY_STAFF.value)])
    return min((verdict.refusals for verdict in verdicts.values()), key=lambda found: not may_do_later(found))


def _read_facts(desk: Desk, given: Given, staff: Collection[StaffMember] | None) -> dict[int, Facts]:
    """Return the facts of these staff members by id; of all who offer the service where None is given."""
    service = get_service(desk, given["service_id"])
    extras = get_extras(desk, given["extra_ids"] or ())
    asked = to_asked(given)
    members = list_offering_staff(desk, service) if staff is None else staff
    return read_all_facts(desk, service, members, extras, asked.day, extension=asked.extension)


def _check_duration(offer: _Offer, given: Given) -> None:
    """Raise InvalidDataError where the caller took it to be longer or shorter than it is."""
    facts, days = offer.facts, len(offer.verdict.days)
    length = days or count_minutes(facts.service, facts.extras)
    if given["duration"] in {None, length}:
        return
    unit = "days" if days else "minutes"
    text = (
        f"{facts.service.name} takes {length} {unit} as asked for. Give {length}, or leave the duration out."
    )
    raise InvalidDataError(fields=[FieldFault("duration", text)])


def _build(desk: Desk, given: Given, offer: _Offer) -> NewBooking:
    facts, email = offer.facts, given["customer_email"]
    return NewBooking(
        staff_id=facts.staff.id,
        service_id=facts.service.id,
        extra_ids=tuple(extra.id for extra in facts.extras),
        customer=_read_customer(given),
        times=_to_times(offer),
        price=to_booked_price(desk, offer.price),
        made_at=desk.now,
        extension=given["extension"] or 0,
        created_by=desk.users.read_ids(desk.connection, [email]).get(email.casefold()),
        external_id=given.get("external_id") or "",
    )


def _to_times(offer: _Offer) -> BookedTimes:
    """Return the judged times as they are written. A booking of hours ends when its minutes are over."""
    facts, verdict = offer.facts, offer.verdict
    if verdict.days:
        extra_minutes = sum(extra.duration_minutes or 0 for extra in facts.extras)
        return BookedDays(
            days=verdict.days, service_days=facts.service.days or 0, extra_minutes=extra_minutes
        )
    assert verdict.starts_at is not None  # noqa: S101 - a free verdict has its times
    starts_at = verdict.starts_at.replace(tzinfo=None)
    minutes = count_minutes(facts.service, facts.extras)
    return BookedHours(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), minutes=minutes)


def _read_customer(given: Given) -> BookedCustomer:
    """Return who it is for. Of a name in one piece, the last word is the last name."""
    texts = {key: given[f"customer_{key}"] or "" for key in ("phone", "street", "city", "state", "postcode")}
    first, last = given["customer_first_name"] or "", given["customer_last_name"] or ""
    whole = (given["customer_name"] or "").strip()
    if whole:
        first, _, last = whole.rpartition(" ") if " " in whole else (whole, "", "")
    return BookedCustomer(first_name=first, last_name=last, email=given["customer_email"], **texts)


def _list_steps(desk: Desk, booking_id: int, status: str, notify: str) -> tuple[Step, ...]:
    """Return what follows. Of a booking that is confirmed at once, the customer gets one mail: that it is."""
    if status == PENDING:
        return steps.booking_created(desk, booking_id, notify)
    admin = audiences.ADMIN if notify in {audiences.ADMIN, audiences.CUSTOMER_AND_ADMIN} else audiences.NONE
    created = steps.booking_created(desk, booking_id, admin)
    return (*created, *steps.status_changed(desk, booking_id, status, notify, PENDING))
