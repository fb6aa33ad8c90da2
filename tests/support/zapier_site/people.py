"""What people do at the site, as BookingX writes it, marked and told as the shim would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.db import outbox
from sidecar.db.outbox import Mark
from sidecar.demo import visitor
from sidecar.demo.booking_rows import PENDING, Sent, StatusChange
from sidecar.demo.offers import Customer, Service, Staff, Wish
from sidecar.object_types import BOOKING, REPORT
from tests.factories import execute
from tests.support.site_rows import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sidecar.db.database import Transaction
    from tests.support.zapier_site.site import ZapierSite

HOME = "http://bookings.example.test"
ALEX = Staff(8, "Alex", "alex@example.test", "02079460001")
HAIRCUT = Service(13, "Haircut", Decimal("32.50"), minutes=45, is_extendable=True)
CY = Customer("Cy", "Member", "cy@example.test", "02079460002")
"""Somebody whom the site knows: that he books makes no new customer."""
FAR_AWAY = datetime(2031, 1, 6, 10)  # noqa: DTZ001 # the site's wall clock has no zone
REPLACE = (
    "UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, :old, :new) "
    "WHERE post_id = :id AND meta_key IN (:key, 'order_meta_data')"
)


def book(site: ZapierSite, starts_at: datetime | None = None) -> int:
    """Book a haircut, on a day of its own or at a time of the site's wall clock; return the booking's id.

    When this returns, the events of the booking were told.
    """

    def write(tx: Transaction) -> int:
        wish = Wish(ALEX, HAIRCUT, CY, starts_at or _find_day(tx))
        booking_id = visitor.book(tx.connection, TABLES, Sent(wish, HOME, datetime.now(UTC)))
        _mark(tx, booking_id, {"created", "note", "saved", "status"}, PENDING)
        return booking_id

    booking_id = site.sidecar.database.run(write)
    site.ring()
    return booking_id


def press_button(site: ZapierSite, booking_id: int, status: str) -> None:
    """Choose another status in wp-admin's list."""
    change = StatusChange(booking_id, status, HOME, datetime.now(UTC))

    def write(tx: Transaction) -> None:
        visitor.change_status(tx.connection, TABLES, change)
        _mark(tx, booking_id, {"note", "status"}, status)

    site.sidecar.database.run(write)
    site.ring()


def miss(site: ZapierSite, booking_id: int) -> None:
    """Let BookingX find that nobody came."""
    change = sa.update(TABLES.posts).where(TABLES.posts.c["ID"] == booking_id)

    def write(tx: Transaction) -> None:
        tx.execute(change.values(post_status="bkx-missed"))
        _mark(tx, booking_id, {"status"}, "bkx-missed")

    site.sidecar.database.run(write)
    site.ring()


def edit(site: ZapierSite, booking_id: int, changes: Mapping[str, tuple[str, str]]) -> None:
    """Edit a booking: by meta, a text that is replaced there and in the order, and the one in its place."""
    for key, (old, new) in changes.items():
        execute(site.sidecar, REPLACE, id=booking_id, key=key, old=old, new=new)
    site.sidecar.database.run(lambda tx: _mark(tx, booking_id, {"meta", "note"}, PENDING))
    site.ring()


def report(site: ZapierSite, trigger: str, booking_id: int, details: Mapping[str, Any]) -> None:
    """Say that something happened, as an add-on's hook does through the shim; 0 for no booking."""
    facts = {"trigger": trigger, "details": details}
    made = Mark(REPORT, booking_id, frozenset({"reported"}), facts, datetime.now(UTC))
    site.sidecar.database.run(lambda tx: outbox.add_marks(tx, [made]))
    site.ring()


def _find_day(tx: Transaction) -> datetime:
    """Return a day on which nobody booked: each booking's is later than the one's before."""
    last_id = tx.execute(sa.select(sa.func.max(TABLES.posts.c.ID))).scalar_one()
    return FAR_AWAY + timedelta(days=last_id)


def _mark(tx: Transaction, booking_id: int, kinds: set[str], status: str) -> None:
    outbox.add_marks(tx, [Mark(BOOKING, booking_id, frozenset(kinds), {"status": status}, datetime.now(UTC))])
