"""Offers and customers as records, and what a trigger makes of a change: payloads without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sidecar.catalog import TRIGGERS
from sidecar.services.telling import Teller
from sidecar.spec import Change, Event, Removal
from sidecar.wp_bridge.offer_records import Customer, Service
from tests.factories import NOON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.events import StoredEvent
    from sidecar.wp_bridge.records import BookingRecord

SITE = "https://example.test"


def make_service(service_id: int = 14, **overrides: Any) -> Service:
    """Return a published service of an hour."""
    service = Service(
        id=service_id,
        name="Haircut",
        description="Wash and cut.",
        status="publish",
        price=Decimal("45.50"),
        unit="hours",
        duration_minutes=60,
        days=None,
        is_extendable=False,
        extension_limit=None,
        staff_ids=(8,),
        is_offered_by_all_staff=False,
        allows_extras=True,
        unavailable_from=None,
        unavailable_till=None,
        location=None,
        created_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        updated_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )
    return replace(service, **overrides)


def make_customer(customer_id: int | None = 7, **overrides: Any) -> Customer:
    """Return a registered customer, or with None a guest."""
    customer = Customer(
        id=customer_id,
        email="ann@example.test",
        first_name="Ann",
        last_name="Example",
        name="Ann Example",
        phone="02079460555",
        registered_at=None if customer_id is None else datetime(2026, 11, 22, 11, 30, tzinfo=UTC),
    )
    return replace(customer, **overrides)


def changed(
    before: BookingRecord | None, after: BookingRecord, removal: Removal | None = None
) -> Change[BookingRecord]:
    """Return a change of a booking."""
    return Change("booking", after.id, before, after, NOON, removal)


def told_of(change: Change[Any]) -> list[str]:
    """Return the triggers that a change concerns, in the order of their events."""
    return [event.trigger_type for event in tell_all(change)]


def tell_all(change: Change[Any]) -> list[StoredEvent]:
    """Return the events of a change as they are stored."""
    return Teller(SITE, TRIGGERS).tell_changes([change], 0)


def make_told(trigger: str, change: Change[Any], details: Mapping[str, Any] | None = None) -> Event[Any]:
    """Return the event of a change, with details of its trigger or of a report."""
    given = TRIGGERS[trigger].details(change) if details is None else details
    return Event("E" * 26, trigger, 1, "site", SITE, change, given)


def payload_of(trigger: str, change: Change[Any], details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what a subscriber gets."""
    return TRIGGERS[trigger].payload(make_told(trigger, change, details))


def identity_of(trigger: str, change: Change[Any], details: Mapping[str, Any] | None = None) -> str | None:
    """Return the text by which two tellings of one event are known."""
    return TRIGGERS[trigger].identity(make_told(trigger, change, details))


def pick(payload: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Return some keys of a payload."""
    return {key: payload[key] for key in keys}
