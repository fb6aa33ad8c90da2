"""Writes bookings and offers as we read BookingX 2.0: `schema/bookingx_2.sql`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, PAYMENTS, SERVICES, STAFF, BookingX2Tables
from tests.support.layout_site import PREFIX, LayoutSite
from tests.support.meanings import ALEX, MADE_AT, MINUTES, PRICE, Meaning, Offered

if TYPE_CHECKING:
    from sidecar.wp_bridge.layouts import Layout
    from sidecar.wp_bridge.records import BookingRecord

SCHEMA = Path(__file__).parents[2] / "schema" / "bookingx_2.sql"
STORED_STATUSES = {"no-show": "no_show"}


def read_schema() -> list[str]:
    """Return the statements of `schema/bookingx_2.sql`, without their comments."""
    text = re.sub(r"--.*", "", SCHEMA.read_text(encoding="utf-8"))
    return [statement for statement in text.split(";") if statement.strip()]


class TablesSite(LayoutSite):
    """A site of BookingX 2.0, as we read it."""

    layout: ClassVar[Layout] = "tables"
    start_name: ClassVar[str] = "start_datetime"
    own = BookingX2Tables(PREFIX)

    def create_own_tables(self) -> None:
        """Make them by the file on MariaDB, and by the same tables as declared in SQLite."""
        if self.connection.dialect.name == "sqlite":
            self.own.metadata.create_all(self.connection)
            return
        for statement in read_schema():
            self.connection.execute(sa.text(statement))

    def add_booking(self, meaning: Meaning) -> None:
        """Write its row, and one of payment."""
        self.insert(BOOKINGS, **_list_columns(meaning))
        self._pay(meaning)

    def change(self, meaning: Meaning) -> None:
        """Write its row anew, and one of payment."""
        self.write(meaning.id, **_list_columns(meaning))
        self._pay(meaning)

    def write_start(self, booking_id: int, stored: str) -> None:
        """Store it, and neither an end nor a duration."""
        statement = (
            "UPDATE wp_bookingx_bookings SET start_datetime = :stored, end_datetime = NULL, duration = NULL"
        )
        self.connection.execute(sa.text(f"{statement} WHERE id = :id"), {"stored": stored, "id": booking_id})

    def hide(self, booking_id: int) -> None:
        """Take its status away, as of a row that is not written yet."""
        self.write(booking_id, status=None)

    def delete(self, booking_id: int) -> None:
        """Delete its row."""
        self._delete(BOOKINGS, booking_id)

    def delete_offer(self, offered: Offered) -> None:
        """Delete its row."""
        self._delete(STAFF if offered.id == ALEX.id else SERVICES, offered.id)

    def add_service(self, offered: Offered) -> None:
        """Write its row."""
        self.insert(SERVICES, **_list_offer_columns(offered), duration=MINUTES, price=PRICE)

    def add_staff(self, offered: Offered) -> None:
        """Write its row."""
        self.insert(STAFF, **_list_offer_columns(offered), email=offered.email, phone=offered.phone)

    def to_raw(self, status: str) -> str:
        """Return the status as the documents spell it."""
        return STORED_STATUSES.get(status, status)

    def write(self, booking_id: int, **values: Any) -> None:
        """Change columns of a booking."""
        table = self.own.by_name[BOOKINGS]
        self.connection.execute(sa.update(table).where(table.c.id == booking_id).values(values))

    def insert(self, table: str, /, **values: Any) -> None:
        """Write any row."""
        self.connection.execute(sa.insert(self.own.by_name[table]).values(values))

    def drop(self, name: str) -> None:
        """Take a table away; MySQL ends the transaction with it."""
        self.own.by_name[name].drop(self.connection)

    def expect(self, meaning: Meaning) -> BookingRecord:
        """Return the record of a booking that has a number and no post."""
        return replace(super().expect(meaning), number=f"BX-{meaning.id}", is_post=False)

    def _delete(self, name: str, row_id: int) -> None:
        table = self.own.by_name[name]
        self.connection.execute(sa.delete(table).where(table.c.id == row_id))

    def _pay(self, meaning: Meaning) -> None:
        if meaning.paid_at:
            payment = {"booking_id": meaning.id, "amount": meaning.amount, "status": "completed"}
            self.insert(PAYMENTS, **payment, transaction_id="tx-1", paid_at=meaning.paid_at)


def _list_columns(meaning: Meaning) -> dict[str, Any]:
    return {
        "id": meaning.id,
        "booking_number": f"BX-{meaning.id}",
        "customer_name": f"{meaning.first_name} {meaning.last_name}".strip(),
        "customer_email": meaning.email,
        "customer_phone": meaning.phone,
        "service_id": meaning.service_id,
        "staff_id": meaning.staff_id,
        "duration": meaning.minutes,
        "start_datetime": meaning.starts_at,
        "end_datetime": meaning.ends_at,
        "total_amount": meaning.amount,
        "payment_method": "bkx_gateway_stripe",
        "payment_status": "paid" if meaning.paid_at else "unpaid",
        "status": STORED_STATUSES.get(meaning.status, meaning.status),
        "metadata": json.dumps(meaning.custom_fields, ensure_ascii=False),
        "created_at": meaning.created_at,
        "updated_at": meaning.updated_at,
    }


def _list_offer_columns(offered: Offered) -> dict[str, Any]:
    return {
        "id": offered.id,
        "name": offered.name,
        "description": offered.description,
        "is_active": int(offered.is_published),
        "created_at": MADE_AT,
        "updated_at": MADE_AT,
    }
