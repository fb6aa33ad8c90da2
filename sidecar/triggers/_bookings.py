"""How booking triggers recognise a change: what was edited of a booking, and a status that was reached."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord

TIMES: dict[str, Callable[[BookingRecord], Any]] = {
    "datetime.start": lambda booking: booking.starts_at,
    "datetime.days": lambda booking: booking.days,
}
"""A booking whose value is another here takes place at another time: it was rescheduled."""

EDITABLE: dict[str, Callable[[BookingRecord], Any]] = {
    **TIMES,
    "datetime.end": lambda booking: booking.ends_at,
    "datetime.all_day": lambda booking: booking.all_day,
    "service.duration": lambda booking: booking.duration_minutes,
    # by id: a service that is given another name changes no booking, nor does a guest who registers
    "service.id": lambda booking: booking.service and booking.service.id,
    "extras": lambda booking: tuple(extra.id for extra in booking.extras),
    "customer.first_name": lambda booking: booking.customer.first_name,
    "customer.last_name": lambda booking: booking.customer.last_name,
    "customer.email": lambda booking: booking.customer.email,
    "customer.phone": lambda booking: booking.customer.phone,
    "customer.street": lambda booking: booking.customer.street,
    "customer.city": lambda booking: booking.customer.city,
    "customer.state": lambda booking: booking.customer.state,
    "customer.postcode": lambda booking: booking.customer.postcode,
    "payment.amount": lambda booking: booking.payment.amount,
}
"""What an edit can change, by its path in the payload. Status, payment and staff have their own triggers."""


def reached(change: Change[BookingRecord], status: str) -> bool:
    """Whether a booking that was there before got this status by the change."""
    if change.before is None or change.removal is not None:
        return False
    return change.before.status != status == change.after.status


def list_changed(before: BookingRecord, after: BookingRecord) -> tuple[str, ...]:
    """Return the paths of what an edit changed, and the meta keys of the mapped custom fields among it.

    What a damaged meta took away, or a mended one gave back, is no edit; nor is a new mapping.
    """
    is_damaged = set(before.unreadable) != set(after.unreadable)
    values = {path: (read(before), read(after)) for path, read in EDITABLE.items()}
    for key, value in after.mapped_metas.items():
        values[key] = (before.mapped_metas.get(key, value), value)
    return tuple(
        path
        for path, (old, new) in values.items()
        if differ(old, new) and not (is_damaged and (_is_empty(old) or _is_empty(new)))
    )


def differ(old: Any, new: Any) -> bool:
    """Whether two values are different.

    Times are the same if either the moment or the clock agrees: a site that changes its zone moves none of
    its bookings, whichever of the two its BookingX keeps.
    """
    if _is_time(old) and _is_time(new):
        return bool(old != new and old.replace(tzinfo=None) != new.replace(tzinfo=None))
    return bool(old != new)


def _is_time(value: Any) -> bool:
    return isinstance(value, datetime)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", ())
