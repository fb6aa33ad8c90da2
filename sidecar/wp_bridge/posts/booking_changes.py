"""Changes bookings of BookingX 1.x as its own screens would: post, flat metas, `order_meta_data`, note."""

from __future__ import annotations

import html
from dataclasses import asdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import SerializedError, loads
from sidecar.wp_bridge.php.writer import is_empty
from sidecar.wp_bridge.posts.booking_metas import ORDER
from sidecar.wp_bridge.posts.booking_values import (
    STORED_FORMAT,
    TIME_KEYS,
    build_times,
    get_unit,
    to_money,
    to_utc,
)
from sidecar.wp_bridge.posts.booking_writer import TIME_RECORD
from sidecar.wp_bridge.posts.layout import BOOKING
from sidecar.wp_bridge.posts.post_rows import to_local
from sidecar.wp_bridge.posts.time_records import build_time_records
from sidecar.wp_bridge.statuses import HIDDEN, PREFIX
from sidecar.wp_bridge.text_fields import to_text_field
from sidecar.wp_bridge.write_errors import (
    HiddenBookingError,
    OtherUnitError,
    UnknownBookingError,
    UnknownOfferError,
    UnreadableBookingError,
)
from sidecar.wp_bridge.writing import COUPON

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.posts.booking_values import Order
    from sidecar.wp_bridge.posts.post_rows import PostRows
    from sidecar.wp_bridge.writing import BookedTimes, CustomerChanges, Edit, NewPrice

SEAT = "bkx_seat"
BIN = "trash"
LABELS = {
    "bkx-pending": "Pending",
    "bkx-ack": "Acknowledged",
    "bkx-completed": "Completed",
    "bkx-missed": "Missed",
    "bkx-cancelled": "Cancelled",
    "bkx-failed": "Failed",
}
"""BookingX's English names of its statuses; its notes are written in them."""


def lock_booking(connection: Connection, rows: PostRows, booking_id: int) -> str:
    """Lock a booking's post and return its status as stored.

    Raises UnknownBookingError where there is none, HiddenBookingError for drafts and what is in the bin.
    """
    post = rows.find_post(connection, booking_id, BOOKING)
    if post is None:
        raise UnknownBookingError
    status = str(post.post_status)
    if status == BIN or status in HIDDEN:
        raise HiddenBookingError
    return status


def set_status(connection: Connection, rows: PostRows, booking_id: int, status: str, edit: Edit) -> str:
    """Give a booking another status and return the old one (class-bkx-booking.php:160-198).

    As in BookingX the note comes first, and only where the names of the two differ.
    """
    old = lock_booking(connection, rows, booking_id)
    if _get_label(old) != _get_label(status):
        text = f"Successfully updated booking from {_get_label(old)} to {_get_label(status)}."
        rows.add_note(connection, booking_id, text, edit.at)
    rows.update_post(connection, booking_id, post_status=status)
    _stamp(connection, rows, booking_id, edit)
    return old


def move_booking(
    connection: Connection, rows: PostRows, booking_id: int, times: BookedTimes, edit: Edit
) -> None:
    """Give a booking another time (class-bkx-booking.php:1745-1796); all else stays as it is.

    BookingX's form would also set it back to Pending and make the editor its author.
    """
    lock_booking(connection, rows, booking_id)
    order = _get_order(connection, rows, booking_id)
    if get_unit(times) != (order.get("base_time_option") or "H"):
        raise OtherUnitError
    site = rows.read_site(connection)
    local, utc = to_local(edit.at, site), edit.at.replace(microsecond=0)
    rows.update_post(connection, booking_id, post_modified=local, post_modified_gmt=utc)
    rows.add_note(connection, booking_id, "Booking has been successfully updated..", edit.at)
    built = build_times(times)
    changed: Order = {key: built[key] for key in TIME_KEYS}
    changed |= {"updated_by": edit.user_id, "updated_time": to_utc(edit.at)}
    _rewrite(connection, rows, booking_id, order, changed)
    records = build_time_records(times, booking_id, str(order.get("created_date", "")))
    if records:
        rows.set_metas(connection, booking_id, {TIME_RECORD: records})


def assign_staff(connection: Connection, rows: PostRows, booking_id: int, staff_id: int, edit: Edit) -> None:
    """Give a booking to another staff member (class-bkx-ajax-loader.php:785-830)."""
    lock_booking(connection, rows, booking_id)
    order = _get_order(connection, rows, booking_id)
    new = rows.find_post(connection, staff_id, SEAT)
    if new is None:
        raise UnknownOfferError
    stored = rows.find_meta(connection, booking_id, "seat_id") or str(order.get("seat_id", ""))
    old = rows.find_post(connection, int(stored), SEAT) if stored.isdecimal() else None
    _rewrite(connection, rows, booking_id, order, {"seat_id": str(staff_id)})
    alias = rows.find_option(connection, "bkx_alias_seat") or "Resource"
    names = f"from {old.post_title} to {new.post_title}" if old else f"to {new.post_title}"
    rows.add_note(connection, booking_id, f"Successfully updated {alias} {names}.", edit.at)


def set_price(connection: Connection, rows: PostRows, booking_id: int, price: NewPrice, edit: Edit) -> None:
    """Give a booking another total, of which BookingX itself knows no way, and keep why beside it."""
    lock_booking(connection, rows, booking_id)
    order = _get_order(connection, rows, booking_id)
    tax: PhpValue = 0 if price.tax is None else to_money(price.tax)
    _rewrite(connection, rows, booking_id, order, {"total_price": to_money(price.total), "total_tax": tax})
    coupon: Order = {str(key): value for key, value in price.coupon.items()}
    rows.set_metas(connection, booking_id, {COUPON: coupon})
    rows.add_note(connection, booking_id, html.escape(price.note, quote=False), edit.at)
    _stamp(connection, rows, booking_id, edit)


def update_customer(
    connection: Connection, rows: PostRows, email: str, changes: CustomerChanges, edit: Edit
) -> list[int]:
    """Change the customer's texts in an address's bookings that start in the future; return their ids.

    What is hidden stays as it is. Everything is read before anything is written.
    """
    texts: Order = {key: to_text_field(text) for key, text in asdict(changes).items() if text is not None}
    ids = _list_future_ids(connection, rows, email, edit) if texts else []
    orders = {booking_id: _get_order(connection, rows, booking_id) for booking_id in ids}
    for booking_id, order in orders.items():
        _rewrite(connection, rows, booking_id, order, texts)
        _stamp(connection, rows, booking_id, edit)
    return ids


def add_note(connection: Connection, rows: PostRows, booking_id: int, text: str, edit: Edit) -> None:
    """Add a line to BookingX's log of a booking; what looks like markup in it is shown as it is."""
    lock_booking(connection, rows, booking_id)
    rows.add_note(connection, booking_id, html.escape(text, quote=False), edit.at)


def _get_label(status: str) -> str:
    return LABELS.get(status) or status.removeprefix(PREFIX)


def _get_order(connection: Connection, rows: PostRows, booking_id: int) -> Order:
    """Return `order_meta_data`. Raises UnreadableBookingError unless it can be written again without loss."""
    try:
        order = loads(rows.find_meta(connection, booking_id, ORDER) or "")
    except SerializedError as error:
        raise UnreadableBookingError from error
    if not isinstance(order, dict):
        raise UnreadableBookingError
    return order


def _rewrite(connection: Connection, rows: PostRows, booking_id: int, order: Order, changed: Order) -> None:
    """Write changed values flat, where PHP finds them not empty, and in the array: the two stay in step."""
    flat = {str(key): None if is_empty(value) else value for key, value in changed.items()}
    order |= changed
    rows.set_metas(connection, booking_id, {**flat, ORDER: order})


def _stamp(connection: Connection, rows: PostRows, booking_id: int, edit: Edit) -> None:
    stamps: dict[str, PhpValue] = {"last_updated_date": to_utc(edit.at), "updated_by": edit.user_id}
    rows.set_metas(connection, booking_id, stamps)


def _list_future_ids(connection: Connection, rows: PostRows, email: str, edit: Edit) -> list[int]:
    """Return the visible bookings of an address that start later, locked. Indexes meta_key and post_id.

    The time is the stored clock of the site, of which later texts are later times.
    """
    posts, emails, starts = rows.tables.posts, rows.tables.postmeta.alias(), rows.tables.postmeta.alias()
    now = to_local(edit.at, rows.read_site(connection)).strftime(STORED_FORMAT)
    query = (
        sa.select(posts.c["ID"])
        .join_from(posts, emails, emails.c.post_id == posts.c["ID"])
        .join(starts, starts.c.post_id == posts.c["ID"])
        .where(
            emails.c.meta_key == "email",
            sa.func.lower(emails.c.meta_value) == email.lower(),
            starts.c.meta_key == "booking_start_date",
            starts.c.meta_value > now,
            posts.c.post_type == BOOKING,
            posts.c.post_status.not_in({*HIDDEN, BIN}),
        )
    )
    found = connection.scalars(query.order_by(posts.c["ID"]).distinct())
    ids = list(found)
    locked = sa.select(posts.c["ID"]).where(posts.c["ID"].in_(ids)).order_by(posts.c["ID"])
    return list(connection.scalars(locked.with_for_update()))
