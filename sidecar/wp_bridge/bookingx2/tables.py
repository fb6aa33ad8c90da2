"""Our reading of BookingX 2.0's own tables: no such BookingX is public, so nothing here is a fact.

`schema/bookingx_2.sql` is the same in MySQL's words, with the reason for each column, and a test holds the
two together. What a site really has is looked up by `sidecar.wp_bridge.bookingx2.shape`: of all columns only
those in `REQUIRED` must be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.tables import EMAIL, ID, WpDateTime

if TYPE_CHECKING:
    from sqlalchemy import Column, Table
    from sqlalchemy.types import TypeEngine

BOOKINGS, CUSTOMERS, SERVICES = "bookingx_bookings", "bookingx_customers", "bookingx_services"
STAFF, SCHEDULE, PAYMENTS = "bookingx_staff", "bookingx_schedule", "bookingx_payments"

REQUIRED = {
    BOOKINGS: ("id", "status", "start_datetime"),
    CUSTOMERS: ("id",),
    SERVICES: ("id",),
    STAFF: ("id",),
    PAYMENTS: ("id", "booking_id"),
}
"""The columns without which a table cannot be read. Of the tables only that of bookings must be there."""

MONEY = sa.Numeric(12, 2).with_variant(sa.String(20), "sqlite")  # SQLite would keep 39.00 as 39


class BookingX2Tables:
    """The tables of one site by their names without prefix, for instance `.by_name["bookingx_bookings"]`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.metadata = sa.MetaData()
        self.by_name: dict[str, Table] = {
            name: sa.Table(f"{prefix}{name}", self.metadata, _key(), *columns)
            for name, columns in _list_columns().items()
        }
        sa.Index(f"{prefix}{BOOKINGS}_updated_at", self.by_name[BOOKINGS].c.updated_at)
        sa.Index(f"{prefix}{PAYMENTS}_booking_id", self.by_name[PAYMENTS].c.booking_id)


def _list_columns() -> dict[str, tuple[Column[Any], ...]]:
    return {
        BOOKINGS: (
            *_texts("booking_number", "customer_name", "customer_phone", "service_name"),
            *_columns(EMAIL, "customer_email"),
            *_columns(sa.BigInteger(), "customer_id", "service_id", "staff_id"),
            *_columns(sa.Integer(), "duration"),
            *_columns(WpDateTime(), "start_datetime", "end_datetime", "created_at", "updated_at"),
            *_columns(MONEY, "total_amount", "tax_amount"),
            *_texts("timezone", "currency", "payment_status", "payment_method", "transaction_id", "status"),
            *_columns(sa.Text(), "notes", "metadata"),
        ),
        CUSTOMERS: (
            *_columns(EMAIL, "email"),
            *_texts("first_name", "last_name", "phone"),
            *_texts("billing_address", "billing_city", "billing_state", "billing_postcode"),
            *_texts("billing_country"),
            *_columns(WpDateTime(), "created_at", "updated_at"),
        ),
        SERVICES: (*_list_offer_columns(), *_columns(sa.Integer(), "duration"), *_columns(MONEY, "price")),
        STAFF: (*_list_offer_columns(), *_columns(EMAIL, "email"), *_texts("phone")),
        SCHEDULE: (
            *_columns(sa.BigInteger(), "service_id", "staff_id"),
            *_columns(sa.Date(), "date"),
            *_texts("time_slot"),
            *_columns(sa.Integer(), "is_available"),
        ),
        PAYMENTS: (
            *_columns(sa.BigInteger(), "booking_id"),
            *_columns(MONEY, "amount"),
            *_texts("currency", "method", "gateway", "transaction_id", "status"),
            *_columns(WpDateTime(), "paid_at"),
        ),
    }


def _list_offer_columns() -> tuple[Column[Any], ...]:
    """Return what services and staff share."""
    return (
        *_texts("name"),
        *_columns(sa.Text(), "description"),
        *_columns(sa.Integer(), "is_active"),
        *_columns(WpDateTime(), "created_at", "updated_at"),
    )


def _key() -> Column[int]:
    return sa.Column("id", ID, primary_key=True)


def _texts(*names: str) -> tuple[Column[Any], ...]:
    return _columns(sa.String(191), *names)


def _columns(kind: TypeEngine[Any], *names: str) -> tuple[Column[Any], ...]:
    return tuple(sa.Column(name, kind, nullable=True) for name in names)
