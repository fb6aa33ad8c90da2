"""The mails that BookingX has templates for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.listing import list_words
from sidecar.inputs.lists import SEARCH

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk

LABELS = {
    "customer_pending": "New Booking (to the Customer)",
    "pending": "New Booking (to the Admin)",
    "customer_ack": "Booking Confirmed (to the Customer)",
    "customer_edit": "Booking Changed (to the Customer)",
    "edit": "Booking Changed (to the Admin)",
    "customer_cancelled": "Booking Cancelled (to the Customer)",
    "cancelled": "Booking Cancelled (to the Admin)",
    "customer_completed": "Booking Completed (to the Customer)",
}
"""By BookingX's key; for other keys it has no template, and sends nothing (class-bkx-emails-setup.php:45)."""


def run(_desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return the kinds of mails about a booking."""
    return list_words(LABELS, given["search"], after, limit)


LIST = OptionList(
    key="mails",
    label="Mails",
    description="The mails about a booking that BookingX has templates for.",
    inputs=(SEARCH,),
    run=run,
)
