"""Money in minor units follows its currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sidecar.fields.booking import BOOKING_STATUSES
from sidecar.fields.money import in_digits, to_minor_units
from sidecar.wp_bridge.statuses import RAW_BY_PUBLIC


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("45.50", "GBP", 4550),
        ("45.5", "USD", 4550),
        ("128.405", "GBP", 12841),
        ("128.404", "GBP", 12840),
        ("45", "JPY", 45),
        ("1.234", "KWD", 1234),
        ("0", "GBP", 0),
        ("-3.10", "EUR", -310),
        ("9999999999.99", "GBP", 999999999999),
        ("1.00", "XXX", 100),
        ("1.5", "IQD", 1500),
        ("2.5", "VND", 3),
        ("-0.5", "JPY", -1),
        ("1.2345", "CLF", 12345),
    ],
)
def test_an_amount_becomes_minor_units(amount: str, currency: str, expected: int) -> None:
    assert to_minor_units(Decimal(amount), currency) == expected


def test_no_amount_stays_none() -> None:
    assert to_minor_units(None, "GBP") is None


def test_the_statuses_that_are_documented_are_those_that_are_read() -> None:
    assert sorted(BOOKING_STATUSES) == sorted(RAW_BY_PUBLIC)


@pytest.mark.parametrize(
    ("stored", "currency", "expected"),
    [
        ("45", "GBP", "45.00"),
        ("45.5", "usd", "45.50"),
        ("4500.00", "JPY", "4500"),
        ("4500.50", "JPY", "4500.50"),
        ("1.20", "KWD", "1.200"),
        ("12.345", "GBP", "12.345"),
        ("7", "???", "7.00"),
    ],
)
def test_an_amount_has_its_currencys_decimals_and_is_never_rounded(
    stored: str, currency: str, expected: str
) -> None:
    assert str(in_digits(Decimal(stored), currency)) == expected
