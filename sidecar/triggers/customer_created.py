"""Somebody became a customer: registered at the site, or booked as a guest for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields import filters
from sidecar.fields.customer import CUSTOMER_RECORD
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.hooks import BOOKING_HOOKS, CUSTOMER_HOOKS
from sidecar.object_types import CUSTOMER
from sidecar.spec import Trigger

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.offer_records import Customer


def happened(change: Change[Customer]) -> bool:
    """Whether the customer was not known before."""
    return change.before is None


def _identity(event: Event[Customer]) -> str:
    """A customer is one e-mail address, however it is written."""
    return event.record.email.strip().casefold()


TRIGGER = Trigger(
    key="customer_created",
    zapier_key="customer_created",
    label="New Customer",
    noun="Customer",
    description="Triggers when a customer registers, or books as a guest for the first time.",
    fields=(CHANGE_ID, *EVENT, *CUSTOMER_RECORD),
    hooks=(*CUSTOMER_HOOKS, *BOOKING_HOOKS),
    happened=happened,
    subject=CUSTOMER,
    identity=_identity,
    filters=(filters.IS_GUEST, filters.ORIGIN),
)
