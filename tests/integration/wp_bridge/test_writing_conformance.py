"""What `BookingWriter` promises holds in both of BookingX's layouts, on MariaDB and on SQLite."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.statuses import find_raw_status
from sidecar.wp_bridge.write_errors import (
    HiddenBookingError,
    UnknownBookingError,
    UnknownOfferError,
    UnreadableBookingError,
)
from sidecar.wp_bridge.writers import open_writer
from sidecar.wp_bridge.writing import (
    BookedCustomer,
    BookedDays,
    BookedHours,
    BookedPrice,
    CustomerChanges,
    Edit,
    NewBooking,
    NewPrice,
)
from tests.support.meanings import MADE_AT, Meaning, Offered

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.wp_bridge.records import BookingRecord
    from sidecar.wp_bridge.writing import BookingWriter
    from tests.support.layout_site import LayoutSite
    from tests.support.tables_site import TablesSite

MEANING = Meaning()
EDIT = Edit(user_id=1, at=MADE_AT + timedelta(hours=1))
BEA = Offered(id=9, name="Bea", email="bea@example.test", phone="0199")
LATER = BookedHours(
    starts_at=datetime(2027, 7, 1, 9, 30),  # noqa: DTZ001 # the site's clock
    ends_at=datetime(2027, 7, 1, 11, 0),  # noqa: DTZ001 # same
    minutes=90,
)
PRICE = NewPrice(total=Decimal("9.50"), tax=Decimal("1.58"), coupon={"code": "Frühling"}, note="Less.")
NEW = NewBooking(
    staff_id=8,
    service_id=14,
    extra_ids=(),
    customer=BookedCustomer(first_name="Ann", last_name="Example", email=MEANING.email, phone=MEANING.phone),
    times=BookedHours(starts_at=MEANING.starts_at, ends_at=MEANING.ends_at, minutes=60),
    price=BookedPrice(
        total=Decimal("39.00"),
        tax=Decimal("6.50"),
        tax_rate="20",
        tax_kind="plus",
        currency="GBP",
        currency_symbol="&pound;",
    ),
    made_at=MADE_AT,
    payment_method="bkx_gateway_stripe",
)
CHANGES: dict[str, Callable[[BookingWriter, Any, int], Any]] = {
    "lock": lambda writer, connection, key: writer.lock_booking(connection, key),
    "status": lambda writer, connection, key: writer.set_status(connection, key, "bkx-ack", EDIT),
    "move": lambda writer, connection, key: writer.move_booking(connection, key, LATER, EDIT),
    "staff": lambda writer, connection, key: writer.assign_staff(connection, key, 8, EDIT),
    "price": lambda writer, connection, key: writer.set_price(connection, key, PRICE, EDIT),
    "note": lambda writer, connection, key: writer.add_note(connection, key, "Called.", EDIT),
}


@pytest.fixture
def writer(site: LayoutSite) -> BookingWriter:
    """Return the site's writer; on MariaDB the site is in the strictest of its modes."""
    if site.connection.dialect.name != "sqlite":
        site.connection.execute(sa.text("SET SESSION sql_mode = 'TRADITIONAL'"))
    return open_writer(site.layout, "wp_")


def expect(site: LayoutSite, booking_id: int) -> BookingRecord:
    """Return the record of `NEW`; its number is given by whoever knows how BookingX 2.0 counts."""
    record = replace(site.expect(replace(MEANING, id=booking_id)), number=None)
    is_post = site.layout == "posts"
    payment = replace(record.payment, tax=Decimal("6.50"), tax_rate=Decimal(20) if is_post else None)
    return replace(record, payment=payment, extension=0 if is_post else None)


def create(site: LayoutSite, writer: BookingWriter, new: NewBooking = NEW) -> int:
    return writer.create_booking(site.connection, new)


def test_a_booking_is_read_as_it_was_meant(site: LayoutSite, writer: BookingWriter) -> None:
    booking_id = create(site, writer)

    assert site.read(booking_id) == expect(site, booking_id)


def test_whole_days_end_with_the_last_of_them(site: LayoutSite, writer: BookingWriter) -> None:
    days = BookedDays(days=(date(2027, 3, 27), date(2027, 3, 28)), service_days=2)

    booking_id = create(site, writer, replace(NEW, times=days))

    record = site.read(booking_id)
    assert record.starts_at is not None
    assert record.ends_at is not None
    actual = (record.starts_at.isoformat(), record.ends_at.isoformat(), record.duration_minutes)
    assert actual == ("2027-03-27T00:00:00+00:00", "2027-03-29T00:00:00+01:00", 2 * 24 * 60)


@pytest.mark.parametrize("status", ["pending", "confirmed", "completed", "no-show", "cancelled"])
def test_a_status_is_changed_and_the_old_one_told(
    site: LayoutSite, writer: BookingWriter, status: str
) -> None:
    booking_id = create(site, writer)
    before = site.read(booking_id)

    old = writer.set_status(site.connection, booking_id, find_raw_status(status) or "", EDIT)

    after = site.read(booking_id)
    assert old == before.raw_status
    assert after == replace(before, status=status, raw_status=after.raw_status, updated_at=EDIT.at)


def test_a_booking_is_moved(site: LayoutSite, writer: BookingWriter) -> None:
    booking_id = create(site, writer)
    before = site.read(booking_id)

    writer.move_booking(site.connection, booking_id, LATER, EDIT)

    zone = before.starts_at.tzinfo if before.starts_at else None
    assert site.read(booking_id) == replace(
        before,
        starts_at=LATER.starts_at.replace(tzinfo=zone),
        ends_at=LATER.ends_at.replace(tzinfo=zone),
        duration_minutes=90,
        updated_at=EDIT.at,
    )


def test_a_booking_is_given_to_another(site: LayoutSite, writer: BookingWriter) -> None:
    site.add_staff(BEA)
    booking_id = create(site, writer)
    before = site.read(booking_id)

    writer.assign_staff(site.connection, booking_id, BEA.id, EDIT)

    after = site.read(booking_id)
    assert before.staff is not None
    staff = replace(before.staff, id=BEA.id, name=BEA.name, email=BEA.email, phone=BEA.phone)
    assert after == replace(before, staff=staff, updated_at=after.updated_at)


def test_a_booking_is_given_to_nobody_unknown(site: LayoutSite, writer: BookingWriter) -> None:
    booking_id = create(site, writer)

    with pytest.raises(UnknownOfferError):
        writer.assign_staff(site.connection, booking_id, 99, EDIT)


def test_a_price_is_changed(site: LayoutSite, writer: BookingWriter) -> None:
    booking_id = create(site, writer)
    before = site.read(booking_id)

    writer.set_price(site.connection, booking_id, PRICE, EDIT)

    payment = replace(before.payment, amount=PRICE.total, tax=PRICE.tax)
    assert site.read(booking_id) == replace(before, payment=payment, updated_at=EDIT.at)


def test_a_customer_s_texts_change_ahead_and_not_behind(site: LayoutSite, writer: BookingWriter) -> None:
    past = BookedHours(
        starts_at=datetime(2026, 11, 1, 9),  # noqa: DTZ001 # the site's clock
        ends_at=datetime(2026, 11, 1, 10),  # noqa: DTZ001 # same
        minutes=60,
    )
    ahead, behind = create(site, writer), create(site, writer, replace(NEW, times=past))
    before = site.read(ahead)

    changed = writer.update_customer(
        site.connection, MEANING.email.upper(), CustomerChanges(last_name="New", phone="0111"), EDIT
    )

    assert changed == [ahead]
    customer = replace(before.customer, last_name="New", name="Ann New", phone="0111")
    assert site.read(ahead) == replace(before, customer=customer, updated_at=EDIT.at)
    assert (site.read(behind).customer.name, site.read(behind).updated_at) == ("Ann Example", MADE_AT)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_there_or_hidden_is_not_changed(
    site: LayoutSite, writer: BookingWriter, change: str
) -> None:
    booking_id = create(site, writer)
    site.hide(booking_id)

    with pytest.raises(HiddenBookingError):
        CHANGES[change](writer, site.connection, booking_id)
    with pytest.raises(UnknownBookingError):
        CHANGES[change](writer, site.connection, 999_999)


def test_notes_do_not_disturb(site: LayoutSite, writer: BookingWriter) -> None:
    booking_id = create(site, writer)
    before = site.read(booking_id)

    for text in ("One.", "Two."):
        writer.add_note(site.connection, booking_id, text, EDIT)

    after = site.read(booking_id)
    assert after == replace(before, updated_at=after.updated_at)


def test_a_booking_with_a_zone_of_its_own_is_moved_by_its_own_clock(tables_site: TablesSite) -> None:
    site, writer = tables_site, open_writer("tables", "wp_")
    booking_id = create(site, writer)
    site.write(booking_id, timezone="America/New_York")

    writer.move_booking(site.connection, booking_id, LATER, EDIT)

    record = site.read(booking_id)
    assert record.starts_at is not None
    assert record.starts_at.replace(tzinfo=None) == LATER.starts_at
    assert record.customer_time_zone == "America/New_York"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ('{"a":1.10,"b":[1e5]}', '{"a":1.10,"b":[1e5],"_bkx_zapier_coupon":{"code":"Frühling"}}'),
        (
            'a:1:{i:0;s:1:"x";}',
            'a:2:{i:0;s:1:"x";s:18:"_bkx_zapier_coupon";a:1:{s:4:"code";s:9:"Frühling";}}',
        ),
        (None, '{"_bkx_zapier_coupon":{"code":"Frühling"}}'),
    ],
    ids=["json", "php", "none"],
)
def test_metadata_of_others_survives(tables_site: TablesSite, stored: str | None, expected: str) -> None:
    site, writer = tables_site, open_writer("tables", "wp_")
    booking_id = create(site, writer)
    site.write(booking_id, metadata=stored)

    writer.set_price(site.connection, booking_id, PRICE, EDIT)

    query = sa.text("SELECT metadata FROM wp_bookingx_bookings WHERE id = :id")
    assert site.connection.scalar(query, {"id": booking_id}) == expected


@pytest.mark.parametrize("stored", ["{cut", "[1]", 'O:8:"stdClass":0:{}', "i:5;"])
def test_metadata_that_is_damaged_is_left_alone(tables_site: TablesSite, stored: str) -> None:
    site, writer = tables_site, open_writer("tables", "wp_")
    booking_id = create(site, writer)
    site.write(booking_id, metadata=stored)

    with pytest.raises(UnreadableBookingError):
        writer.set_price(site.connection, booking_id, PRICE, EDIT)
