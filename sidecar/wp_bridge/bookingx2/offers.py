"""Reads what a site offers from BookingX 2.0's tables, and its customers from there and from WordPress."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.bookingx2.reader import STAMPS
from sidecar.wp_bridge.bookingx2.rows import (
    Row,
    is_off,
    parse_moment,
    read_rows,
    read_rows_by_id,
    select_rows,
)
from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, CUSTOMERS, SERVICES, STAFF
from sidecar.wp_bridge.offer_records import PUBLISHED, Address, Customer, Extra, Service, StaffMember
from sidecar.wp_bridge.posts.booking_payment import to_amount
from sidecar.wp_bridge.posts.offer_reader import to_count
from sidecar.wp_bridge.texts import strip_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, TableClause

UNPUBLISHED = "draft"
MAX_GUEST_BOOKINGS = 20

Offer = TypeVar("Offer", Service, StaffMember)


class TablesOffers:
    """The `OfferStore` of BookingX 2.0; ids are those of its tables. Primary keys serve all queries by id.

    No document names extras, opening hours, or who offers which service: there are no extras, and every
    service counts as offered by all staff. Customers are WordPress's users, as in BookingX 1.x.
    """

    def __init__(self, prefix: str, users_prefix: str | None = None) -> None:
        self.bookings = TablesLayout(prefix, users_prefix)
        self.users = self.bookings.users

    def read_services(self, connection: Connection, ids: Collection[int]) -> dict[int, Service]:
        """Return services by id in one query: see `OfferStore`."""
        return self._read(connection, SERVICES, ids, _build_service)

    def list_services(self, connection: Connection, limit: int, after_id: int = 0) -> list[Service]:
        """Return the next services in one query: see `OfferStore`."""
        return self._list(connection, SERVICES, limit, after_id, _build_service)

    def read_staff(self, connection: Connection, ids: Collection[int]) -> dict[int, StaffMember]:
        """Return staff members by id in one query: see `OfferStore`."""
        return self._read(connection, STAFF, ids, _build_staff_member)

    def list_staff(self, connection: Connection, limit: int, after_id: int = 0) -> list[StaffMember]:
        """Return the next staff members in one query: see `OfferStore`."""
        return self._list(connection, STAFF, limit, after_id, _build_staff_member)

    def read_extras(self, connection: Connection, ids: Collection[int]) -> dict[int, Extra]:  # noqa: ARG002 - the interface's signature
        """Return nothing: BookingX 2.0 has no extras that we know of."""
        return {}

    def list_extras(self, connection: Connection, limit: int, after_id: int = 0) -> list[Extra]:  # noqa: ARG002 - the interface's signature
        """Return nothing, likewise."""
        return []

    def find_customer(self, connection: Connection, user_id: int) -> Customer | None:
        """Return a user in two queries: see `OfferStore`."""
        return self.users.find(connection, user_id)

    def find_customer_by_email(self, connection: Connection, email: str) -> Customer | None:
        """Return a user in three queries, or a guest in ten: see `OfferStore`.

        Guests are looked for by the addresses of all bookings and customers. One who never booked is
        described as in `bookingx_customers`.
        """
        email = email.strip()
        if not email:
            return None
        return self.users.find_by_email(connection, email) or self._find_guest(connection, email)

    def _read(
        self, connection: Connection, name: str, ids: Collection[int], build: Callable[[int, Row], Offer]
    ) -> dict[int, Offer]:
        rows = read_rows_by_id(connection, self._find_table(connection, name), ids)
        return {key: build(key, rows[key]) for key in ids if key in rows}

    def _list(
        self, connection: Connection, name: str, limit: int, after_id: int, build: Callable[[int, Row], Offer]
    ) -> list[Offer]:
        table = self._find_table(connection, name)
        if table is None:
            return []
        query = select_rows(table).where(table.c.id > after_id).order_by(table.c.id).limit(limit)
        return [build(key, row) for key, row in read_rows(connection, query).items()]

    def _find_table(self, connection: Connection, name: str) -> TableClause | None:
        return self.bookings.get_shape(connection).find(name)

    def _find_guest(self, connection: Connection, email: str) -> Customer | None:
        """Return whom the newest booking with this address names; the booking's own record decides."""
        customers = self._list_customers(connection, email)
        newest = self._list_bookings_of(connection, email, customers)
        for booking in self.bookings.read_bookings(connection, newest).values():
            guest = booking.customer
            if guest.email.casefold() == email.casefold():
                names = (guest.first_name, guest.last_name, guest.name)
                return _build_guest(guest.email, names, guest.phone)
        for row in customers.values():
            first_name, last_name = row.text("first_name"), row.text("last_name")
            names = (first_name, last_name, f"{first_name} {last_name}".strip())
            return _build_guest(row.text("email"), names, row.text("phone"))
        return None

    def _list_customers(self, connection: Connection, email: str) -> dict[int, Row]:
        """Return the rows of `bookingx_customers` with an address, the oldest first."""
        table = self._find_table(connection, CUSTOMERS)
        if table is None or "email" not in table.c:
            return {}
        query = select_rows(table).where(_has_address(table.c.email, email)).order_by(table.c.id)
        rows = read_rows(connection, query.limit(MAX_GUEST_BOOKINGS))
        return {key: row for key, row in rows.items() if row.text("email").casefold() == email.casefold()}

    def _list_bookings_of(self, connection: Connection, email: str, customers: Collection[int]) -> list[int]:
        table = self.bookings.get_shape(connection).tables[BOOKINGS]
        conditions: list[ColumnElement[bool]] = []
        if "customer_email" in table.c:
            conditions.append(_has_address(table.c.customer_email, email))
        if "customer_id" in table.c:
            conditions.append(table.c.customer_id.in_(customers))
        query = sa.select(table.c.id).where(sa.or_(sa.false(), *conditions))
        return list(connection.scalars(query.order_by(table.c.id.desc()).limit(MAX_GUEST_BOOKINGS)))


def _has_address(column: ColumnElement[str], email: str) -> ColumnElement[bool]:
    return sa.func.lower(column) == email.lower()


def _build_guest(email: str, names: tuple[str, str, str], phone: str) -> Customer:
    first_name, last_name, name = names
    return Customer(
        id=None,
        email=email,
        first_name=first_name,
        last_name=last_name,
        name=name,
        phone=phone,
        registered_at=None,
    )


def _build_service(service_id: int, row: Row) -> Service:
    created_at, updated_at = _read_stamps(row)
    return Service(
        id=service_id,
        name=row.text("name"),
        description=strip_markup(row.flat.get("description", "")),
        status=UNPUBLISHED if is_off(row, "is_active") else PUBLISHED,
        price=row.parse_flat("price", to_amount),
        unit="hours",
        duration_minutes=row.parse_flat("duration", to_count) or None,
        days=None,
        is_extendable=False,
        extension_limit=None,
        staff_ids=(),
        is_offered_by_all_staff=True,
        allows_extras=False,
        unavailable_from=None,
        unavailable_till=None,
        location=None,
        created_at=created_at,
        updated_at=updated_at,
        unreadable=tuple(row.unreadable),  # last: the readers above fill it
    )


def _build_staff_member(staff_id: int, row: Row) -> StaffMember:
    created_at, updated_at = _read_stamps(row)
    return StaffMember(
        id=staff_id,
        name=row.text("name"),
        description=strip_markup(row.flat.get("description", "")),
        status=UNPUBLISHED if is_off(row, "is_active") else PUBLISHED,
        email=row.text("email"),
        phone=row.text("phone"),
        user_id=None,
        address=Address(street="", city="", state="", postcode="", country=""),
        works_own_hours=False,
        weekly_hours={},
        months=(),
        requires_prepayment=False,
        prepayment=None,
        deposit_amount=None,
        deposit_percent=None,
        created_at=created_at,
        updated_at=updated_at,
        unreadable=tuple(row.unreadable),  # last: the readers above fill it
    )


def _read_stamps(row: Row) -> tuple[datetime | None, datetime | None]:
    created_at = parse_moment(row, "created_at", STAMPS)
    updated_at = parse_moment(row, "updated_at", STAMPS)
    return created_at, max((at for at in (created_at, updated_at) if at), default=None)
