"""Bookings are read from what BookingX itself wrote, the same on MariaDB and on SQLite."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.records import (
    BookingRecord,
    CustomerRecord,
    ExtraRecord,
    Note,
    PaymentRecord,
    ServiceRecord,
    StaffRecord,
)
from tests.support.golden import apply_golden, find_booking_id, list_golden, load_golden
from tests.support.php import serialize
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from sqlalchemy import Connection

EXPECTED: dict[str, Any] = json.loads(
    Path("tests/fixtures/golden/expected-records.json").read_text(encoding="utf-8")
)
LONDON = ZoneInfo("Europe/London")
STORE = PostsLayout("wp_")


def read_one(connection: Connection, booking_id: int) -> BookingRecord:
    return STORE.read_bookings(connection, [booking_id])[booking_id]


def as_json(record: BookingRecord) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(msgspec.json.encode(record))
    return value


@pytest.mark.parametrize("name", list_golden("bookings"))
def test_a_recorded_booking_is_read_whole(golden: Connection, name: str) -> None:
    recording = load_golden("bookings", name)
    apply_golden(golden, recording)

    actual = read_one(golden, find_booking_id(recording))

    assert as_json(actual) == EXPECTED[f"bookings/{name}"]


@pytest.mark.parametrize("name", [name for name in list_golden("changes") if name != "delete"])
def test_a_recorded_change_is_read_whole(golden: Connection, name: str) -> None:
    recording = load_golden("changes", name)
    apply_golden(golden, recording)

    actual = read_one(golden, find_booking_id(recording))

    assert as_json(actual) == EXPECTED[f"changes/{name}"]


def test_a_booking_of_hours_with_extras_says_who_what_when_and_how_much(golden: Connection) -> None:
    actual = read_one(golden, 31)

    assert actual == BookingRecord(
        id=31,
        raw_status="bkx-pending",
        status="pending",
        customer=CustomerRecord(
            id=None,
            first_name="Jan",
            last_name="Jones",
            name="Jan Jones",
            email="jan.jones@example.test",
            phone="02079460002",
            street="",
            city="",
            state="",
            postcode="",
        ),
        service=ServiceRecord(id=14, name="Colour"),
        staff=StaffRecord(id=8, name="Alex Carter", email="alex@example.test", phone="02079460001"),
        extras=(ExtraRecord(id=19, name="Head massage"), ExtraRecord(id=20, name="Deep wash")),
        starts_at=datetime(2027, 11, 1, 9, 0, tzinfo=LONDON),
        ends_at=datetime(2027, 11, 1, 11, 15, tzinfo=LONDON),
        time_zone="Europe/London",
        all_day=False,
        days=(),
        duration_minutes=135,
        payment=PaymentRecord(
            amount=Decimal("135.60"),
            tax=Decimal("22.60"),
            tax_rate=Decimal(20),
            currency="GBP",
            method="offline",
            raw_method="N",
            status="unpaid",
            paid_amount=None,
            transaction_id=None,
            paid_at=None,
        ),
        created_at=datetime(2026, 11, 22, 11, 28, 44, tzinfo=UTC),
        updated_at=datetime(2026, 11, 22, 11, 28, 44, tzinfo=UTC),
        created_by=None,
        extension=None,
    )


def test_a_booking_of_days_lasts_from_midnight_to_the_midnight_after(golden: Connection) -> None:
    actual = read_one(golden, 40)

    assert (actual.starts_at, actual.ends_at, actual.all_day, actual.days, actual.duration_minutes) == (
        datetime(2027, 10, 27, tzinfo=LONDON),
        datetime(2027, 10, 30, tzinfo=LONDON),
        True,
        (date(2027, 10, 27), date(2027, 10, 28), date(2027, 10, 29)),
        3 * 24 * 60,
    )


def read_all(connection: Connection) -> tuple[int, list[int], list[int]]:
    """Return how many bookings there are to see, which are hidden, and which are not wholly readable."""
    ids = STORE.list_ids_after(connection, 0, 1000)
    records = STORE.read_bookings(connection, ids)
    faulty = [
        key for key, found in records.items() if found.unreadable or not (found.starts_at and found.ends_at)
    ]
    return len(records), sorted(set(ids) - set(records)), faulty


def test_every_booking_of_the_golden_site_is_readable(golden: Connection) -> None:
    assert read_all(golden) == (34, [28], [])


def test_every_booking_of_the_second_site_is_readable(bookingx: Connection) -> None:
    assert read_all(bookingx) == (6, [17], [])


def test_bookings_come_in_the_order_in_which_they_were_asked_for(golden: Connection) -> None:
    actual = STORE.read_bookings(golden, [40, 22, 999, 31])

    assert list(actual) == [40, 22, 31]


def test_a_deleted_booking_is_absent(golden: Connection) -> None:
    recording = load_golden("changes", "delete")
    apply_golden(golden, recording)

    actual = STORE.read_bookings(golden, [find_booking_id(recording)])

    assert actual == {}


def test_a_booking_without_bookingx_data_is_absent_and_not_listed_but_passed_by_the_cursor(
    golden: Connection,
) -> None:
    write_metas(golden, 56, {"order_meta_data": None})

    assert STORE.read_bookings(golden, [56]) == {}
    assert STORE.list_newest_ids(golden, 2) == [55, 54]
    assert STORE.list_ids_after(golden, 54, 10) == [55, 56]


@pytest.mark.parametrize("damage", ['O:8:"stdClass":0:{}', 'a:42:{s:7:"seat_id";s:', "i:5;", "\x00"])
def test_a_damaged_array_is_named_and_the_flat_rows_are_read(golden: Connection, damage: str) -> None:
    before = as_json(read_one(golden, 31))
    write_metas(golden, 31, {"order_meta_data": damage})

    actual = as_json(read_one(golden, 31))

    assert actual == before | {"unreadable": ["order_meta_data"]}


def test_each_damaged_meta_is_named_and_the_rest_is_read(golden: Connection) -> None:
    before = as_json(read_one(golden, 36))
    for key in ("booking_multi_days", "payment_meta", "bkx_capture_payment"):
        write_metas(golden, 36, {key: "a:1:{broken"})
    write_metas(golden, 36, {"seat_id": "nine"})

    actual = as_json(read_one(golden, 36))

    unreadable = ["seat_id", "booking_multi_days", "payment_meta", "bkx_capture_payment"]
    assert actual == before | {"staff": None, "unreadable": unreadable}


def test_gone_service_staff_and_extras_keep_their_ids(golden: Connection) -> None:
    posts = STORE.tables.posts
    golden.execute(sa.delete(posts).where(posts.c.ID.in_([8, 14, 19])))

    actual = read_one(golden, 31)

    assert (actual.service, actual.staff and actual.staff.name, actual.extras) == (
        ServiceRecord(id=14, name=None),
        None,
        (ExtraRecord(id=19, name=None), ExtraRecord(id=20, name="Deep wash")),
    )


def test_zero_dates_are_no_dates(golden: Connection) -> None:
    golden.execute(
        sa.text(
            "UPDATE wp_posts SET post_date_gmt = '0000-00-00 00:00:00', "
            "post_modified_gmt = '0000-00-00 00:00:00' WHERE ID = 31"
        )
    )
    write_metas(golden, 31, {"booking_end_date": "0000-00-00 00:00:00"})

    actual = read_one(golden, 31)

    created_at = datetime(2026, 11, 22, 11, 28, 44, tzinfo=UTC)
    assert (actual.created_at, actual.updated_at, actual.unreadable) == (created_at, created_at, ())


def test_texts_of_all_scripts_come_out_as_they_were_typed(golden: Connection) -> None:
    order = {"first_name": "🌸 Zoë", "last_name": "שלום &amp; 山田", "email": "x@example.test"}
    write_metas(golden, 31, {"order_meta_data": serialize(order)})
    write_metas(golden, 31, {"allergies": "جوز 🥜"})
    golden.execute(sa.text("UPDATE wp_posts SET post_title = 'عناية &#8211; 🌸' WHERE ID = 14"))

    actual = read_one(golden, 31)

    assert (actual.customer.name, actual.service, actual.custom_fields) == (
        "🌸 Zoë שלום & 山田",
        ServiceRecord(id=14, name="عناية \u2013 🌸"),
        {"allergies": "جوز 🥜"},
    )


def test_a_customer_is_the_user_with_the_bookings_address_in_any_case(golden: Connection) -> None:
    golden.execute(sa.text("UPDATE wp_users SET user_email = 'Jan.Jones@Example.test' WHERE ID = 2"))

    actual = read_one(golden, 31)

    assert actual.customer.id == 2


def test_thirty_five_bookings_cost_as_many_queries_as_one(golden: Connection, statements: list[str]) -> None:
    STORE.read_bookings(golden, [31])
    for_one = len(statements)
    STORE.read_bookings(golden, range(22, 57))

    assert (for_one, len(statements) - for_one) == (6, 6)


def test_the_newest_bookings_are_listed_page_by_page_without_hidden_ones(golden: Connection) -> None:
    first = STORE.list_newest_ids(golden, 3)
    second = STORE.list_newest_ids(golden, 3, before_id=30)

    assert (first, second) == ([56, 55, 54], [29, 27, 26])


def test_the_cursor_over_ids_passes_hidden_ones_and_ends(golden: Connection) -> None:
    pages = [STORE.list_ids_after(golden, after, 3) for after in (26, 29, 56)]

    assert pages == [[27, 28, 29], [30, 31, 32], []]


def test_the_last_ids_are_the_highest(golden: Connection) -> None:
    assert (STORE.get_last_id(golden), STORE.get_last_note_id(golden)) == (56, 54)


def test_an_empty_site_has_the_last_ids_zero(golden: Connection) -> None:
    golden.execute(sa.delete(STORE.tables.posts))
    golden.execute(sa.delete(STORE.tables.comments))

    assert (STORE.get_last_id(golden), STORE.get_last_note_id(golden)) == (0, 0)


def test_notes_are_listed_after_a_cursor_also_those_that_the_bin_unapproved(golden: Connection) -> None:
    apply_golden(golden, load_golden("changes", "trash"))

    actual = STORE.list_notes_after(golden, 1, 3)

    assert actual == [Note(id=2, booking_id=22), Note(id=3, booking_id=23), Note(id=4, booking_id=23)]


def test_raw_statuses_tell_hidden_ones_and_leave_out_what_is_no_booking(golden: Connection) -> None:
    actual = STORE.list_raw_statuses(golden, [8, 27, 28, 30, 999])

    assert actual == {27: "trash", 28: "draft", 30: "bkx-ack"}


def test_what_a_stranger_stores_is_read_in_bounds(golden: Connection) -> None:
    for number in range(5):
        write_metas(golden, 22, {f"field_{number}": "x" * 8_000_000})
    read_one(golden, 22)
    tracemalloc.start()

    read_one(golden, 22)

    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
