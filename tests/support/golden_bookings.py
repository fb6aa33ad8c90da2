"""The recorded bookings as requests to our own writer, and what it is meant to write otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.php.writer import dumps
from sidecar.wp_bridge.posts.booking_metas import ORDER
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.writing import (
    BookedCustomer,
    BookedDays,
    BookedHours,
    BookedPrice,
    BookedTimes,
    NewBooking,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

TABLES = WpTables("wp_")
Rows = dict[str, Any]

OTHER_VALUES: dict[str, tuple[Any, str]] = {
    "payment_method": ("bkx_gateway_pay_later", "N stands for the form's None; this is what wp-admin writes"),
    "bkx_payment_gateway_method": ("bkx_gateway_pay_later", "likewise"),
    "initiated_for_payment": (0, "no payment begins; BookingX's own (unused) cron would cancel the booking"),
    "is_allowed_new_user": ("0", "an account is made by an action of its own"),
}
"""Values that we always write otherwise, by key, each with its reason."""
REPLACED_VALUES: dict[str, tuple[Any, Any, str]] = {
    "addition_ids": ("None", "", "the form's word for nothing counts as an extra in wp-admin's list"),
    "extended_base_time": (
        "NaN",
        "0",
        "the form's word for a service that cannot be extended; 0 means as much",
    ),
}
"""Values that we write otherwise where the form wrote a word that means none: recorded, ours, reason."""
OTHER_COLUMNS: dict[str, str] = {
    "post_title": "readable; BookingX's has raw letters of a date pattern in it",
    "post_name": "unique from the beginning, not only once WordPress saves the post",
    "post_password": "random, not the time of its making",
    "comment_status": "closed; nobody can comment on a booking",
    "post_author": "0 where the form also made an account; that is an action of its own",
    "post_modified": "the moment of writing; the form updates the row a moment later",
    "post_modified_gmt": "likewise",
}
"""Columns of the post that we write otherwise, each with its reason."""


def read_request(recording: dict[str, Any]) -> NewBooking:
    """Return what the recorded form asked for, with the price that BookingX had worked out."""
    step = recording["steps"][0]
    form, order = step["request"]["form"], _read_order(step)
    return NewBooking(
        staff_id=int(form["seat_id"]),
        service_id=int(form["base_id"]),
        extra_ids=() if form["extra_id"] == "None" else tuple(map(int, form["extra_id"])),
        customer=BookedCustomer(
            first_name=form["bkx_first_name"],
            last_name=form["bkx_last_name"],
            email=form["bkx_email_address"],
            phone=form["bkx_phone_number"],
        ),
        times=_read_times(form, order),
        price=BookedPrice(
            total=Decimal(order["total_price"]),
            tax=Decimal(order["total_tax"]) if order["total_tax"] else None,
            tax_rate=order["tax_rate"],
            tax_kind=order["include_tax"],
            currency=order["currency_option"],
            currency_symbol=order["currency"],
        ),
        made_at=datetime.fromisoformat(order["created_date"]).replace(tzinfo=UTC),
        extension=0 if form["service_extend"] == "NaN" else int(form["service_extend"]),
        created_by=order["created_by"] or None,
        page_url=form["last_page_url"],
    )


def expect_metas(recording: dict[str, Any], booking_id: int) -> list[tuple[str, str]]:
    """Return the metas that we are to write: those recorded, but for the intended differences."""
    step = recording["steps"][0]
    old = _read_order(step)
    order = _change(old, booking_id)
    metas = []
    for row in step["rows"]["created"]["wp_postmeta"]:
        key, value = row["meta_key"], row["meta_value"]
        if key == ORDER:
            value = _dump(order)
        elif key == "bookingTimeRecord":
            value = _dump(_change_records(value, order))
        elif key in old and old[key] != order[key]:
            value = str(order[key])
        if value not in {"", "0"}:  # of these PHP writes no row
            metas.append((key, value))
    return [*metas, ("_bkx_zapier_origin", "zapier")]


def fetch(connection: Connection, table: Table, owner: str, owner_id: int) -> list[Rows]:
    """Return the rows that belong to a post or a user, in the order of their ids."""
    key = next(iter(table.primary_key.columns))
    query = sa.select(table).where(table.c[owner] == owner_id).order_by(key)
    return [dict(row) for row in connection.execute(query).mappings()]


def fetch_metas(connection: Connection, post_id: int) -> list[tuple[str, str]]:
    """Return a post's metas in the order of writing."""
    rows = fetch(connection, TABLES.postmeta, "post_id", post_id)
    return [(row["meta_key"], row["meta_value"]) for row in rows]


def to_stored(row: Rows) -> Rows:
    """Return a recorded row as our tables read it: times instead of texts."""
    return {key: _to_time(key, value) for key, value in row.items()}


def _to_time(column: str, value: Any) -> Any:
    if column.endswith(("_date", "_modified", "_registered", "_gmt")):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if column.endswith(("_gmt", "_registered")) else moment
    return value


def _read_order(step: dict[str, Any]) -> dict[str, Any]:
    rows = step["rows"]["created"]["wp_postmeta"]
    order: Any = loads(next(row["meta_value"] for row in rows if row["meta_key"] == ORDER))
    return dict(order)


def _dump(value: Any) -> str:
    return dumps(value).decode()


def _change_records(stored: str, order: dict[str, Any]) -> Any:
    records: Any = loads(stored)
    records[0]["booking_date"] = order["booking_date"]
    for record in records:
        record["booking_record_id"] = order["order_id"]
    return records


def _change(order: dict[str, Any], booking_id: int) -> dict[str, Any]:
    order = {key: OTHER_VALUES[key][0] if key in OTHER_VALUES else value for key, value in order.items()}
    for key, (recorded, ours, _) in REPLACED_VALUES.items():
        if order[key] == recorded:
            order[key] = ours
    # Padded, as wp-admin's filters by day need it; the form's calendar pads nothing.
    order["booking_date"] = _parse_date(order["booking_date"]).isoformat()
    order["order_id"] = booking_id
    return order


def _read_times(form: dict[str, Any], order: dict[str, Any]) -> BookedTimes:
    if form["booking_multi_days"]:
        days = tuple(_parse_date(day) for day in form["booking_multi_days"])
        return BookedDays(days=days, service_days=int(order["base_days"]))
    day = _parse_date(form["date"])
    clock = datetime.strptime(form["booking_time"], "%H:%M").time()  # noqa: DTZ007 # the site's clock
    starts_at, minutes = datetime.combine(day, clock), order["booking_time"]["in_sec"] // 60
    return BookedHours(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), minutes=minutes)


def _parse_date(text: str) -> date:
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)
