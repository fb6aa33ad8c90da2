"""Makes pages of the list of bookings: the newest first, narrowed by a number, an address or a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sidecar.action_spec import Choice, Page
from sidecar.desk.changes import BIN
from sidecar.desk.listing import MAX_DIGITS, is_found, read_place
from sidecar.desk.searching import open_search
from sidecar.wp_bridge.posts.booking_query import BookingQuery

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.records import BookingRecord

WINDOW = 200
"""Bookings among which a text is looked for on one page: each is read whole."""
WHOLE_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def list_bookings(desk: Desk, search: str | None, after: str | None, limit: int) -> Page:
    """Return a page of the bookings that are not in the bin, by id from the highest.

    With a text: the booking of that number; those of that address; else those whose label or address holds
    it among the next `WINDOW` ones. An address costs what `find_booking` by it does: no index is
    on what metas hold. A page may be short, or empty, and yet lead to a next one.
    Raises InvalidDataError for an odd `after`.
    """
    before_id = read_place(after) or None
    email = search if search is not None and WHOLE_ADDRESS.fullmatch(search) else None
    if search is not None and after is None and (numbered := _find_by_number(desk, search)):
        return Page((numbered,))
    window = limit if search is None else WINDOW
    wanted = BookingQuery(limit=window, before_id=before_id, left_out=(BIN,), email=email)
    ids = open_search(desk).list_ids(desk.connection, wanted)
    found = desk.store.read_bookings(desk.connection, ids).values()
    fitting = [record for record in found if _is_wanted(record, search)]
    choices = tuple(Choice(record.id, describe_booking(record)) for record in fitting[:limit])
    if len(fitting) > limit:
        return Page(choices, str(choices[-1].id))
    return Page(choices, str(ids[-1]) if len(ids) == window else None)


def describe_booking(record: BookingRecord) -> str:
    """Return what people tell a booking by: `57: Ann Example, Haircut, 2027-03-17 11:00, pending`."""
    known = (
        record.customer.name or record.customer.email,
        record.service and record.service.name,
        _describe_start(record),
        record.status,
    )
    return f"{record.number or record.id}: {', '.join(part for part in known if part)}"


def _describe_start(record: BookingRecord) -> str | None:
    """Return the start by the site's clock; of whole days the first."""
    if record.starts_at is None:
        return None
    return f"{record.starts_at:%Y-%m-%d}" if record.all_day else f"{record.starts_at:%Y-%m-%d %H:%M}"


def _find_by_number(desk: Desk, search: str) -> Choice | None:
    """Return the booking with this id, None where there is none: then digits are a text like others."""
    if not (search.isascii() and search.isdigit() and len(search) <= MAX_DIGITS):
        return None
    record = desk.store.read_bookings(desk.connection, [int(search)]).get(int(search))
    if record is None or record.raw_status == BIN:
        return None
    return Choice(record.id, describe_booking(record))


def _is_wanted(record: BookingRecord, search: str | None) -> bool:
    return is_found(search, f"{describe_booking(record)} {record.customer.email}")
