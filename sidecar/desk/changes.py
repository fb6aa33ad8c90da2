"""Changes a booking at the desk: another status, another time, another staff member; with what follows it.

Each change needs the locks that `list_locks` names. It locks the booking's row first, then reads it: what
WordPress and other Zaps did before is seen, what they do later waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sidecar.action_spec import Step, Touched
from sidecar.db import locks
from sidecar.desk import steps
from sidecar.desk.moves import plan_move, require_gap, require_staff_free
from sidecar.desk.offers import get_staff
from sidecar.desk.transitions import check_open, check_transition, starts_to_take_time
from sidecar.object_types import BOOKING
from sidecar.wp_bridge.records import BookingRecord
from sidecar.wp_bridge.statuses import RAW_BY_PUBLIC
from sidecar.wp_bridge.write_errors import HiddenBookingError, MovedMeanwhileError, UnknownBookingError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.desk.desk import Desk

BIN = "trash"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A booking before and after a change; where nothing was to be changed, nothing was touched."""

    before: BookingRecord
    after: BookingRecord
    touched: tuple[Touched, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a booking is to become: None leaves it as it is. `start` is by the site's clock."""

    start: datetime | date | None = None
    staff_id: int | None = None


def get_booking(desk: Desk, booking_id: int) -> BookingRecord:
    """Return a booking; raises UnknownBookingError, and HiddenBookingError for the bin and for drafts."""
    record = desk.store.read_bookings(desk.connection, [booking_id]).get(booking_id)
    if record is not None and record.raw_status != BIN:
        return record
    if record is None and booking_id not in desk.store.list_raw_statuses(desk.connection, [booking_id]):
        raise UnknownBookingError
    raise HiddenBookingError


def list_locks(desk: Desk, booking_id: int, staff_id: int | None = None) -> list[str]:
    """Return the locks of the staff member who has the booking, and of the one who is to get it."""
    staff = get_booking(desk, booking_id).staff
    ids = {staff.id if staff else None, staff_id} - {None}
    return [locks.name_staff(id_) for id_ in ids if id_ is not None]


def change_status(desk: Desk, booking_id: int, status: str, notify: str, note: str | None = None) -> Changed:
    """Give a booking a status by its public word; the same again changes nothing.

    Raises IllegalTransitionError, and NotAvailableError where it would need a time that is taken by now.
    """
    before = _open_booking(desk, booking_id)
    if before.status == status:
        return Changed(before=before, after=before)
    check_transition(before.status, status)
    if starts_to_take_time(before.status, status):
        require_gap(desk, before)
    raw_status = RAW_BY_PUBLIC[status]
    desk.writer.set_status(desk.connection, booking_id, raw_status, desk.edit)
    if note:
        desk.writer.add_note(desk.connection, booking_id, note, desk.edit)
    previous = RAW_BY_PUBLIC.get(before.status, before.raw_status)
    return _finish(
        desk, before, ["status"], steps.status_changed(desk, booking_id, raw_status, notify, previous)
    )


def move_booking(desk: Desk, booking_id: int, wish: Wish, notify: str) -> Changed:
    """Give a booking another time, another staff member, or both; its status and its length stay.

    BookingX would set it back to Pending: docs/decisions/0009. Raises IllegalTransitionError for a booking
    that is over, UnknownOfferError, NotAvailableError and InvalidDataError as availability has it.
    """
    before = _open_booking(desk, booking_id, wish.staff_id)
    check_open(before.status)
    staff_id = before.staff.id if before.staff else None
    gets_staff = wish.staff_id is not None and wish.staff_id != staff_id
    times = plan_move(desk, before, wish.start, wish.staff_id)
    if times:
        desk.writer.move_booking(desk.connection, booking_id, times, desk.edit)
    if gets_staff and wish.staff_id is not None:
        desk.writer.assign_staff(desk.connection, booking_id, wish.staff_id, desk.edit)
    if not times and not gets_staff:
        return Changed(before=before, after=before)
    marks = [*(["meta"] if times else []), *(["seat"] if gets_staff else [])]
    moved, edited = steps.booking_moved(desk, booking_id, notify), steps.booking_edited(desk, booking_id)
    return _finish(desk, before, marks, moved if times else edited)


def assign_staff(desk: Desk, booking_id: int, staff_id: int) -> Changed:
    """Give a booking to another staff member, who must offer its service and be free at its time.

    BookingX sends no mail for it. Raises what `move_booking` raises; NotAvailableError for every reason.
    """
    before = _open_booking(desk, booking_id, staff_id)
    staff = get_staff(desk, staff_id)
    if before.staff and before.staff.id == staff_id:
        return Changed(before=before, after=before)
    check_open(before.status)
    require_staff_free(desk, before, staff)
    desk.writer.assign_staff(desk.connection, booking_id, staff_id, desk.edit)
    return _finish(desk, before, ["seat"], steps.booking_edited(desk, booking_id))


def _open_booking(desk: Desk, booking_id: int, staff_id: int | None = None) -> BookingRecord:
    """Return a booking that nobody else changes; raises MovedMeanwhileError without its staff's locks."""
    desk.writer.lock_booking(desk.connection, booking_id)
    names = list_locks(desk, booking_id, staff_id)
    if not locks.are_held(desk.connection, desk.settings.table_prefix, names):
        raise MovedMeanwhileError
    return get_booking(desk, booking_id)


def _finish(desk: Desk, before: BookingRecord, marks: Iterable[str], follow_up: tuple[Step, ...]) -> Changed:
    after = get_booking(desk, before.id)
    touched = tuple(Touched(BOOKING, before.id, mark, after.raw_status) for mark in marks)
    return Changed(before=before, after=after, touched=touched, steps=follow_up)
