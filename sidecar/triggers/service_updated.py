"""A service that can be booked was changed: with the values before."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sidecar.fields import filters
from sidecar.fields.event import CHANGE_ID, EVENT
from sidecar.fields.previous import PREVIOUS_SERVICE, changed_fields
from sidecar.fields.service import DERIVED, SERVICE_OFFER, SERVICE_RECORD
from sidecar.hooks import SERVICE_HOOKS
from sidecar.object_types import SERVICE
from sidecar.spec import Trigger
from sidecar.wp_bridge.offer_records import PUBLISHED

if TYPE_CHECKING:
    from sidecar.spec import Change
    from sidecar.wp_bridge.offer_records import Service

ATTRIBUTES = {"duration": "duration_minutes"}
"""Where the record has another name than the payload."""


def list_changed(before: Service, after: Service) -> tuple[str, ...]:
    """Return the keys of what differs; what a damaged meta took away, or a mended one gave back, does not."""
    is_damaged = set(before.unreadable) != set(after.unreadable)
    changed = []
    for field in (field for field in SERVICE_OFFER if field.key not in DERIVED):
        read = attrgetter(ATTRIBUTES.get(field.key, field.key))
        old, new = read(before), read(after)
        if old != new and not (is_damaged and {old, new} & {None, "", ()}):
            changed.append(field.key)
    return tuple(changed)


def happened(change: Change[Service]) -> bool:
    """Whether a service that could be booked before can be, and differs."""
    if change.before is None or change.after.status != PUBLISHED:
        return False
    return bool(list_changed(change.before, change.after))


def details(change: Change[Service]) -> dict[str, Any]:
    """Say what differs."""
    return {"changed_fields": list_changed(change.before, change.after) if change.before else ()}


TRIGGER = Trigger(
    key="service_updated",
    zapier_key="service_updated",
    label="Service Details Changed",
    noun="Service",
    description="Triggers when a published service is changed.",
    fields=(
        CHANGE_ID,
        *EVENT,
        *SERVICE_RECORD,
        changed_fields(("price", "duration")),
        PREVIOUS_SERVICE,
    ),
    hooks=SERVICE_HOOKS,
    happened=happened,
    subject=SERVICE,
    details=details,
    filters=(replace(filters.SERVICE, path="service_id"), filters.ORIGIN),
    examples={"previous.price": "39.00", "previous.price_minor": 3900, "previous.duration": 60},
)
