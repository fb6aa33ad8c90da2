"""Reads what counts for a time at the desk, and judges it: for whatever books, moves or looks for times.

What is written after a judgement needs the locks of the staff members (`locks.name_staff`), or it is a guess.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sidecar.desk.taken import list_taken
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.wp_bridge.availability.judge import judge
from sidecar.wp_bridge.availability.verdict import Facts, Reason
from sidecar.wp_bridge.business import read_business
from sidecar.wp_bridge.posts.booking_times import MAX_DAYS
from sidecar.wp_bridge.write_errors import NotAvailableError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.availability.verdict import Asked, Refusal, Subject, Verdict
    from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember

DAYS_OF_HOURS = 3
"""Days that a booking of hours may touch: the rules look no further (availability/occupied.py, UNTIL)."""
ONE_DAY = timedelta(days=1)
LATER_PERHAPS = frozenset(
    {
        Reason.CLOSED_DAY,
        Reason.OUTSIDE_HOURS,
        Reason.OCCUPIED,
        Reason.VACATION,
        Reason.HOLIDAY,
        Reason.SERVICE_UNAVAILABLE,
        Reason.EXTRA_UNAVAILABLE,
    }
)
"""Reasons that come and go: another time would do. All others are wrong inputs."""
FIELDS: Mapping[Subject, str] = {
    "service": "service_id",
    "staff": "staff_id",
    "extras": "extra_ids",
    "extension": "extension",
    "date": "start_datetime",
    "time": "start_datetime",
    "days": "start_datetime",
}
"""The input of which a refusal speaks."""


def read_facts(  # noqa: PLR0913, PLR0917 - each says another part of what is asked
    desk: Desk,
    service: Service,
    staff: StaffMember,
    extras: Sequence[Extra],
    day: date,
    until: date | None = None,
    extension: int = 0,
) -> Facts:
    """Return what counts for bookings that begin from `day` to `until` (that day alone without it)."""
    return read_all_facts(desk, service, [staff], extras, day, until, extension)[staff.id]


def read_all_facts(  # noqa: PLR0913, PLR0917 - as above
    desk: Desk,
    service: Service,
    staff: Collection[StaffMember],
    extras: Sequence[Extra],
    day: date,
    until: date | None = None,
    extension: int = 0,
) -> dict[int, Facts]:
    """Return the facts of several staff members by their id; as many queries as for one."""
    last = (until or day) + _get_reach(service, extras, extension)
    taken = list_taken(desk, [member.id for member in staff], day - ONE_DAY, last + ONE_DAY)
    business = read_business(desk.connection, desk.tables)
    return {
        member.id: Facts(
            service=service,
            staff=member,
            extras=tuple(extras),
            business=business,
            bookings=tuple(found for found in taken if found.staff_id == member.id),
            zone=desk.site.time_zone,
            now=desk.now,
        )
        for member in staff
    }


def require_free(facts: Facts, asked: Asked, fields: Mapping[Subject, str] = FIELDS) -> Verdict:
    """Return when it would be; raises what `refuse` makes of the reasons against it."""
    verdict = judge(facts, asked)
    if not verdict.is_free:
        raise refuse(verdict.refusals, fields)
    return verdict


def refuse(
    refusals: Sequence[Refusal], fields: Mapping[Subject, str] = FIELDS
) -> NotAvailableError | InvalidDataError:
    """Return the error for a caller: NotAvailableError (409) where another time would do, else 422.

    Of inputs that can never be right only those are named: which time would do depends on them.
    """
    wrong = [refusal for refusal in refusals if refusal.reason not in LATER_PERHAPS]
    named = wrong or refusals
    faults = [FieldFault(fields[found.subject], found.text, found.reason.value) for found in named]
    if wrong:
        return InvalidDataError(fields=faults)
    return NotAvailableError(fields=faults)


def may_do_later(refusals: Sequence[Refusal]) -> bool:
    """Say whether another time would do: whether no input is wrong in itself."""
    return all(refusal.reason in LATER_PERHAPS for refusal in refusals)


def _get_reach(service: Service, extras: Sequence[Extra], extension: int) -> timedelta:
    """Return how many days after its first one a booking may take at most."""
    if service.unit != "days":
        return (DAYS_OF_HOURS - 1) * ONE_DAY
    days = (service.days or 0) + sum(extra.days or 0 for extra in extras) + max(extension, 0)
    return min(days, MAX_DAYS) * ONE_DAY
