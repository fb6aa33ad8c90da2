"""The metas of one booking: precedence, literals, damage."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sidecar.wp_bridge.posts.booking_metas import BookingMetas, to_id, to_ids
from sidecar.wp_bridge.posts.booking_payment import get_public_method, read_payment, to_amount
from sidecar.wp_bridge.posts.booking_reader import References, read_references
from sidecar.wp_bridge.posts.booking_times import BookingTimes, read_times
from sidecar.wp_bridge.records import PaymentRecord
from tests.support.php import serialize

LONDON = ZoneInfo("Europe/London")


def make_metas(flat: dict[str, str], order: dict[str, Any] | None = None) -> BookingMetas:
    rows = [*flat.items(), ("order_meta_data", serialize(order or {}))]
    return BookingMetas.from_rows(rows)


def test_the_array_is_the_record_of_a_text_and_the_flat_row_its_fallback() -> None:
    metas = make_metas({"first_name": "Flat", "city": "Leeds"}, {"first_name": "Array", "city": ""})

    assert (metas.text("first_name"), metas.text("city")) == ("Array", "Leeds")


def test_flat_rows_decide_who_and_what_is_booked() -> None:
    metas = make_metas(
        {"seat_id": "9", "addition_ids": "19,20,"}, {"seat_id": "8", "base_id": "13", "addition_ids": "None"}
    )

    assert read_references(metas) == References(service=13, staff=9, extras=(19, 20))


def test_of_two_rows_with_one_key_the_older_counts() -> None:
    metas = BookingMetas.from_rows([("email", "old@example.test"), ("email", "new@example.test")])

    assert metas.text("email") == "old@example.test"


def test_numbers_and_truths_of_php_are_texts_here() -> None:
    metas = make_metas({}, {"created_by": 5, "extended_base_time": 0})

    assert (metas.order_first("created_by"), metas.order_first("extended_base_time")) == ("5", "0")


def test_an_array_where_a_text_belongs_is_marked() -> None:
    metas = make_metas({}, {"first_name": ["x"]})

    assert metas.text("first_name") == ""
    assert metas.unreadable == ["first_name"]


@pytest.mark.parametrize(
    ("stored", "expected"), [("12", 12), (" 12 ", 12), ("", None), ("0", None), ("None", None)]
)
def test_an_id_is_a_number_or_nothing(stored: str, expected: int | None) -> None:
    assert to_id(stored) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("15,16", (15, 16)), ("15,16,", (15, 16)), ("15,15", (15,)), ("None", ()), ("", ())],
)
def test_a_list_of_extras_is_ids(stored: str, expected: tuple[int, ...]) -> None:
    assert to_ids(stored) == expected


@pytest.mark.parametrize("stored", ["1 OR 1", "-1", "1.5", "9" * 30])
def test_an_id_that_is_none_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        to_id(stored)


def test_other_plugins_texts_are_custom_fields_and_nothing_else_is() -> None:
    flat = {
        "email": "bookingx@example.test",
        "_edit_lock": "1:1",
        "allergies": "Nuts &amp; <b>milk</b>",
        "their_array": "a:0:{}",
        "their_novel": "x" * 10_001,
        "": "nameless",
    }
    metas = make_metas(flat)

    assert metas.custom_fields() == {"allergies": "Nuts &amp; <b>milk</b>"}


def test_there_are_at_most_fifty_custom_fields() -> None:
    metas = make_metas({f"field_{number}": "x" for number in range(60)})

    assert list(metas.custom_fields()) == [f"field_{number}" for number in range(50)]


def test_custom_fields_are_bounded_together() -> None:
    metas = make_metas({f"field_{number}": "x" * 9_000 for number in range(20)})

    assert list(metas.custom_fields()) == [f"field_{number}" for number in range(11)]


@pytest.mark.parametrize(("flat", "order"), [({"city": "x" * 10_001}, {}), ({}, {"city": "x" * 10_001})])
def test_of_a_text_that_is_far_too_long_the_beginning_is_read(
    flat: dict[str, str], order: dict[str, str]
) -> None:
    metas = make_metas(flat, order)

    assert (metas.text("city"), metas.flat_first("city")) == ("x" * 10_000, "x" * 10_000)


def test_a_list_of_ids_that_is_far_too_long_is_unreadable() -> None:
    metas = make_metas({"addition_ids": "19," * 5_000})

    assert (read_references(metas).extras, metas.unreadable) == ((), ["addition_ids"])


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_of_payment_off_the_calendar_is_unreadable(stamp: str) -> None:
    answer = {"payment_status": "Completed", "payment_data": json.dumps({"ORDERTIME": stamp})}
    metas = make_metas({"payment_meta": serialize(answer)})

    assert (read_payment(metas, "GBP").paid_at, metas.unreadable) == (None, ["payment_meta"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(LONDON)


def test_an_hour_booking_past_midnight_ends_on_the_next_day() -> None:
    order: dict[str, Any] = {
        "base_time_option": "H",
        "booking_start_date": "2027-04-02 22:30:00",
        "booking_end_date": "2027-04-03 00:30:00",
        "booking_time": {"in_sec": 7200},
    }

    actual = read_times(make_metas({}, order), LONDON)

    assert actual == BookingTimes(
        starts_at=at("2027-04-02T22:30:00+01:00"),
        ends_at=at("2027-04-03T00:30:00+01:00"),
        all_day=False,
        days=(),
        duration_minutes=120,
    )


@pytest.mark.parametrize("stored_end", ["", "2027-3-17 09:00:00", "0000-00-00 00:00:00"])
def test_an_end_that_says_nothing_is_counted_from_the_duration(stored_end: str) -> None:
    order: dict[str, Any] = {
        "booking_date": "3/17/2027",
        "booking_time_from": "09:00",
        "booking_end_date": stored_end,
        "booking_time": {"in_sec": 2700},
    }

    actual = read_times(make_metas({}, order), LONDON)

    assert (actual.starts_at, actual.ends_at) == (at("2027-03-17T09:00+00:00"), at("2027-03-17T09:45+00:00"))


def test_a_day_booking_is_its_days_whatever_else_is_stored() -> None:
    flat = {"booking_multi_days": serialize(["2027-03-8", "2027-03-7"])}
    order: dict[str, Any] = {
        "base_time_option": "D",
        "booking_start_date": "2027-03-07 00:00:00",
        "booking_end_date": "2027-03-08 00:00:00",
        "booking_time": {"in_sec": 10368000},
    }

    actual = read_times(make_metas(flat, order), LONDON)

    assert actual == BookingTimes(
        starts_at=at("2027-03-07T00:00+00:00"),
        ends_at=at("2027-03-09T00:00+00:00"),
        all_day=True,
        days=(date(2027, 3, 7), date(2027, 3, 8)),
        duration_minutes=2880,
    )


def test_a_day_booking_without_list_counts_its_services_days() -> None:
    metas = make_metas({"base_time_option": "D"}, {"booking_date": "2027-3-30", "base_days": "3"})

    actual = read_times(metas, LONDON)

    assert actual.days == (date(2027, 3, 30), date(2027, 3, 31), date(2027, 4, 1))


def test_times_that_cannot_be_read_are_marked_and_none() -> None:
    order: dict[str, Any] = {
        "booking_start_date": "soon",
        "booking_end_date": "9999-12-31 00:00:00",
        "booking_date": "NaN",
        "booking_time": {"in_sec": 10**12},
    }
    metas = make_metas({}, order)

    actual = read_times(metas, LONDON)

    assert actual == BookingTimes(starts_at=None, ends_at=None, all_day=False, days=(), duration_minutes=None)
    assert sorted(metas.unreadable) == [
        "booking_date",
        "booking_end_date",
        "booking_start_date",
        "booking_time",
    ]


@pytest.mark.parametrize(
    ("raw_method", "expected"),
    [
        ("N", "offline"),
        ("", "offline"),
        ("cash", "offline"),
        ("None", "offline"),
        ("bkx_gateway_pay_later", "offline"),
        ("bkx_gateway_paypal_express", "paypal"),
        ("bkx_gateway_stripe", "stripe"),
    ],
)
def test_a_payment_method_has_a_public_word(raw_method: str, expected: str) -> None:
    assert get_public_method(raw_method) == expected


@pytest.mark.parametrize(("stored", "expected"), [("50.05", Decimal("50.05")), ("0", Decimal(0)), ("", None)])
def test_an_amount_is_exact(stored: str, expected: Decimal | None) -> None:
    assert to_amount(stored) == expected


@pytest.mark.parametrize("stored", ["1,50", "NaN", "1e9", "£5", "9" * 20])
def test_an_amount_that_is_none_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        to_amount(stored)


CAPTURED = serialize({"success": True, "data": []})


@pytest.mark.parametrize(
    ("flat", "expected"),
    [
        ({}, "unpaid"),
        ({"payment_status": "Not Completed", "bkx_capture_payment": CAPTURED}, "unpaid"),
        ({"payment_status": "completed"}, "paid"),
        (
            {"payment_status": "completed", "payment_meta": serialize({"payment_status": "Pending"})},
            "pending",
        ),
        (
            {"payment_status": "Not Completed", "payment_meta": serialize({"payment_status": "Completed"})},
            "paid",
        ),
        ({"payment_meta": serialize({"payment_status": "Refunded"})}, "refunded"),
        ({"bkx_payment_error_log": "PayerID Blank", "bkx_capture_payment": CAPTURED}, "abandoned"),
        ({"bkx_payment_error_log": "a:0:{}", "bkx_capture_payment": CAPTURED}, "failed"),
        ({"bkx_capture_payment": serialize({"ACK": "Failure"})}, "failed"),
        ({"bkx_capture_payment": serialize({"ACK": "Failure"}), "payment_status": "completed"}, "paid"),
    ],
)
def test_only_proof_of_payment_counts_as_paid(flat: dict[str, str], expected: str) -> None:
    actual = read_payment(make_metas(flat, {"payment_status": "Not Completed"}), "GBP")

    assert actual.status == expected


def test_what_the_provider_reported_is_read() -> None:
    provider = serialize(
        {
            "transactionID": "9TX00000AB1234567",
            "payment_data": '{"TIMESTAMP":"2027-01-01T10:00:01Z","AMT":"39.00"}',
            "payment_status": "Completed",
            "pay_amt": "40.10",
        }
    )
    flat = {"payment_method": "bkx_gateway_paypal_express", "payment_meta": provider}
    order: dict[str, Any] = {
        "total_price": "50.05",
        "total_tax": "4.55",
        "tax_rate": "10",
        "currency_option": "USD",
    }

    actual = read_payment(make_metas(flat, order), "GBP")

    assert actual == PaymentRecord(
        amount=Decimal("50.05"),
        tax=Decimal("4.55"),
        tax_rate=Decimal(10),
        currency="USD",
        method="paypal",
        raw_method="bkx_gateway_paypal_express",
        status="paid",
        paid_amount=Decimal("40.10"),
        transaction_id="9TX00000AB1234567",
        paid_at=datetime(2027, 1, 1, 10, 0, 1, tzinfo=UTC),
    )


def test_a_currency_that_is_none_gives_way_to_the_sites() -> None:
    actual = read_payment(make_metas({}, {"currency_option": "&pound;"}), "GBP")

    assert actual.currency == "GBP"
