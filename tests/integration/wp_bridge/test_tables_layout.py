"""What is BookingX 2.0's alone: customers in two places, metadata, zones, and tables that lack something."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.errors import SetupError
from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.bookingx2.shape import read_shape
from sidecar.wp_bridge.bookingx2.tables import BOOKINGS, CUSTOMERS, PAYMENTS, BookingX2Tables
from sidecar.wp_bridge.offer_records import Customer
from sidecar.wp_bridge.records import ServiceRecord
from tests.support.meanings import HAIRCUT, LONDON, MADE_AT, Meaning
from tests.support.php import serialize
from tests.support.tables_site import TablesSite, read_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL = Meaning()
BEA = {
    "id": 3,
    "email": "Bea@example.test",
    "first_name": "Bea",
    "last_name": "O'Neill",
    "phone": "0456",
    "billing_city": "Leeds",
    "billing_country": "GB",
}


@pytest.fixture
def booked(tables_site: TablesSite) -> TablesSite:
    """Return a site with the usual booking."""
    tables_site.add_booking(USUAL)
    return tables_site


def test_the_schema_names_the_columns_that_are_declared() -> None:
    declared = {
        table.name: {column.name for column in table.c} for table in BookingX2Tables("wp_").by_name.values()
    }

    stated = {}
    for statement in read_schema():
        lines = [line.strip() for line in statement.splitlines()]
        names = [line.split("`")[1] for line in lines if line.startswith(("`", "CREATE TABLE"))]
        stated[names[0]] = set(names[1:])

    assert stated == declared


def test_a_customer_who_stands_only_in_the_table_of_customers_is_read_from_there(booked: TablesSite) -> None:
    booked.insert(CUSTOMERS, **BEA)
    booked.write(57, customer_id=3, customer_name=None, customer_email="", customer_phone=None)

    actual = booked.read()

    usual = booked.expect(USUAL)
    assert actual == replace(
        usual,
        customer=replace(
            usual.customer,
            first_name="Bea",
            last_name="O'Neill",
            name="Bea O'Neill",
            email="Bea@example.test",
            phone="0456",
            city="Leeds",
            country="GB",
        ),
    )


def test_what_the_booking_says_of_its_customer_counts_first(booked: TablesSite) -> None:
    booked.insert(CUSTOMERS, **BEA)
    booked.write(57, customer_id=3, customer_name="Ann Maria Example")

    customer = booked.read().customer

    assert (customer.name, customer.first_name, customer.last_name, customer.email, customer.city) == (
        "Ann Maria Example",
        "Ann Maria",
        "Example",
        "ann@example.test",
        "Leeds",
    )


def test_a_customer_who_never_booked_is_found_in_the_table_of_customers(tables_site: TablesSite) -> None:
    tables_site.insert(CUSTOMERS, **BEA)

    actual = tables_site.offers.find_customer_by_email(tables_site.connection, "BEA@example.test")

    assert actual == Customer(
        id=None,
        email="Bea@example.test",
        first_name="Bea",
        last_name="O'Neill",
        name="Bea O'Neill",
        phone="0456",
        registered_at=None,
    )


@pytest.mark.parametrize(
    ("stored", "expected", "unreadable"),
    [
        (None, {}, ()),
        ("", {}, ()),
        ("[]", {}, ()),
        (
            '{"a": "x", "b": 1.10, "c": true, "d": null, "e": [1], "_f": "y", "g": 7}',
            {"a": "x", "b": "1.10", "c": "true", "g": "7"},
            (),
        ),
        (serialize({"a": "x", "b": "1.10"}), {"a": "x", "b": "1.10"}, ()),
        ('{"a": ', {}, ("metadata",)),
        ('"text"', {}, ("metadata",)),
        ('O:8:"stdClass":0:{}', {}, ("metadata",)),
        ("[" * 100_000, {}, ("metadata",)),
        ('{"a": "\\ud800"}', {}, ("metadata",)),
    ],
)
def test_metadata_is_read_as_custom_fields(
    booked: TablesSite, stored: str | None, expected: dict[str, str], unreadable: tuple[str, ...]
) -> None:
    booked.write(57, metadata=stored)

    actual = booked.read()

    assert (actual.custom_fields, actual.unreadable) == (expected, unreadable)


def test_metadata_beyond_all_bounds_is_named(booked: TablesSite) -> None:
    booked.write(57, metadata=json.dumps({"a": "x" * 2_000_000}))

    actual = booked.read()

    assert (actual.custom_fields, actual.unreadable) == ({}, ("metadata",))


def test_a_bookings_own_zone_is_the_clock_of_its_times(booked: TablesSite) -> None:
    booked.write(57, timezone="America/New_York")

    actual = booked.read()

    assert actual == replace(
        booked.expect(USUAL),
        starts_at=datetime(2027, 3, 17, 15, tzinfo=LONDON),
        ends_at=datetime(2027, 3, 17, 16, tzinfo=LONDON),
        customer_time_zone="America/New_York",
    )


def test_a_zone_that_does_not_exist_is_named_and_the_sites_counts(booked: TablesSite) -> None:
    booked.write(57, timezone="Mars/Olympus")

    assert booked.read() == replace(booked.expect(USUAL), unreadable=("timezone",))


def test_an_end_that_is_missing_is_told_by_the_services_duration(booked: TablesSite) -> None:
    booked.write(57, end_datetime=None, duration=None)

    assert booked.read() == booked.expect(USUAL)


@pytest.mark.parametrize(
    ("stored", "expected", "unreadable"),
    [
        ("paid", "paid", ()),
        ("Completed", "paid", ()),
        ("pending", "pending", ()),
        ("failed", "failed", ()),
        ("refunded", "refunded", ()),
        ("unpaid", "unpaid", ()),
        ("", "unpaid", ()),
        (None, "unpaid", ()),
        ("perhaps", "unpaid", ("payment_status",)),
    ],
)
def test_each_word_for_a_payment_is_understood(
    booked: TablesSite, stored: str | None, expected: str, unreadable: tuple[str, ...]
) -> None:
    booked.write(57, payment_status=stored)

    actual = booked.read()

    assert (actual.payment.status, actual.unreadable) == (expected, unreadable)


def test_of_several_payments_the_newest_counts(booked: TablesSite) -> None:
    booked.write(57, payment_status=None, payment_method=None)
    for status, transaction in (("failed", "tx-1"), ("completed", "tx-2")):
        payment = {"amount": "12.50", "status": status, "gateway": "paypal", "transaction_id": transaction}
        booked.insert(PAYMENTS, booking_id=57, paid_at=MADE_AT, **payment)

    actual = booked.read()

    usual = booked.expect(USUAL).payment
    assert actual.payment == replace(
        usual,
        status="paid",
        method="paypal",
        raw_method="paypal",
        transaction_id="tx-2",
        paid_amount=Decimal("12.50"),
        paid_at=MADE_AT,
    )


def test_the_name_in_the_booking_counts_where_the_service_is_gone(booked: TablesSite) -> None:
    booked.write(57, service_name="Haircut, as booked")
    booked.delete_offer(HAIRCUT)

    assert booked.read().service == ServiceRecord(id=14, name="Haircut, as booked")


@contextmanager
def open_narrow_site(**columns: Any) -> Iterator[TablesSite]:
    """Open a site whose table of bookings has these columns alone, with one row of them."""
    engine = sa.create_engine("sqlite://")
    site = TablesSite(engine.connect())
    site.tables.metadata.create_all(site.connection)
    site.connection.execute(sa.text(f"CREATE TABLE wp_{BOOKINGS} ({', '.join(columns)})"))
    table = sa.table(f"wp_{BOOKINGS}", *(sa.column(name) for name in columns))
    site.connection.execute(sa.insert(table).values(columns))
    yield site
    site.connection.close()
    engine.dispose()


def test_a_site_with_three_columns_is_read() -> None:
    with open_narrow_site(id=57, status="confirmed", start_datetime="2027-03-17T11:00:00.250") as site:
        store, connection = site.store, site.connection
        record = site.read()
        prints = store.read_fingerprints(connection, [57])
        changes = (store.list_notes_after(connection, 0, 10), store.get_last_note_id(connection))
        services = site.offers.list_services(connection, 10)
        guest = site.offers.find_customer_by_email(connection, "ann@example.test")

    assert (record.id, record.status, record.service, record.staff) == (57, "confirmed", None, None)
    assert (str(record.starts_at), record.ends_at) == ("2027-03-17 11:00:00+00:00", None)
    assert (set(prints), changes, services, guest, record.unreadable) == ({57}, ([], 0), [], None, ())


def test_a_column_that_must_be_there_is_named() -> None:
    with (
        open_narrow_site(id=57, start_datetime="2027-03-17 11:00:00") as site,
        pytest.raises(SetupError, match=r"has no wp_bookingx_bookings\.status, so"),
    ):
        site.store.get_last_id(site.connection)


def test_a_forced_layout_without_its_table_is_a_setup_error() -> None:
    with (
        closing(sa.create_engine("sqlite://").connect()) as connection,
        pytest.raises(SetupError, match="has no wp_bookingx_bookings, so"),
    ):
        TablesLayout("wp_").read_bookings(connection, [57])


def test_the_whole_schema_lacks_nothing(tables_site: TablesSite) -> None:
    shape = read_shape(tables_site.connection, "wp_")

    assert (shape.missing, shape.is_touch_indexed) == ((), True)


def test_changes_of_one_second_are_paged_without_loss(tables_site: TablesSite) -> None:
    for booking_id in range(100, 110):
        tables_site.add_booking(replace(USUAL, id=booking_id, updated_at=MADE_AT + timedelta(hours=1)))
    store, connection = tables_site.store, tables_site.connection

    found, cursor = [], 0
    while page := store.list_notes_after(connection, cursor, 3):
        found += [note.booking_id for note in page]
        cursor = page[-1].id

    assert found == list(range(100, 110))
