"""A booking is about to begin: the clock tells it, as many minutes before as a subscription asks for."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from sidecar.fields import filters
from sidecar.fields.booking import BOOKING
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.hooks import BOOKING_HOOKS
from sidecar.spec import Field, FieldType, Trigger

if TYPE_CHECKING:
    from sidecar.spec import Event


def _identity(event: Event[Any]) -> str:
    """A booking comes up once for each number of minutes; one that is moved comes up again.

    `telling` counts from 1: it is told again where it meets filters now that it did not meet before.
    """
    starts_at = event.record.starts_at
    start = None if starts_at is None else starts_at.astimezone(UTC).isoformat()
    coming_up = f"{event.record.id}:{start}:{event.details.get('minutes_before')}"
    telling = event.details.get("telling", 1)
    return coming_up if telling == 1 else f"{coming_up}:{telling}"


TRIGGER = Trigger(
    key="booking_upcoming",
    zapier_key="booking_upcoming",
    label="Upcoming Booking",
    noun="Booking",
    description="Triggers when a booking is about to begin, as many minutes before as you choose.",
    fields=(
        CHANGE_ID,
        *EVENT,
        *BOOKING,
        Field(
            "minutes_before",
            FieldType.INTEGER,
            "Minutes Before",
            "How many minutes before its start this was told.",
            "details.minutes_before",
            60,
        ),
    ),
    hooks=BOOKING_HOOKS,
    identity=_identity,
    filters=(filters.MINUTES_BEFORE, *filters.OF_BOOKING, filters.STATUS),
    is_timed=True,
    examples={"status": "confirmed", "occurred_at": "2027-03-17T10:00:00+00:00"},
)
