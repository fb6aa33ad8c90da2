"""A customer was reminded of a booking: BookingX sends no reminders itself, so whoever does reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.others import REMINDER_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.reminder import REMINDER
from sidecar.object_types import REPORT
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Event


def _identity(event: Event[Any]) -> str | None:
    """A reminder has an id where it is kept; without one each report is one of its own."""
    reminder_id = event.details.get("reminder_id")
    return str(reminder_id) if reminder_id else None


TRIGGER = Trigger(
    key="reminder_sent",
    zapier_key="reminder_sent",
    label="Reminder Sent",
    noun="Reminder",
    description="Triggers when a customer is sent a reminder of a booking.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *REMINDER, *BOOKING_SUMMARY),
    hooks=REMINDER_HOOKS,
    subject=REPORT,
    identity=_identity,
    filters=(filters.CHANNEL, *filters.OF_SUMMARY),
    reported=REMINDER,
    examples={"occurred_at": "2027-03-16T11:00:00+00:00"},
)
