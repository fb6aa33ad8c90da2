"""Details of a report are typed by their fields, whatever wrote them; all that is wrong is said at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sidecar.errors import InvalidDataError
from sidecar.services.reports.details import Circumstances, merge_details, read_booking_id, read_details
from sidecar.services.reports.values import READERS
from sidecar.spec import Field, FieldType, Trigger

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STRING, INTEGER, NUMBER, BOOLEAN, MONEY, DATETIME, DATE = (
    FieldType.STRING,
    FieldType.INTEGER,
    FieldType.NUMBER,
    FieldType.BOOLEAN,
    FieldType.MONEY,
    FieldType.DATETIME,
    FieldType.DATE,
)
TIME = "Expected a time of ISO 8601 such as 2026-11-22T11:32:40+00:00."
AMOUNT = "Expected an amount such as 45.50, without a currency sign."
DAY = "Expected a date such as 2026-11-22."


def trigger(**types: FieldType) -> Trigger:
    fields = tuple(
        Field(key.removeprefix("must_"), type_, key, key, nullable=not key.startswith("must_"))
        for key, type_ in types.items()
    )
    return Trigger("told", "told", "Told", "Tale", "Triggers when told.", (), reported=fields)


def read(said: dict[str, Any], *, is_strict: bool = False, **types: FieldType) -> Any:
    return read_details(trigger(**types), said, Circumstances(LONDON, "GBP", is_strict))


def read_money(said: dict[str, Any]) -> Any:
    return read(said, amount=MONEY, currency=STRING)


def faults(said: dict[str, Any], *, is_strict: bool = False, **types: FieldType) -> dict[str, str]:
    with pytest.raises(InvalidDataError) as raised:
        read(said, is_strict=is_strict, **types)
    return {fault.field: fault.problem for fault in raised.value.fields}


@pytest.mark.parametrize(
    ("field_type", "raw", "expected"),
    [
        (STRING, " a 🍣 text ", "a 🍣 text"),
        (STRING, 42, "42"),
        (STRING, "", None),
        (STRING, "x" * 10_000, "x" * 10_000),
        (INTEGER, "007", 7),
        (INTEGER, 7.0, 7),
        (INTEGER, " ", None),
        (INTEGER, 2**63 - 1, 2**63 - 1),
        (NUMBER, "4.5", 4.5),
        (NUMBER, "5", 5),
        (BOOLEAN, "1", True),
        (BOOLEAN, "0", False),
        (BOOLEAN, "Yes", True),
        (BOOLEAN, "", False),
        (BOOLEAN, False, False),
        (MONEY, "45.5", Decimal("45.5")),
        (MONEY, 0.1 + 0.2, Decimal("0.3")),
        (MONEY, 12, Decimal(12)),
        (DATETIME, "2026-07-01T12:00:00+02:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        (DATETIME, "2026-07-01T12:00:00Z", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        (DATETIME, "2026-07-01 12:00:00", datetime(2026, 7, 1, 11, tzinfo=UTC)),
        (DATETIME, "2026-03-29 01:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (DATETIME, "2026-07-01", datetime(2026, 6, 30, 23, tzinfo=UTC)),
        (DATETIME, 1_782_907_201, datetime(2026, 7, 1, 12, 0, 1, tzinfo=UTC)),
        (DATETIME, "1782907200", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        (DATETIME, "0000-00-00 00:00:00", None),
        (DATE, "2026-07-01", date(2026, 7, 1)),
        (DATE, "2026-07-01 10:00:00", date(2026, 7, 1)),
        (DATE, "0000-00-00", None),
    ],
)
def test_a_value_is_read_as_its_type(field_type: FieldType, raw: Any, expected: Any) -> None:
    actual = READERS[field_type](raw, LONDON)

    assert (actual, type(actual)) == (expected, type(expected))


@pytest.mark.parametrize("field_type", READERS)
def test_null_says_nothing(field_type: FieldType) -> None:
    assert READERS[field_type](None, LONDON) is None


@pytest.mark.parametrize(
    ("field_type", "raw", "problem"),
    [
        (STRING, "x" * 10_001, "Expected a text of at most 10000 characters."),
        (STRING, ["a"], "Expected a text."),
        (STRING, True, "Expected a text."),
        (INTEGER, "4.5", "Expected a whole number."),
        (INTEGER, 2**63, "Expected a whole number."),
        (INTEGER, True, "Expected a whole number."),
        (INTEGER, {"a": 1}, "Expected a whole number."),
        (INTEGER, "٣", "Expected a whole number."),
        (NUMBER, "many", "Expected a number."),
        (NUMBER, float("nan"), "Expected a number."),
        (NUMBER, 10**400, "Expected a number."),
        (BOOLEAN, "perhaps", "Expected true or false."),
        (BOOLEAN, 2, "Expected true or false."),
        (MONEY, "£45.50", AMOUNT),
        (MONEY, "1,234.50", AMOUNT),
        (MONEY, "1e5", AMOUNT),
        (MONEY, float("inf"), AMOUNT),
        (DATETIME, "tomorrow", TIME),
        (DATETIME, "9999-12-31T23:59:59-14:00", TIME),
        (DATETIME, 10**30, TIME),
        (DATETIME, [1], TIME),
        (DATE, "01/07/2026", DAY),
    ],
)
def test_what_is_wrong_is_said_without_the_value(field_type: FieldType, raw: Any, problem: str) -> None:
    assert faults({"it": raw}, it=field_type) == {"it": problem}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"amount": "45.5"}, ("45.50", "GBP")),
        ({"amount_minor": 4550}, ("45.50", "GBP")),
        ({"amount_minor": "4550", "currency": "jpy"}, ("4550", "JPY")),
        ({"amount_minor": 4550, "currency": "kwd"}, ("4.550", "KWD")),
        ({"amount": "45.50", "amount_minor": 4550}, ("45.50", "GBP")),
        ({"amount": "0.005"}, ("0.01", "GBP")),
        ({"amount": 0}, ("0.00", "GBP")),
    ],
)
def test_an_amount_has_its_currency_and_that_ones_digits(said: dict[str, Any], expected: Any) -> None:
    details = read_money(said)

    assert (str(details["amount"]), details["currency"]) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"amount": "-1"}, {"amount": "Expected no amount below zero."}),
        ({"amount_minor": -1}, {"amount_minor": "Expected no amount below zero."}),
        ({"amount_minor": "1.5"}, {"amount_minor": "Expected a whole number."}),
        ({"amount": 1, "amount_minor": 1}, {"amount_minor": "Contradicts amount: give one of the two."}),
        (
            {"amount": 1, "currency": "XYZ"},
            {"currency": "Expected a currency code of ISO 4217, such as EUR."},
        ),
    ],
)
def test_a_wrong_amount_is_said(said: dict[str, Any], expected: dict[str, str]) -> None:
    with pytest.raises(InvalidDataError) as raised:
        read_money(said)

    assert {fault.field: fault.problem for fault in raised.value.fields} == expected


def test_all_faults_are_said_at_once() -> None:
    said = {"change": "grew", "rating": "x"}

    found = faults(said, must_id=STRING, change=STRING, rating=NUMBER)

    assert found == {
        "id": "This field is required.",
        "change": ("Expected one of: created, renewed, cancelled, paused, resumed, expired, payment_failed."),
        "rating": "Expected a number.",
    }


def test_unknown_fields_are_refused_where_that_helps_and_else_passed_over() -> None:
    said = {"text": "a", "txt": "b", "booking_id": 57}

    refused = faults(said, is_strict=True, text=STRING)

    assert refused == {"txt": "There is no such field. Known are: booking_id, text."}
    assert read(said, text=STRING) == {"text": "a"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("bkx_gateway_stripe_status", "stripe"),
        ("bkx_gateway_paypal_express_status", "paypal"),
        ("bkx_gateway_stripe", "stripe"),
        ("card", "card"),
        ("bkx_gateway_pay_later_status", "offline"),
    ],
)
def test_a_method_has_the_name_that_payloads_use(raw: str, expected: str) -> None:
    assert read({"method": raw}, method=STRING) == {"method": expected}


def test_a_booking_fills_the_gaps_of_a_report() -> None:
    told = trigger(amount=MONEY, paid_at=DATETIME, payment_method=STRING, gateway=STRING, text=STRING)
    known = {"amount": Decimal("39.00"), "currency": "GBP", "payment_method": "offline", "gateway": None}

    merged = merge_details(told, known, {"gateway": "stripe", "currency": "EUR", "amount": None}, NOW)

    assert merged == {
        "amount": Decimal("39.00"),
        "currency": "GBP",
        "payment_method": "stripe",
        "gateway": "stripe",
        "paid_at": NOW,
        "text": None,
    }


def test_who_pays_through_a_gateway_pays_by_it_without_a_booking_too() -> None:
    told = trigger(payment_method=STRING, gateway=STRING)

    assert merge_details(told, {}, {"gateway": "stripe"}, NOW) == dict.fromkeys(
        ("payment_method", "gateway"), "stripe"
    )


def test_the_reason_of_another_outcome_is_no_reason() -> None:
    told = trigger(outcome=STRING, reason=STRING)
    known = {"outcome": "failed", "reason": "Card declined."}

    assert merge_details(told, known, {"outcome": "failed"}, NOW) == known
    assert merge_details(told, known, {"outcome": "abandoned"}, NOW) == {
        "outcome": "abandoned",
        "reason": None,
    }


@pytest.mark.parametrize(("raw", "expected"), [(None, 0), ("57", 57), (58, 58), (0, 0)])
def test_a_booking_is_named_by_its_id(raw: Any, expected: int) -> None:
    assert read_booking_id({"booking_id": raw}) == expected


@pytest.mark.parametrize("raw", ["x", -1, 2**63, [57], True])
def test_what_is_no_id_names_no_booking(raw: Any) -> None:
    with pytest.raises(InvalidDataError):
        read_booking_id({"booking_id": raw})
