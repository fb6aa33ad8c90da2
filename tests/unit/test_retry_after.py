"""Retry-After is understood as a number and as a date; anything else asks for nothing."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.zapier_client.sender import parse_retry_after


@pytest.mark.parametrize(("value", "expected"), [("120", 120), (" 7 ", 7), ("0", 0), ("9" * 30, 1e30)])
def test_a_number_is_seconds(value: str, expected: float) -> None:
    assert parse_retry_after(value) == pytest.approx(expected)


def test_a_date_is_seconds_from_now() -> None:
    assert parse_retry_after(formatdate(time.time() + 90, usegmt=True)) == pytest.approx(90, abs=2)


def test_a_date_in_the_past_is_now() -> None:
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "1.5", "1e3", "²", "٣", "١٢", "Wed, 99 Oct 2015 07:28:00 GMT", "\x00"]
)
def test_anything_else_asks_for_nothing(value: str) -> None:
    assert parse_retry_after(value) is None


@given(st.text() | st.binary(max_size=30).map(lambda raw: raw.decode("latin-1")))
def test_no_header_is_an_error(value: str) -> None:
    parsed = parse_retry_after(value)

    assert parsed is None or parsed >= 0
