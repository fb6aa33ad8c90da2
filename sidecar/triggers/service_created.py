"""A service was published for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields import filters
from sidecar.fields.event import EVENT
from sidecar.fields.service import SERVICE_RECORD, SERVICE_RECORD_ID
from sidecar.hooks import SERVICE_HOOKS
from sidecar.object_types import SERVICE
from sidecar.spec import Trigger
from sidecar.wp_bridge.offer_records import PUBLISHED

if TYPE_CHECKING:
    from sidecar.spec import Change, Event
    from sidecar.wp_bridge.offer_records import Service


def happened(change: Change[Service]) -> bool:
    """Whether the service can be booked now and never could before; of a draft nothing is told."""
    return change.before is None and change.after.status == PUBLISHED


def _identity(event: Event[Service]) -> str:
    """A service is created once, even if its snapshot is lost."""
    return str(event.record.id)


TRIGGER = Trigger(
    key="service_created",
    zapier_key="service_created",
    label="New Service",
    noun="Service",
    description="Triggers when a service is published for the first time.",
    fields=(SERVICE_RECORD_ID, *EVENT, *SERVICE_RECORD),
    hooks=SERVICE_HOOKS,
    happened=happened,
    subject=SERVICE,
    identity=_identity,
    filters=(filters.ORIGIN,),
)
