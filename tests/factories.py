"""Builders that tests share: a sidecar on a database, a booking as a record, marks, keys, subscriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.db import events, outbox
from sidecar.db.events import StoredEvent
from sidecar.db.outbox import Mark
from sidecar.object_types import BOOKING
from sidecar.services import fan_out, keys
from sidecar.services.keys import DEFAULT_SCOPES, SCOPES, Caller, NewKey
from sidecar.services.sidecar import Sidecar, open_sidecar
from sidecar.services.subscriptions import subscribing
from sidecar.services.subscriptions.subscribing import Wish
from sidecar.settings import Settings
from sidecar.wp_bridge.records import BookingRecord, CustomerRecord, PaymentRecord, ServiceRecord, StaffRecord
from sidecar.wp_bridge.statuses import to_public_status
from tests.support.golden import apply_golden

if TYPE_CHECKING:
    from sidecar.db.database import Transaction

SECRET_KEY = "k" * 40
SHIM_SECRET = "s" * 40
CALLER = Caller(key_id=1, user_id=1, label="Test", scopes=SCOPES)
TARGET = "https://hooks.zapier.com/hooks/standard/1/abc/"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def make_settings(database_url: str = "sqlite://", **overrides: Any) -> Settings:
    """Return settings with made-up secrets, and without a rate limit."""
    values: dict[str, Any] = {"secret_key": SECRET_KEY, "shim_secret": SHIM_SECRET}
    values |= {"rate_limit_per_minute": 0} | overrides  # tests call more often than a Zap
    return Settings(database_url=database_url, **values)


def make_sidecar(database_url: str, **overrides: Any) -> Sidecar:
    """Return a sidecar on a database; the caller disposes of its connections."""
    return open_sidecar(make_settings(database_url, **overrides))


def with_settings(sidecar: Sidecar, **overrides: Any) -> Sidecar:
    """Return the same sidecar, on the same connections, with other settings."""
    return Sidecar(make_settings(sidecar.settings.database_url, **overrides), sidecar.database)


def make_record(booking_id: int = 57, raw_status: str = "bkx-pending", **overrides: Any) -> BookingRecord:
    """Return a small booking of an hour."""
    record = BookingRecord(
        id=booking_id,
        raw_status=raw_status,
        status=to_public_status(raw_status) or "",
        customer=CustomerRecord(
            id=None,
            first_name="Ann",
            last_name="Example",
            name="Ann Example",
            email="ann@example.test",
            phone="02079460555",
            street="",
            city="",
            state="",
            postcode="",
        ),
        service=ServiceRecord(id=14, name="Haircut"),
        staff=StaffRecord(id=8, name="Alex", email="alex@example.test", phone=""),
        extras=(),
        starts_at=datetime(2027, 3, 17, 11, tzinfo=UTC),
        ends_at=datetime(2027, 3, 17, 12, tzinfo=UTC),
        time_zone="Europe/London",
        all_day=False,
        days=(),
        duration_minutes=60,
        payment=PaymentRecord(
            amount=Decimal("39.00"),
            tax=None,
            tax_rate=None,
            currency="GBP",
            method="offline",
            raw_method="N",
            status="unpaid",
            paid_amount=None,
            transaction_id=None,
            paid_at=None,
        ),
        created_at=datetime(2026, 11, 22, 11, 30, tzinfo=UTC),
        updated_at=None,
        created_by=None,
        extension=None,
    )
    return replace(record, **overrides)


def make_mark(*kinds: str, booking_id: int = 57, marked_at: datetime = NOON, **facts: Any) -> Mark:
    """Return a mark as the shim writes it; without kinds it says `status`."""
    return Mark(BOOKING, booking_id, frozenset(kinds or {"status"}), facts, marked_at)


def add_marks(sidecar: Sidecar, *marks: Mark) -> None:
    """Write marks into the outbox, in their order."""
    sidecar.database.run(lambda tx: outbox.add_marks(tx, marks))


def play(sidecar: Sidecar, recording: dict[str, Any], *marks: Mark) -> None:
    """Do to the site what a recording did, and mark it as the shim would."""
    with sidecar.database.engine.begin() as connection:
        apply_golden(connection, recording)
    add_marks(sidecar, *marks)


def set_status(sidecar: Sidecar, booking_id: int, raw_status: str) -> None:
    """Change a booking's status by SQL, as BookingX does; no mark tells of it."""
    execute(
        sidecar, "UPDATE wp_posts SET post_status = :status WHERE ID = :id", status=raw_status, id=booking_id
    )


def execute(sidecar: Sidecar, statement: str, **values: Any) -> None:
    """Run one statement of SQL in a transaction of its own."""
    with sidecar.database.engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def fetch(sidecar: Sidecar, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of one of our tables (`queue`, `events`, ...) in the order of writing."""
    t: sa.Table = getattr(sidecar.database.own, table)
    with sidecar.database.transaction() as tx:
        rows = tx.execute(sa.select(*(t.c[name] for name in columns)).order_by(*t.primary_key.columns))
        return [tuple(row) for row in rows]


def list_events(sidecar: Sidecar) -> list[tuple[int, str, int]]:
    """Return booking, trigger and number of every event, oldest first."""
    return [
        (row[0], row[1], row[2]) for row in fetch(sidecar, "events", "object_id", "trigger_type", "sequence")
    ]


def create_key(
    sidecar: Sidecar,
    label: str = "Test",
    expires_at: datetime | None = None,
    scopes: frozenset[str] = DEFAULT_SCOPES,
) -> str:
    """Make an API key and return its text."""
    wanted = NewKey(label, 1, expires_at, scopes)
    return sidecar.database.run(lambda tx: keys.create_key(tx, sidecar.settings, wanted))


def subscribe(
    sidecar: Sidecar, trigger: str = "booking_created", target_url: str = TARGET, **wishes: Any
) -> str:
    """Subscribe a target to a trigger and return the subscription's public id."""
    wish = Wish(trigger, target_url, **wishes)
    return sidecar.database.run(lambda tx: subscribing.subscribe(sidecar, tx, CALLER, wish))


def make_event(number: int, trigger: str = "booking_created", **overrides: Any) -> StoredEvent:
    """Return an event whose id, payload and key are made of a number."""
    values: dict[str, Any] = {
        "event_id": f"{number:026d}",
        "trigger_type": trigger,
        "object_type": BOOKING,
        "object_id": number,
        "sequence": 1,
        "dedup_key": f"booking:{number}:created",
        "origin": "site",
        "payload": b'{"id":%d}' % number,
        "occurred_at": NOON,
    }
    return StoredEvent(**values | overrides)


def store_events(sidecar: Sidecar, *made: StoredEvent) -> None:
    """Write events with their deliveries to whoever has subscribed, as ingest does."""

    def work(tx: Transaction) -> None:
        events.add_events(tx, made)
        fan_out.enqueue_deliveries(tx, sidecar.triggers, made)

    sidecar.database.run(work)
