"""A booking that we write is, row by row, the one that BookingX wrote for the same request."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.posts.writer import PostsWriter
from sidecar.wp_bridge.writing import BookedDays
from tests.support.golden import apply_golden, find_booking_id, list_golden, load_golden, set_options
from tests.support.golden_bookings import (
    OTHER_COLUMNS,
    TABLES,
    expect_metas,
    fetch,
    fetch_metas,
    read_request,
    to_stored,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.records import BookingRecord
    from sidecar.wp_bridge.writing import NewBooking

WRITER, READER = PostsWriter("wp_"), PostsLayout("wp_")
NAMES = list_golden("bookings")
OBJECT = 'O:8:"stdClass":0:{}'


@pytest.fixture
def strict(golden: Connection) -> Connection:
    """Return the golden site, on MariaDB in the strictest of its modes."""
    if golden.dialect.name != "sqlite":
        golden.execute(sa.text("SET SESSION sql_mode = 'TRADITIONAL'"))
    return golden


def load_request(name: str = "hour-guest") -> NewBooking:
    return read_request(load_golden("bookings", name))


def write_as_recorded(connection: Connection, name: str) -> int:
    recording = load_golden("bookings", name)
    set_options(connection, recording["options_before"])
    return WRITER.create_booking(connection, read_request(recording))


def read_one(connection: Connection, booking_id: int) -> BookingRecord:
    return READER.read_bookings(connection, [booking_id])[booking_id]


def get_recorded_row(name: str, table: str) -> dict[str, Any]:
    recording = load_golden("bookings", name)
    rows: list[dict[str, Any]] = recording["steps"][0]["rows"]["created"][table]
    key = "ID" if table == "wp_posts" else "comment_post_ID"
    return to_stored(next(row for row in rows if row[key] == find_booking_id(recording)))


@pytest.mark.parametrize("name", NAMES)
def test_the_metas_are_bookingx_s_own(strict: Connection, name: str) -> None:
    booking_id = write_as_recorded(strict, name)

    assert fetch_metas(strict, booking_id) == expect_metas(load_golden("bookings", name), booking_id)


@pytest.mark.parametrize("name", NAMES)
def test_the_post_is_bookingx_s_own(strict: Connection, name: str) -> None:
    recorded = get_recorded_row(name, "wp_posts")

    booking_id = write_as_recorded(strict, name)

    (row,) = fetch(strict, TABLES.posts, "ID", booking_id)
    ours = {column: row[column] for column in OTHER_COLUMNS}
    assert row == recorded | ours | {"ID": booking_id}


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_that_differ_hold_what_they_are_meant_to(strict: Connection, name: str) -> None:
    request = load_request(name)

    booking_id = write_as_recorded(strict, name)

    (row,) = fetch(strict, TABLES.posts, "ID", booking_id)
    at = request.made_at
    assert row["post_title"] == f"Order &ndash; {at:%b} {at.day}, {at:%Y @ %I:%M %p}"
    assert re.fullmatch(r"order-2026-11-22-11\d\d-[0-9a-f]{12}", row["post_name"])
    assert re.fullmatch(r"order_[0-9A-Za-z_-]{14}", row["post_password"])
    assert row["comment_status"] == "closed"
    assert row["post_author"] == (request.created_by or 0)
    assert (row["post_modified"], row["post_modified_gmt"]) == (at.replace(tzinfo=None), at)


@pytest.mark.parametrize("name", NAMES)
def test_the_note_is_bookingx_s_own(strict: Connection, name: str) -> None:
    recorded = get_recorded_row(name, "wp_comments")

    booking_id = write_as_recorded(strict, name)

    (row,) = fetch(strict, TABLES.comments, "comment_post_ID", booking_id)
    text = f"Successfully Initial # {booking_id} Order Created.."
    ours = {"comment_ID": row["comment_ID"], "comment_post_ID": booking_id, "comment_content": text}
    assert row == recorded | ours


@pytest.mark.parametrize("name", NAMES)
def test_a_booking_that_we_wrote_is_read_like_bookingx_s(strict: Connection, name: str) -> None:
    recording = load_golden("bookings", name)
    booking_id = write_as_recorded(strict, name)
    written = read_one(strict, booking_id)
    strict.rollback()
    apply_golden(strict, recording)
    recorded = read_one(strict, find_booking_id(recording))

    expected = replace(
        recorded,
        id=booking_id,
        customer=replace(recorded.customer, id=None) if name == "account" else recorded.customer,
        payment=replace(recorded.payment, method="offline", raw_method="bkx_gateway_pay_later"),
        extension=recorded.extension or 0,
        updated_at=recorded.created_at,
    )

    assert written == expected


def test_a_service_of_one_day_has_no_end_as_in_bookingx(strict: Connection) -> None:
    new = replace(load_request("days"), times=BookedDays(days=(date(2027, 10, 21),), service_days=1))

    booking_id = WRITER.create_booking(strict, new)

    metas = dict(fetch_metas(strict, booking_id))
    assert "booking_end_date" not in metas
    assert (metas["booking_multi_days"], metas["base_days"]) == ('a:1:{i:0;s:10:"2027-10-21";}', "1")
    assert metas["booking_time"] == 'a:1:{s:6:"in_sec";i:5184000;}'
    record = read_one(strict, booking_id)
    assert (record.days, record.unreadable) == ((date(2027, 10, 21),), ())


def test_a_name_that_looks_like_an_object_stays_a_name(strict: Connection) -> None:
    new = load_request()
    customer = replace(new.customer, first_name=OBJECT, last_name="Zoë 🎉 O'Hara", phone="i:5;")

    booking_id = WRITER.create_booking(strict, replace(new, customer=customer))

    metas = dict(fetch_metas(strict, booking_id))
    assert (metas["first_name"], metas["phone"]) == ('s:19:"O:8:"stdClass":0:{}";', 's:4:"i:5;";')
    record = read_one(strict, booking_id)
    assert (record.customer.first_name, record.customer.last_name) == (OBJECT, "Zoë 🎉 O'Hara")
    assert (record.customer.phone, record.unreadable) == ("i:5;", ())


def test_long_names_are_kept(strict: Connection) -> None:
    new = load_request()
    customer = replace(new.customer, first_name="Ä" * 300, last_name="'" * 300)

    booking_id = WRITER.create_booking(strict, replace(new, customer=customer))

    record = read_one(strict, booking_id)
    assert (record.customer.first_name, record.customer.last_name) == ("Ä" * 300, "'" * 300)


def test_a_free_booking_of_a_site_with_tax_keeps_its_zeros(strict: Connection) -> None:
    new = load_request()
    price = replace(new.price, total=new.price.total * 0, tax=new.price.total * 0)

    booking_id = WRITER.create_booking(strict, replace(new, price=price))

    metas = dict(fetch_metas(strict, booking_id))
    assert (metas["total_price"], metas["total_tax"]) == ("0.00", "0.00")


def test_the_site_s_clock_and_utc_are_told_apart(strict: Connection) -> None:
    made_at = datetime(2027, 7, 1, 22, 30, 15, 999_999, tzinfo=UTC)

    booking_id = WRITER.create_booking(strict, replace(load_request(), made_at=made_at))

    (row,) = fetch(strict, TABLES.posts, "ID", booking_id)
    assert row["post_date"] == datetime(2027, 7, 1, 23, 30, 15)  # noqa: DTZ001 # the site's clock
    assert row["post_date_gmt"] == datetime(2027, 7, 1, 22, 30, 15, tzinfo=UTC)
    assert dict(fetch_metas(strict, booking_id))["created_date"] == "2027-07-01 22:30:15"


def test_two_bookings_of_one_moment_share_neither_name_nor_password(strict: Connection) -> None:
    ids = [WRITER.create_booking(strict, load_request()) for _ in range(2)]

    rows = [fetch(strict, TABLES.posts, "ID", booking_id)[0] for booking_id in ids]
    assert len({row["post_name"] for row in rows}) == 2
    assert len({row["post_password"] for row in rows}) == 2
