"""Lets every trigger's event happen at a golden site, each through the services that make it in real life."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sidecar.db import snapshots, state
from sidecar.db.types import utc_now
from sidecar.services import ingest, upcoming
from sidecar.services.reports.raising import raise_trigger
from tests.factories import add_marks, execute, fetch, make_mark, play, set_status, subscribe
from tests.support.golden import PRIMARY_KEYS, find_booking_id, load_golden
from tests.support.site_rows import add_comment, add_service, add_user, age_marks, mark, set_meta

if TYPE_CHECKING:
    import pytest

    from sidecar.services.sidecar import Sidecar
    from tests.support.golden import Recording

Payloads = dict[str, list[dict[str, Any]]]

BOOKING, MISSED = 22, 24
HAIRCUT, ALEX = 13, 8
FIRST_START = "2027-03-15 09:00:00"
"""Of booking 22, by the clock of London."""
MINUTES = 60
CHANGES = (
    "button-completed",
    "button-cancelled",
    "delete",
    "paypal-success",
    "paypal-capture-failed",
    "reassign",
    "reschedule-admin",
)
REPORTS: dict[str, dict[str, Any]] = {
    "payment_received": {"transaction_id": "t1", "gateway": "stripe", "amount": 48, "currency": "GBP"},
    "payment_failed": {
        "transaction_id": "t2",
        "gateway": "square",
        "amount_minor": 480,
        "reason": "Declined",
    },
    "refund_issued": {"refund_id": "r1", "gateway": "stripe", "amount": "5", "reason": "Asked for"},
    "subscription_updated": {"subscription_id": "s1", "change": "renewed", "amount": 12, "currency": "JPY"},
    "invoice_generated": {"invoice_id": 12, "source": "myob", "amount": "48.5", "due_at": "2027-01-01"},
    "payment_method_changed": {"method": "bkx_gateway_stripe_status", "is_enabled": "1"},
    "review_submitted": {"review_id": 3, "rating": "4.5", "text": "Lovely.", "service_id": HAIRCUT},
    "reminder_sent": {"reminder_id": 9, "channel": "sms", "recipient": "+442079460555"},
}
"""What gateways and add-ons say."""
IDS = ("transaction_id", "refund_id", "subscription_id", "invoice_id", "review_id", "reminder_id")


def tell_everything(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> Payloads:
    """Let each trigger's event happen at least once; return the payloads by trigger, oldest first."""
    _change_bookings(sidecar)
    _change_offers_and_people(sidecar)
    _report(sidecar)
    _let_an_hour_pass(sidecar, monkeypatch)
    told: Payloads = {}
    for trigger, payload in fetch(sidecar, "events", "trigger_type", "payload"):
        told.setdefault(trigger, []).append(json.loads(payload))
    return told


def _change_bookings(sidecar: Sidecar) -> None:
    """Do what was recorded: book, complete, cancel, delete, pay, reassign, move; and miss one."""
    booked = load_golden("bookings", "hour-extra")
    play(sidecar, booked, make_mark("created", booking_id=find_booking_id(booked)))
    ingest.drain(sidecar)
    for name in CHANGES:
        recording = load_golden("changes", name)
        kind = "deleted" if "deleted" in recording["rows"] else "status"
        play(sidecar, _without_ids(recording), make_mark(kind, booking_id=recording["booking"]))
        ingest.drain(sidecar)
    set_status(sidecar, MISSED, "bkx-missed")
    add_marks(sidecar, make_mark(booking_id=MISSED, status="bkx-missed"))
    ingest.drain(sidecar)


def _without_ids(recording: Recording) -> Recording:
    """Return a recording whose new rows take the next ids, so that several can be played at one site."""
    rows = recording["rows"]
    created = {
        table: [
            {column: value for column, value in row.items() if column != PRIMARY_KEYS[table]} for row in made
        ]
        for table, made in rows.get("created", {}).items()
    }
    return {**recording, "rows": {**rows, "created": created}}


def _change_offers_and_people(sidecar: Sidecar) -> None:
    """Publish a service, change one, register a customer, approve two reviews."""
    set_meta(sidecar, HAIRCUT, "base_price", "45.5")
    for service_id in (HAIRCUT, add_service(sidecar)):
        mark(sidecar, "service", service_id)
    age_marks(sidecar)
    mark(sidecar, "customer", add_user(sidecar, "new@example.test", first_name="Bo"), "created")
    for post_id in (HAIRCUT, ALEX):
        mark(sidecar, "comment", add_comment(sidecar, post_id), "created")
    ingest.drain(sidecar)


def _report(sidecar: Sidecar) -> None:
    """Report each trigger of others twice: of a booking, and of none."""
    for trigger, said in REPORTS.items():
        of_none = {key: f"{value}-2" if key in IDS else value for key, value in said.items()}
        for report in ({**said, "booking_id": BOOKING}, of_none):
            with sidecar.database.transaction() as tx:
                raise_trigger(sidecar, tx, trigger, report)


def _let_an_hour_pass(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a booking come up for a Zap that asks for an hour's notice."""
    starts_at = datetime.now(UTC).astimezone(ZoneInfo("Europe/London")) + timedelta(minutes=MINUTES + 10)
    statement = (
        "UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, :old, :new) "
        "WHERE post_id = :id AND meta_key IN ('booking_start_date', 'order_meta_data')"
    )
    execute(sidecar, statement, old=FIRST_START, new=f"{starts_at:%Y-%m-%d %H:%M:%S}", id=BOOKING)
    add_marks(sidecar, make_mark("meta", booking_id=BOOKING))
    ingest.drain(sidecar)
    subscribe(sidecar, "booking_upcoming", filters={"minutes_before": MINUTES})
    upcoming.announce(sidecar)
    for module in (snapshots, state):
        monkeypatch.setattr(module, "utc_now", lambda: utc_now(15 * 60))
    upcoming.announce(sidecar)
