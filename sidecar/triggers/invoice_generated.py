"""An invoice was made for a booking: BookingX makes none itself, so add-ons and other plugins report it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.addon_hooks.invoices import INVOICE_HOOKS
from sidecar.fields import filters
from sidecar.fields.booking_summary import BOOKING_REFERENCE, BOOKING_SUMMARY
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.invoice import INVOICE, INVOICE_REPORTED
from sidecar.object_types import REPORT
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Event


def _identity(event: Event[Any]) -> str | None:
    """An invoice is one of its program's; without an id or a number nobody can tell."""
    invoice = event.details.get("invoice_id") or event.details.get("invoice_number")
    return f"{event.details.get('source') or ''}:{invoice}" if invoice else None


TRIGGER = Trigger(
    key="invoice_generated",
    zapier_key="invoice_generated",
    label="New Invoice",
    noun="Invoice",
    description="Triggers when an invoice is made for a booking.",
    fields=(CHANGE_ID, *EVENT, *BOOKING_REFERENCE, *INVOICE, *BOOKING_SUMMARY),
    hooks=INVOICE_HOOKS,
    subject=REPORT,
    identity=_identity,
    filters=filters.OF_MONEY,
    reported=INVOICE_REPORTED,
)
