"""A change of ours leaves the rows that BookingX's own left; and what is damaged is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.php.writer import dumps
from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.posts.writer import PostsWriter
from sidecar.wp_bridge.write_errors import (
    HiddenBookingError,
    OtherUnitError,
    UnknownBookingError,
    UnknownOfferError,
    UnreadableBookingError,
)
from sidecar.wp_bridge.writing import BookedDays, BookedHours, CustomerChanges, Edit, NewPrice
from tests.support.golden import load_golden
from tests.support.golden_bookings import TABLES, fetch, fetch_metas, read_request
from tests.support.golden_changes import (
    STATUS_CHANGES,
    compare,
    dump,
    expect,
    expect_moved,
    expect_reassigned,
    get_edit,
)
from tests.support.posts import write_metas, write_post

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sidecar.wp_bridge.records import BookingRecord

WRITER, READER = PostsWriter("wp_"), PostsLayout("wp_")
EDIT = Edit(user_id=1, at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
LATER = BookedHours(
    starts_at=datetime(2027, 10, 29, 15),  # noqa: DTZ001 # the site's clock
    ends_at=datetime(2027, 10, 29, 15, 45),  # noqa: DTZ001 # same
    minutes=45,
)
DAYS = BookedDays(days=(date(2027, 11, 8), date(2027, 11, 9)), service_days=2)
PRICE = NewPrice(
    total=Decimal("29.00"), tax=Decimal("4.83"), coupon={"code": "SPRING"}, note="Coupon SPRING: 10.00 less."
)
ANN = CustomerChanges(first_name="Ann")
CHANGES: dict[str, Callable[[Connection, int], Any]] = {
    "status": lambda connection, key: WRITER.set_status(connection, key, "bkx-ack", EDIT),
    "move": lambda connection, key: WRITER.move_booking(connection, key, LATER, EDIT),
    "staff": lambda connection, key: WRITER.assign_staff(connection, key, 9, EDIT),
    "price": lambda connection, key: WRITER.set_price(connection, key, PRICE, EDIT),
    "note": lambda connection, key: WRITER.add_note(connection, key, "Called.", EDIT),
}
OF_ARRAYS = ("move", "staff", "price")


@pytest.fixture
def strict(golden: Connection) -> Connection:
    """Return the golden site, on MariaDB in the strictest of its modes."""
    if golden.dialect.name != "sqlite":
        golden.execute(sa.text("SET SESSION sql_mode = 'TRADITIONAL'"))
    return golden


def read_one(connection: Connection, booking_id: int) -> BookingRecord:
    return READER.read_bookings(connection, [booking_id])[booking_id]


@pytest.mark.parametrize(("name", "status"), STATUS_CHANGES.items())
def test_a_status_is_changed_as_bookingx_does(strict: Connection, name: str, status: str) -> None:
    recording = load_golden("changes", name)
    before = dump(strict)
    edit = get_edit(recording)

    old = WRITER.set_status(strict, recording["booking"], status, edit)

    assert compare(before, dump(strict)) == expect(recording)
    assert old == before["wp_posts"][recording["booking"]]["post_status"]


def test_staff_is_assigned_as_bookingx_does(strict: Connection) -> None:
    recording = load_golden("changes", "reassign")
    before = dump(strict)

    WRITER.assign_staff(strict, 30, 9, get_edit(recording))

    assert compare(before, dump(strict)) == expect_reassigned(recording)


def test_a_booking_is_moved_as_bookingx_does(strict: Connection) -> None:
    recording = load_golden("changes", "reschedule-admin")
    before = dump(strict)

    WRITER.move_booking(strict, 33, LATER, get_edit(recording))

    assert compare(before, dump(strict)) == expect_moved(recording)


def test_a_moved_booking_is_read_at_its_new_time(strict: Connection) -> None:
    before = read_one(strict, 33)

    WRITER.move_booking(strict, 33, LATER, EDIT)

    after = read_one(strict, 33)
    zone = before.starts_at.tzinfo if before.starts_at else None
    starts_at, ends_at = (moment.replace(tzinfo=zone) for moment in (LATER.starts_at, LATER.ends_at))
    assert after == replace(before, starts_at=starts_at, ends_at=ends_at, updated_at=EDIT.at)


def test_days_are_moved_to_other_days(strict: Connection) -> None:
    before = read_one(strict, 36)

    WRITER.move_booking(strict, 36, DAYS, EDIT)

    after = read_one(strict, 36)
    assert (after.days, after.duration_minutes, after.unreadable) == (DAYS.days, 2 * 24 * 60, ())
    assert after.payment == before.payment
    assert "bookingTimeRecord" not in dict(fetch_metas(strict, 36))


def test_days_take_no_place_of_hours(strict: Connection) -> None:
    before = dump(strict)

    with pytest.raises(OtherUnitError):
        WRITER.move_booking(strict, 33, DAYS, EDIT)

    assert dump(strict) == before


def test_a_new_price_stands_in_both_places_with_its_reason(strict: Connection) -> None:
    before = read_one(strict, 33)

    WRITER.set_price(strict, 33, PRICE, EDIT)

    after = read_one(strict, 33)
    payment = replace(before.payment, amount=PRICE.total, tax=PRICE.tax)
    assert after == replace(before, payment=payment, updated_at=EDIT.at)
    metas = dict(fetch_metas(strict, 33))
    assert (metas["total_price"], metas["total_tax"]) == ("29.00", "4.83")
    assert metas["_bkx_zapier_coupon"] == 'a:1:{s:4:"code";s:6:"SPRING";}'
    note = fetch(strict, TABLES.comments, "comment_post_ID", 33)[-1]
    assert note["comment_content"] == "Coupon SPRING: 10.00 less."


def test_a_customer_s_texts_change_in_the_bookings_that_lie_ahead(strict: Connection) -> None:
    email = "jan.jones@example.test"
    request = read_request(load_golden("bookings", "hour-guest"))
    ahead = replace(request, customer=replace(request.customer, email="Jan.Jones@Example.test"))
    past = BookedHours(
        starts_at=datetime(2026, 11, 20, 9),  # noqa: DTZ001 # the site's clock
        ends_at=datetime(2026, 11, 20, 10),  # noqa: DTZ001 # same
        minutes=60,
    )
    ids = [WRITER.create_booking(strict, ahead), WRITER.create_booking(strict, replace(ahead, times=past))]
    binned = WRITER.create_booking(strict, ahead)
    write_post(strict, binned, post_status="trash")
    before = READER.read_bookings(strict, [31, *ids, binned])
    changes = CustomerChanges(
        first_name="<b>Janet</b>", phone='O:8:"stdClass":0:{}', email="janet@example.test"
    )

    changed = WRITER.update_customer(strict, email, changes, EDIT)

    assert changed == [31, ids[0]]
    after = READER.read_bookings(strict, [31, *ids, binned])
    assert (after[ids[1]], after[binned]) == (before[ids[1]], before[binned])
    for booking_id in changed:
        old = before[booking_id].customer
        new = replace(
            old,
            first_name="Janet",
            name=f"Janet {old.last_name}",
            phone='O:8:"stdClass":0:{}',
            email="janet@example.test",
        )
        updated_at = max(EDIT.at, before[booking_id].updated_at or EDIT.at)
        assert after[booking_id] == replace(before[booking_id], customer=new, updated_at=updated_at)


def test_an_empty_text_takes_its_flat_row_away(strict: Connection) -> None:
    WRITER.update_customer(strict, "jan.jones@example.test", CustomerChanges(phone=""), EDIT)

    assert "phone" not in dict(fetch_metas(strict, 31))
    assert read_one(strict, 31).customer.phone == ""


def test_no_change_of_a_customer_touches_nothing(strict: Connection) -> None:
    before = dump(strict)

    assert WRITER.update_customer(strict, "jan.jones@example.test", CustomerChanges(), EDIT) == []
    assert dump(strict) == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("booking_id", "error"),
    [
        (999, UnknownBookingError),
        (8, UnknownBookingError),
        (27, HiddenBookingError),
        (28, HiddenBookingError),
    ],
    ids=["none", "a-staff-member", "in-the-bin", "a-draft"],
)
def test_what_is_no_visible_booking_is_not_changed(
    strict: Connection, change: str, booking_id: int, error: type[Exception]
) -> None:
    before = dump(strict)

    with pytest.raises(error):
        CHANGES[change](strict, booking_id)

    assert dump(strict) == before


@pytest.mark.parametrize("change", OF_ARRAYS)
@pytest.mark.parametrize(
    "stored",
    ['a:1:{s:5:"first";O:8:"stdClass":0:{}}', 'a:1:{s:5:"short";', 's:3:"two";', "a:0:{}", None],
    ids=["object", "cut", "text", "list", "absent"],
)
def test_a_damaged_array_is_not_written_again(strict: Connection, change: str, stored: str | None) -> None:
    write_metas(strict, 33, {"order_meta_data": stored})
    before = dump(strict)

    with pytest.raises(UnreadableBookingError):
        CHANGES[change](strict, 33)

    assert dump(strict) == before


def test_one_damaged_booking_leaves_all_of_a_customer_s_as_they_are(strict: Connection) -> None:
    request = read_request(load_golden("bookings", "hour-guest"))
    customer = replace(request.customer, email="jan.jones@example.test")
    booking_id = WRITER.create_booking(strict, replace(request, customer=customer))
    write_metas(strict, booking_id, {"order_meta_data": "a:1:{"})
    before = dump(strict)

    with pytest.raises(UnreadableBookingError):
        WRITER.update_customer(strict, "jan.jones@example.test", ANN, EDIT)

    assert dump(strict) == before


def test_values_of_other_plugins_survive_in_the_array(strict: Connection) -> None:
    stored = dict(fetch_metas(strict, 33))["order_meta_data"]
    order: Any = loads(stored)
    order |= {"other": {"deep": [1, 0.1, None, True, "é"]}, 7: "seven"}
    write_metas(strict, 33, {"order_meta_data": dumps(order).decode()})

    WRITER.set_price(strict, 33, PRICE, EDIT)

    expected = order | {"total_price": "29.00", "total_tax": "4.83"}
    assert dict(fetch_metas(strict, 33))["order_meta_data"] == dumps(expected).decode()


@pytest.mark.parametrize("staff_id", [999, 13])
def test_a_booking_is_given_to_nobody_who_is_no_staff_member(strict: Connection, staff_id: int) -> None:
    before = dump(strict)

    with pytest.raises(UnknownOfferError):
        WRITER.assign_staff(strict, 33, staff_id, EDIT)

    assert dump(strict) == before


def test_a_note_is_counted(strict: Connection) -> None:
    before = fetch(strict, TABLES.posts, "ID", 33)[0]["comment_count"]

    WRITER.add_note(strict, 33, "Called <b>twice</b>.", EDIT)

    note = fetch(strict, TABLES.comments, "comment_post_ID", 33)[-1]
    assert note["comment_content"] == "Called &lt;b&gt;twice&lt;/b&gt;."
    assert fetch(strict, TABLES.posts, "ID", 33)[0]["comment_count"] == before + 1
