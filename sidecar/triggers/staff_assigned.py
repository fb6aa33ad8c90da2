"""A booking got a staff member: its first, or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.previous import PREVIOUS_STAFF
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Field, FieldType, Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord


def happened(change: Change[BookingRecord]) -> bool:
    """Whether a standing booking, new or known, has a staff member whom it had not before."""
    staff = change.after.staff
    if staff is None or change.removal is not None:
        return False
    before = change.before.staff if change.before else None
    return before is None or before.id != staff.id


def details(change: Change[BookingRecord]) -> dict[str, Any]:
    """Say whether somebody else was booked before."""
    before, after = change.before and change.before.staff, change.after.staff
    return {"is_reassigned": before is not None and (after is None or before.id != after.id)}


TRIGGER = Trigger(
    key="staff_assigned",
    zapier_key="staff_assigned",
    label="Staff Member Assigned",
    noun="Booking",
    description="Triggers when a staff member is assigned to a booking, at first or in place of another.",
    fields=(
        CHANGE_ID,
        *EVENT,
        *BOOKING,
        Field(
            "is_reassigned",
            FieldType.BOOLEAN,
            "Is Reassigned",
            "Whether somebody else was booked before.",
            "details.is_reassigned",
            example=True,
        ),
        PREVIOUS_STAFF,
    ),
    hooks=BOOKING_HOOKS,
    happened=happened,
    details=details,
    filters=(*filters.OF_BOOKING, filters.STATUS, filters.IS_REASSIGNED),
    examples={
        "previous_staff.id": 9,
        "previous_staff.name": "Bea",
        "previous_staff.email": "bea@example.com",
        "previous_staff.phone": "02079460002",
        "previous_staff.phone_e164": "+442079460002",
    },
)
