"""A payload has the keys and types that the catalog declares, whatever is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sidecar.catalog import TRIGGERS, export
from sidecar.spec import Change, Trigger
from sidecar.wp_bridge.offer_records import Address
from sidecar.wp_bridge.records import ExtraRecord
from tests.factories import NOON, make_record
from tests.support.shapes import check_keys
from tests.support.telling import make_customer, make_service, payload_of

DECLARED = {trigger["key"]: trigger["fields"] for trigger in export()["triggers"]}
FULL = make_record(extras=(ExtraRecord(id=19, name="Wash"),), custom_fields={"note": "x"})
BARE = make_record(
    service=None,
    staff=None,
    starts_at=None,
    ends_at=None,
    duration_minutes=None,
    created_at=None,
    payment=replace(FULL.payment, amount=None),
)
ROOM = Address(street="", city="London", state="", postcode="N1", country="GB")
SUBJECTS: dict[str, tuple[Any, Any]] = {
    "service": (
        make_service(location=ROOM, unavailable_from=date(2027, 1, 1), days=1),
        make_service(price=None, duration_minutes=None, created_at=None, updated_at=None),
    ),
    "customer": (make_customer(), make_customer(None)),
}
each_trigger = pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=TRIGGERS.keys())


def make_changes(trigger: Trigger) -> list[Change[Any]]:
    """Return changes between a full record and a bare one, each way, and from the one to itself."""
    full, bare = SUBJECTS.get(trigger.subject, (FULL, BARE))
    pairs = [(full, full), (full, bare), (bare, full)]
    return [Change(trigger.subject, 57, before, after, NOON) for before, after in pairs]


def report(trigger: Trigger) -> dict[str, Any]:
    """Return what a report says that says everything."""
    sample = {field.key: field.example for field in trigger.reported}
    times = {key: NOON for key in sample if key.endswith(("_at", "_end"))}
    return sample | times | ({"amount": Decimal("5.00")} if "amount" in sample else {})


@each_trigger
def test_a_change_gives_a_payload_as_it_is_declared(trigger: Trigger) -> None:
    for change in make_changes(trigger):
        details = {
            "update_kind": "edited",
            "minutes_before": 60,
            "subscription_id": "s",
            "change": "paused",
            **trigger.details(change),
        }

        check_keys(DECLARED[trigger.key], payload_of(trigger.key, change, details))


REPORTABLE = {key: trigger for key, trigger in TRIGGERS.items() if trigger.reported}


@pytest.mark.parametrize("trigger", REPORTABLE.values(), ids=REPORTABLE.keys())
@pytest.mark.parametrize("record", [FULL, BARE, None], ids=["full", "bare", "no booking"])
def test_a_report_gives_a_payload_as_it_is_declared(trigger: Trigger, record: Any) -> None:
    change: Change[Any] = Change("booking", 57, record, record, NOON)

    check_keys(DECLARED[trigger.key], payload_of(trigger.key, change, report(trigger)))


@pytest.mark.parametrize("trigger", REPORTABLE.values(), ids=REPORTABLE.keys())
def test_every_reported_field_arrives(trigger: Trigger) -> None:
    said = {key: f"said {key}" for key in report(trigger)} | {"amount": Decimal("5.00"), "currency": "GBP"}
    change: Change[Any] = Change("report", 0, None, None, NOON)

    payload = payload_of(trigger.key, change, said)

    missing = [
        key
        for key in report(trigger)
        if key not in {"amount", "currency"} and said[key] not in payload.values()
    ]
    assert missing == []


@each_trigger
def test_a_filter_leads_to_a_value_of_the_sample(trigger: Trigger) -> None:
    sample = trigger.sample()

    for item in trigger.filters:
        value: Any = sample
        for key in item.path.split("."):
            assert key in value, item.key
            value = value[key]
