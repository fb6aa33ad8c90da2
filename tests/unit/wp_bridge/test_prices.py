"""Prices come to what BookingX makes of them, in every recorded case; beside it stands the exact amount."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.wp_bridge.availability.days import list_days
from sidecar.wp_bridge.availability.hours import count_minutes
from sidecar.wp_bridge.business import build_business
from sidecar.wp_bridge.posts.booking_values import build_times
from sidecar.wp_bridge.prices import Amounts, Price, calculate_price, truncate
from sidecar.wp_bridge.writing import BookedDays, BookedHours
from tests.support.golden_offers import ALEX, BEARD_TRIM, HEAD_MASSAGE

if TYPE_CHECKING:
    from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember
    from sidecar.wp_bridge.writing import BookedTimes

PATH = Path(__file__).parents[2] / "fixtures" / "golden" / "prices.jsonl"
CASES = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
SEATS = {
    "no prepayment": ALEX,
    "prepayment in full": replace(ALEX, requires_prepayment=True, prepayment="full"),
    "deposit of 15": replace(
        ALEX, requires_prepayment=True, prepayment="deposit", deposit_amount=Decimal(15)
    ),
    "deposit of 25 percent": replace(
        ALEX, requires_prepayment=True, prepayment="deposit", deposit_percent=Decimal(25)
    ),
}


def to_price(stored: str) -> Decimal | None:
    return Decimal(stored) if stored else None


def get_service(inputs: dict[str, Any]) -> Service:
    """Return the recorded service: half an hour, or as many days as the case says."""
    price = to_price(inputs["base_price_stored"])
    if inputs["kind"] == "days":
        return replace(BEARD_TRIM, price=price, unit="days", days=inputs["days"], duration_minutes=None)
    return replace(BEARD_TRIM, price=price, duration_minutes=30)


def list_extras(inputs: dict[str, Any]) -> list[Extra]:
    """Return the recorded extras, of a quarter of an hour each; what is charged is the reader's to say."""
    prices = [(to_price(extra["sale_stored"]), to_price(extra["price_stored"])) for extra in inputs["extras"]]
    return [replace(HEAD_MASSAGE, price=sale or price, regular_price=price) for sale, price in prices]


def calculate(inputs: dict[str, Any]) -> Price:
    options = {"bkx_tax_rate": inputs["tax_rate"], "bkx_prices_include_tax": inputs["prices_include_tax"]}
    tax, staff = build_business(options).tax, SEATS[inputs["seat"]]
    return calculate_price(get_service(inputs), list_extras(inputs), inputs["extension"], tax, staff)


def make_price(
    price: str | None,
    *extras: Extra,
    rate: str = "",
    included: str = "0",
    extension: int = 0,
    staff: StaffMember = ALEX,
) -> Price:
    tax = build_business({"bkx_tax_rate": rate, "bkx_prices_include_tax": included}).tax
    service = replace(BEARD_TRIM, price=to_price(price or ""))
    return calculate_price(service, extras, extension, tax, staff)


def test_every_booking_stores_what_bookingx_stored() -> None:
    stored = [show_stored(case["inputs"]) for case in CASES]

    keys = ("total_price", "total_tax", "tax_rate", "include_tax", "total_duration", "booking_time")
    assert stored == [{key: case["order_meta_data"][key] for key in keys} for case in CASES]
    assert len(stored) == 113


def test_the_form_shows_the_same_sums() -> None:
    shown = [show_form(case["inputs"]) for case in CASES]

    assert shown == [
        (case["form_shows"]["total_price"], case["form_shows"]["deposit_price"]) for case in CASES
    ]


def test_the_form_shows_the_same_taxes() -> None:
    """Of a price of 0 it shows none, though the booking stores one of 0.00."""
    taxed = [case for case in CASES if case["form_shows"]["tax"]]

    shown = [calculate(case["inputs"]).booked for case in taxed]

    assert [(str(sums.net), str(sums.tax), str(sums.total)) for sums in shown] == [
        tuple(case["form_shows"]["tax"][key] for key in ("total_price", "total_tax", "grand_total"))
        for case in taxed
    ]


def show_stored(inputs: dict[str, Any]) -> dict[str, Any]:
    price, times = calculate(inputs), build_times(get_times(inputs))
    return {
        "total_price": str(price.booked.total),
        "total_tax": str(price.booked.tax) if price.tax_rate else 0,
        "tax_rate": price.tax_rate,
        "include_tax": price.include_tax,
        "total_duration": times["total_duration"],
        "booking_time": times["booking_time"],
    }


def get_times(inputs: dict[str, Any]) -> BookedTimes:
    """Return how long the recorded service takes, on any day: the case does not say which."""
    service, extras = get_service(inputs), list_extras(inputs)
    if service.unit == "days":
        days = list_days(service, extras, date(2027, 4, 1), inputs["extension"])
        return BookedDays(days=days, service_days=service.days or 0)
    minutes = count_minutes(service, extras)
    starts_at = datetime(2027, 4, 1, 9)  # noqa: DTZ001 - the wall clock
    ends_at = starts_at + timedelta(minutes=minutes)
    return BookedHours(starts_at=starts_at, ends_at=ends_at, minutes=minutes)


def show_form(inputs: dict[str, Any]) -> tuple[str, str]:
    price = calculate(inputs)
    return str(price.subtotal), str(price.booked.deposit)


@pytest.mark.parametrize(
    ("price", "expected"),
    [("19.99", 19.98), ("1.15", 1.14), ("1.14", 1.13), ("8.20", 8.19), ("45.5", 45.5), ("33.333", 33.33)],
)
def test_prices_are_cut_in_binary(price: str, expected: float) -> None:
    assert truncate(Decimal(price)) == expected


def test_the_cent_that_bookingx_loses_is_in_the_exact_amount() -> None:
    price = make_price("1.14", replace(HEAD_MASSAGE, price=Decimal("19.99")), extension=1)

    assert price == Price(
        subtotal=Decimal("22.24"),
        booked=Amounts(
            net=Decimal("22.24"), tax=Decimal("0.00"), total=Decimal("22.24"), deposit=Decimal("0.00")
        ),
        exact=Amounts(
            net=Decimal("22.27"), tax=Decimal("0.00"), total=Decimal("22.27"), deposit=Decimal("0.00")
        ),
        tax_rate="",
        include_tax="plus",
    )


def test_tax_on_top_rounds_half_a_cent_up() -> None:
    price = make_price("55.50", rate="21")

    assert (price.booked.tax, price.booked.total) == (Decimal("11.66"), Decimal("67.16"))
    assert price.exact == price.booked


def test_a_contained_tax_is_taken_of_the_gross_and_exactly_of_the_net() -> None:
    price = make_price("45.50", rate="10", included="1")

    assert (price.booked.net, price.booked.tax, price.booked.total) == (
        Decimal("40.95"),
        Decimal("4.55"),
        Decimal("45.50"),
    )
    assert (price.exact.net, price.exact.tax, price.exact.total) == (
        Decimal("41.36"),
        Decimal("4.14"),
        Decimal("45.50"),
    )


@pytest.mark.parametrize("price", [None, "0"])
def test_a_price_of_nothing_is_taxed_with_nothing(price: str | None) -> None:
    found = make_price(price, rate="20")

    assert (found.booked.total, found.booked.tax, found.tax_rate) == (Decimal("0.00"), Decimal("0.00"), "20")


@pytest.mark.parametrize("rate", ["", "0", "-5", "many"])
def test_without_a_rate_above_nothing_there_is_no_tax(rate: str) -> None:
    price = make_price("10", rate=rate)

    assert (price.booked.tax, price.tax_rate) == (Decimal("0.00"), "")


def test_a_sale_price_below_a_cent_is_none() -> None:
    extra = replace(HEAD_MASSAGE, price=Decimal("0.004"), regular_price=Decimal(5))

    assert make_price("10", extra).booked.total == Decimal("15.00")


@pytest.mark.parametrize(
    ("seat", "booked", "exact"),
    [
        ("no prepayment", "0.00", "0.00"),
        ("prepayment in full", "10.00", "10.00"),
        ("deposit of 15", "0.00", "10.00"),
        ("deposit of 25 percent", "0.00", "2.50"),
    ],
)
def test_a_deposit_is_nothing_in_bookingx_and_exactly_what_was_meant(
    seat: str, booked: str, exact: str
) -> None:
    price = make_price("10", staff=SEATS[seat])

    assert (price.booked.deposit, price.exact.deposit) == (Decimal(booked), Decimal(exact))
