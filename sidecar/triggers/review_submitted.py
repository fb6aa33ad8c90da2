"""A customer wrote about a service or a staff member: as a comment, with an add-on, or anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.others import REVIEW_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.review import REVIEW
from sidecar.hooks import COMMENT_HOOKS
from sidecar.object_types import REPORT
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.records import BookingRecord


def details(change: Change[BookingRecord | None]) -> dict[str, Any]:
    """Say what the booking tells of a review of it: its service and its staff member."""
    booking = change.after
    if booking is None:
        return {}
    service, staff = booking.service, booking.staff
    return {
        "service_id": service and service.id,
        "service_name": service and service.name,
        "staff_id": staff and staff.id,
        "staff_name": staff and staff.name,
    }


def _identity(event: Event[Any]) -> str | None:
    """A review is one of its program's; without an id each report is one of its own."""
    review_id = event.details.get("review_id")
    return f"{event.details.get('source') or ''}:{review_id}" if review_id else None


TRIGGER = Trigger(
    key="review_submitted",
    zapier_key="review_submitted",
    label="New Review",
    noun="Review",
    description="Triggers when a review of a service or a staff member is submitted.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *REVIEW, *BOOKING_SUMMARY),
    hooks=(*COMMENT_HOOKS, *REVIEW_HOOKS),
    subject=REPORT,
    details=details,
    identity=_identity,
    filters=filters.OF_REVIEW,
    reported=REVIEW,
    examples={"occurred_at": "2027-03-18T08:15:00+00:00"},
)
