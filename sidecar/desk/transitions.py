"""Which status may follow which: a table, and the error that says what is possible. Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sidecar.errors import SidecarError

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = ("pending", "confirmed", "cancelled", "completed", "no-show")
"""What an action may make of a booking. `failed` is a payment's and is never asked for."""
FINAL = frozenset({"cancelled", "completed", "no-show"})
"""What stays as it is: a customer who comes after all makes a new booking."""
TAKING_TIME = frozenset({"pending", "confirmed", "completed", "no-show"})
"""In which a booking keeps others from its time (class-bkx-booking.php:1545-1608)."""

NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pending": STATUSES,
        "confirmed": STATUSES,
        "failed": STATUSES,
        "cancelled": (),
        "completed": (),
        "no-show": (),
    }
)
"""What may follow each status. BookingX has no rules; a status of another plugin may be left for any."""


class IllegalTransitionError(SidecarError):
    """A booking cannot get this status, or this change, in the status that it has."""

    code = "illegal_transition"
    status = 409
    message = "This booking's status does not allow that."


def list_next(status: str) -> tuple[str, ...]:
    """Return the statuses that may follow one, by their public words; the same again is no change."""
    return tuple(other for other in NEXT.get(status, STATUSES) if other != status)


def check_transition(old: str, new: str) -> None:
    """Raise IllegalTransitionError, which says what is possible, unless `new` may follow `old`."""
    possible = list_next(old)
    if new in possible:
        return
    what = f"A booking that is {old} cannot become {new}."
    if not possible:
        raise IllegalTransitionError(f"{what} It stays {old}; make a new booking instead.")
    raise IllegalTransitionError(f"{what} Possible are: {', '.join(possible)}.")


def check_open(status: str) -> None:
    """Raise IllegalTransitionError for a booking of which time and staff member are settled."""
    if status in FINAL:
        text = f"A booking that is {status} keeps its time and its staff member. Make a new booking instead."
        raise IllegalTransitionError(text)


def starts_to_take_time(old: str, new: str) -> bool:
    """Whether a change of status makes a booking need its time, which somebody else may have by now."""
    return new in TAKING_TIME and old not in TAKING_TIME
