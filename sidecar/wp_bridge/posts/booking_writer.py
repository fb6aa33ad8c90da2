"""Writes a new booking as BookingX 1.x would have written it: a post, its metas and the first note."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sidecar.wp_bridge.php.writer import is_empty
from sidecar.wp_bridge.posts.booking_metas import ORDER
from sidecar.wp_bridge.posts.booking_values import build_order
from sidecar.wp_bridge.posts.layout import BOOKING
from sidecar.wp_bridge.posts.post_rows import build_stamps, to_local
from sidecar.wp_bridge.posts.time_records import build_time_records
from sidecar.wp_bridge.writing import EXTERNAL_ID, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.posts.post_rows import PostRows
    from sidecar.wp_bridge.site import Site
    from sidecar.wp_bridge.writing import NewBooking

TIME_RECORD = "bookingTimeRecord"
MAILED = "bkx_customer_email_trigger"
"""BookingX's sign that the mails of a new booking are sent, or taken care of."""


def create_booking(connection: Connection, rows: PostRows, new: NewBooking) -> int:
    """Write post, metas and note in BookingX's order (class-bkx-booking.php:1697-1793); return the id."""
    site = rows.read_site(connection)
    booking_id = rows.insert_post(connection, build_post(new, site))
    rows.add_metas(connection, booking_id, _list_metas(new, booking_id))
    rows.add_note(connection, booking_id, f"Successfully Initial # {booking_id} Order Created..", new.made_at)
    return booking_id


def build_post(new: NewBooking, site: Site) -> dict[str, Any]:
    """Return the row of `posts`, but for its id and the number of its notes.

    The password keeps the public page of the booking closed; nothing else that is random tells it.
    """
    local = to_local(new.made_at, site)
    return {
        "post_type": BOOKING,
        "post_status": new.status,
        "post_author": new.created_by or 0,
        **build_stamps(new.made_at, site),
        "post_title": f"Order &ndash; {local:%b} {local.day}, {local:%Y @ %I:%M %p}",
        "post_name": f"order-{local:%Y-%m-%d-%H%M}-{secrets.token_hex(6)}",
        "post_password": f"order_{secrets.token_urlsafe(10)}",
        "comment_status": "closed",
        "ping_status": "closed",
    }


def _list_metas(new: NewBooking, booking_id: int) -> Iterator[tuple[str, PhpValue]]:
    """Yield a row for each value that PHP finds not empty, then the arrays, then our own."""
    order = build_order(new, booking_id)
    yield MAILED, "1"
    yield from ((str(key), value) for key, value in order.items() if not is_empty(value))
    yield ORDER, order
    records = build_time_records(new.times, booking_id, str(order["created_date"]))
    if records:
        yield TIME_RECORD, records
    yield ORIGIN, new.origin
    if new.external_id:
        yield EXTERNAL_ID, new.external_id
