"""The `BookingWriter` of BookingX 2.0, as we read it: see `schema/bookingx_2.sql`; nothing here is a fact."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.bookingx2.metadata_writer import add_to_metadata
from sidecar.wp_bridge.bookingx2.shape import Shape, read_shape
from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, CUSTOMERS, STAFF
from sidecar.wp_bridge.posts.post_rows import to_local
from sidecar.wp_bridge.site import read_site
from sidecar.wp_bridge.statuses import to_public_status
from sidecar.wp_bridge.tables import STORED_FORMAT, WpTables
from sidecar.wp_bridge.text_fields import to_text_field
from sidecar.wp_bridge.times import at_site, get_named_zone
from sidecar.wp_bridge.write_errors import (
    HiddenBookingError,
    UnknownBookingError,
    UnknownOfferError,
    UnreadableBookingError,
)
from sidecar.wp_bridge.writing import COUPON, EXTERNAL_ID, ORIGIN, BookedHours

if TYPE_CHECKING:
    from sqlalchemy import Connection, TableClause

    from sidecar.wp_bridge.writing import (
        BookedCustomer,
        BookedTimes,
        CustomerChanges,
        Edit,
        NewBooking,
        NewPrice,
    )

BIN = "trash"
MINUTES_OF_A_DAY = 24 * 60
ONE_DAY = timedelta(days=1)
EXTRAS, EXTENSION = "_bkx_zapier_extras", "_bkx_zapier_extension"
"""What the tables have no column for stands in `metadata`, under names of our own."""


class TablesWriter:
    """Writes rows of BookingX 2.0's tables, into those columns that the site has."""

    def __init__(self, prefix: str, users_prefix: str | None = None) -> None:
        self.prefix = prefix
        self.tables = WpTables(prefix, users_prefix)
        self._shape: Shape | None = None

    def create_booking(self, connection: Connection, new: NewBooking) -> int:
        """Write a booking, and its customer where there is none with the address: see `BookingWriter`."""
        stamp = _to_stamp(new.made_at)
        own: dict[str, Any] = {ORIGIN: new.origin}
        if new.extra_ids:
            own[EXTRAS] = ",".join(map(str, new.extra_ids))
        if new.extension:
            own[EXTENSION] = str(new.extension)
        if new.external_id:
            own[EXTERNAL_ID] = new.external_id
        values = {
            "customer_id": self._ensure_customer(connection, new.customer, stamp),
            "customer_name": _to_text(f"{new.customer.first_name} {new.customer.last_name}"),
            "customer_email": new.customer.email,
            "customer_phone": _to_text(new.customer.phone),
            "service_id": new.service_id,
            "staff_id": new.staff_id,
            **_build_times(new.times),
            "total_amount": new.price.total,
            "tax_amount": new.price.tax,
            "currency": new.price.currency,
            "payment_status": "unpaid",
            "payment_method": new.payment_method,
            "status": to_public_status(new.status),
            "metadata": add_to_metadata("", own),
            "created_at": stamp,
            "updated_at": stamp,
        }
        return _insert(connection, self._get_bookings(connection), values)

    def lock_booking(self, connection: Connection, booking_id: int) -> None:
        """Lock a booking's row: see `BookingWriter`."""
        self._lock(connection, booking_id)

    def set_status(self, connection: Connection, booking_id: int, status: str, edit: Edit) -> str:
        """Give a booking another status: see `BookingWriter`; its public word is what is stored."""
        old: str = self._lock(connection, booking_id)["status"]
        self._change(connection, booking_id, edit, status=to_public_status(status))
        return old

    def move_booking(self, connection: Connection, booking_id: int, times: BookedTimes, edit: Edit) -> None:
        """Give a booking another time, by the clock that the booking is kept in: see `BookingWriter`."""
        row = self._lock(connection, booking_id)
        values = _build_times(times)
        zone_name = (row.get("timezone") or "").strip()
        if zone_name:
            site_zone = read_site(connection, self.tables).time_zone
            try:
                zone = get_named_zone(zone_name)
            except ValueError as error:
                raise UnreadableBookingError from error
            for column in ("start_datetime", "end_datetime"):
                values[column] = at_site(values[column], site_zone).astimezone(zone).replace(tzinfo=None)
        self._change(connection, booking_id, edit, **values)

    def assign_staff(self, connection: Connection, booking_id: int, staff_id: int, edit: Edit) -> None:
        """Give a booking to another staff member: see `BookingWriter`."""
        self._lock(connection, booking_id)
        staff = self._get_shape(connection).find(STAFF)
        if staff is None or connection.scalar(sa.select(staff.c.id).where(staff.c.id == staff_id)) is None:
            raise UnknownOfferError
        self._change(connection, booking_id, edit, staff_id=staff_id)

    def set_price(self, connection: Connection, booking_id: int, price: NewPrice, edit: Edit) -> None:
        """Give a booking another price: see `BookingWriter`."""
        row = self._lock(connection, booking_id)
        metadata = add_to_metadata(row.get("metadata") or "", {COUPON: dict(price.coupon)})
        values = {"total_amount": price.total, "tax_amount": price.tax, "metadata": metadata}
        self._change(connection, booking_id, edit, notes=_append(row, price.note), **values)

    def update_customer(
        self, connection: Connection, email: str, changes: CustomerChanges, edit: Edit
    ) -> list[int]:
        """Change the customer's row, and their texts in bookings that lie ahead: see `BookingWriter`."""
        texts = {key: _to_text(text) for key, text in asdict(changes).items() if text is not None}
        if not texts:
            return []
        customers = self._get_shape(connection).find(CUSTOMERS)
        if customers is not None and "email" in customers.c:
            values = _keep_known(customers, texts | {"updated_at": _to_stamp(edit.at)})
            is_customer = sa.func.lower(customers.c.email) == email.lower()
            connection.execute(sa.update(customers).where(is_customer).values(values))
        changed = self._list_ahead(connection, email, edit)
        for booking_id, old_name in changed.items():
            first, _, last = old_name.rpartition(" ") if " " in old_name else (old_name, "", "")
            name = f"{texts.get('first_name', first)} {texts.get('last_name', last)}".strip()
            given = {f"customer_{key}": texts[key] for key in ("email", "phone") if key in texts}
            self._change(connection, booking_id, edit, customer_name=name, **given)
        return list(changed)

    def add_note(self, connection: Connection, booking_id: int, text: str, edit: Edit) -> None:
        """Add a line to a booking's notes: see `BookingWriter`."""
        row = self._lock(connection, booking_id)
        self._change(connection, booking_id, edit, notes=_append(row, text))

    def _get_shape(self, connection: Connection) -> Shape:
        if self._shape is None:
            self._shape = read_shape(connection, self.prefix)
        return self._shape

    def _get_bookings(self, connection: Connection) -> TableClause:
        return self._get_shape(connection).tables[BOOKINGS]

    def _lock(self, connection: Connection, booking_id: int) -> dict[str, Any]:
        """Primary key."""
        bookings = self._get_bookings(connection)
        query = sa.select(bookings).where(bookings.c.id == booking_id).with_for_update()
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownBookingError
        if row["status"] == BIN or not to_public_status(row["status"] or ""):
            raise HiddenBookingError
        return dict(row)

    def _change(self, connection: Connection, booking_id: int, edit: Edit, **values: Any) -> None:
        bookings = self._get_bookings(connection)
        known = _keep_known(bookings, values | {"updated_at": _to_stamp(edit.at)})
        connection.execute(sa.update(bookings).where(bookings.c.id == booking_id).values(known))

    def _ensure_customer(
        self, connection: Connection, customer: BookedCustomer, stamp: datetime
    ) -> int | None:
        """Return the id of the customer with this address, of whom one is written where there is none."""
        table = self._get_shape(connection).find(CUSTOMERS)
        if table is None or "email" not in table.c:
            return None
        is_customer = sa.func.lower(table.c.email) == customer.email.lower()
        found = connection.scalar(sa.select(table.c.id).where(is_customer).order_by(table.c.id).limit(1))
        if found is not None:
            return int(found)
        values = {
            "email": customer.email,
            "first_name": _to_text(customer.first_name),
            "last_name": _to_text(customer.last_name),
            "phone": _to_text(customer.phone),
            "billing_address": _to_text(customer.street),
            "billing_city": _to_text(customer.city),
            "billing_state": _to_text(customer.state),
            "billing_postcode": _to_text(customer.postcode),
            "created_at": stamp,
            "updated_at": stamp,
        }
        return _insert(connection, table, values)

    def _list_ahead(self, connection: Connection, email: str, edit: Edit) -> dict[int, str]:
        """Return the names in an address's visible bookings that start later, by id, locked."""
        bookings = self._get_bookings(connection)
        if "customer_email" not in bookings.c:
            return {}
        name = bookings.c.customer_name if "customer_name" in bookings.c else sa.literal("")
        now = to_local(edit.at, read_site(connection, self.tables))
        query = sa.select(bookings.c.id, name, bookings.c.status).where(
            sa.func.lower(bookings.c.customer_email) == email.lower(), bookings.c.start_datetime > _bind(now)
        )
        rows = connection.execute(query.order_by(bookings.c.id).with_for_update())
        return {
            key: found or ""
            for key, found, status in rows
            if status != BIN and to_public_status(status or "")
        }


def _build_times(times: BookedTimes) -> dict[str, Any]:
    """Return the columns of time; whole days run from midnight to midnight."""
    if isinstance(times, BookedHours):
        start, end, minutes = times.starts_at, times.ends_at, times.minutes
    else:
        start, end = _to_midnight(times.days[0]), _to_midnight(times.days[-1] + ONE_DAY)
        minutes = len(times.days) * MINUTES_OF_A_DAY
    return {"start_datetime": start, "end_datetime": end, "duration": minutes}


def _to_midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _insert(connection: Connection, table: TableClause, values: dict[str, Any]) -> int:
    return int(connection.execute(sa.insert(table).values(_keep_known(table, values))).lastrowid)


def _keep_known(table: TableClause, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values for which the site has columns."""
    return {name: _bind(value) for name, value in values.items() if name in table.c}


def _bind(value: Any) -> Any:
    """Return a value that both kinds of database take: the columns' types are not known."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.strftime(STORED_FORMAT) if isinstance(value, datetime) else value


def _append(row: dict[str, Any], note: str) -> str:
    return "\n".join(part for part in (row.get("notes") or "", note) if part)


def _to_text(text: str) -> str:
    return to_text_field(text)[:191]


def _to_stamp(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
