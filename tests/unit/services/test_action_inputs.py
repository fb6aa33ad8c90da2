"""Inputs are read by their declarations: each value as its type, each fault by its field, all at once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.action_spec import Format, Input
from sidecar.errors import InvalidDataError
from sidecar.services.actions.inputs import read_inputs
from sidecar.services.actions.values import EXPECTED_TIME
from sidecar.spec import FieldType

LONDON = ZoneInfo("Europe/London")


def make_input(key: str = "x", type_: FieldType = FieldType.STRING, **values: Any) -> Input:
    return Input(key=key, type=type_, label="Some Label", help="A sentence.", **values)


def read(item: Input, raw: Any) -> Any:
    return read_inputs([item], {item.key: raw}, LONDON)[item.key]


def find_problems(items: list[Input], said: dict[str, Any], **options: Any) -> dict[str, str]:
    with pytest.raises(InvalidDataError) as raised:
        read_inputs(items, said, LONDON, **options)
    return {fault.field: fault.problem for fault in raised.value.fields}


def find_problem(item: Input, raw: Any) -> str:
    return find_problems([item], {item.key: raw})[item.key]


THREE = datetime(2026, 12, 1, 15, 0)  # noqa: DTZ001 # the site's clock


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01 15:00",
        "2026-12-01T15:00",
        "2026-12-01T15:00:00",
        " 2026-12-01 15:00:00 ",
        "2026-12-01 3:00 pm",
        "2026-12-01 3 PM",
        "2026-12-01, 03:00 p.m.",
        "2026-12-01T16:00:00+01:00",
        "2026-12-01T15:00:00Z",
        "2026-12-01T10:00-05:00",
    ],
)
def test_a_time_is_read_by_the_sites_clock(text: str) -> None:
    assert read(make_input(type_=FieldType.DATETIME), text) == THREE


def test_an_offset_counts_in_summer_too() -> None:
    actual = read(make_input(type_=FieldType.DATETIME), "2026-07-01T14:00:00Z")

    assert actual == datetime(2026, 7, 1, 15, 0)  # noqa: DTZ001 # the site's clock


def test_noon_and_midnight_are_told_apart() -> None:
    item = make_input(type_=FieldType.DATETIME)

    assert [read(item, f"2026-12-01 12:30 {half}").hour for half in ("am", "pm")] == [0, 12]


@pytest.mark.parametrize(
    "raw",
    [
        "soon",
        "2026-12-01",
        "2026-13-01 10:00",
        "2026-12-01 25:00",
        "2026-12-01 13:00 pm",
        "1500-01-01 10:00",
        "9999-12-31T23:59:00-12:00",
        "15:00",
        [],
        {},
        True,
        1796000000,
    ],
)
def test_what_is_no_time_is_said(raw: Any) -> None:
    problem = find_problem(make_input(type_=FieldType.DATETIME), raw)

    assert problem.startswith(("Expected a time such as 2026-12-01 15:00", "Expected a text"))


def test_a_time_that_the_clock_skips_is_said() -> None:
    problem = find_problem(make_input(type_=FieldType.DATETIME), "2027-03-28 01:30")

    assert problem == "Expected a time that exists: the clocks go forward then."


GOOD: list[tuple[Input, Any, Any]] = [
    (make_input(type_=FieldType.DATE), "2026-12-01", date(2026, 12, 1)),
    (make_input(type_=FieldType.MONEY), "45.50", Decimal("45.50")),
    (make_input(type_=FieldType.MONEY), 45.5, Decimal("45.5")),
    (make_input(type_=FieldType.INTEGER), "7", 7),
    (make_input(type_=FieldType.INTEGER, minimum=1), 1, 1),
    (make_input(type_=FieldType.BOOLEAN), "no", False),
    (make_input(choices=("Monday", "Tuesday")), "monday", "Monday"),
    (make_input(), '  O:8:"stdClass":0:{} ', 'O:8:"stdClass":0:{}'),
    (make_input(), "two\nlines 🍣", "two\nlines 🍣"),
    (make_input(choices=("no-show", "cancelled")), "No Show", "no-show"),
    (make_input(choices=("no-show", "cancelled")), "Canceled", "cancelled"),
    (make_input(choices=("last_month", "custom")), "Last month", "last_month"),
    (make_input(), 12345, "12345"),
    (make_input(), 447911123456.0, "447911123456"),
    (make_input(), "   ", None),
    (make_input(default="none"), None, "none"),
    (make_input(default="none"), "", "none"),
    (make_input(format=Format.EMAIL), "Ann.O'Hara+x@example.co.uk", "Ann.O'Hara+x@example.co.uk"),
    (make_input(format=Format.HOURS), "09:00 - 17:00", "09:00-17:00"),
    (make_input(format=Format.HOURS), "9:00 – 17:30", "09:00-17:30"),  # noqa: RUF001 # as texts write it
    (make_input(format=Format.HOURS), "Closed", "closed"),
    (make_input(format=Format.HOURS), "09:00-24:00", "09:00-24:00"),
    (make_input(format=Format.URL), "https://example.com/a?b=c", "https://example.com/a?b=c"),
    (make_input(type_=FieldType.INTEGER, is_list=True), "3, 1,3", (3, 1)),
    (make_input(type_=FieldType.INTEGER, is_list=True), ["3", 1], (3, 1)),
    (make_input(type_=FieldType.INTEGER, is_list=True), 3, (3,)),
    (make_input(type_=FieldType.INTEGER, is_list=True), "", None),
    (make_input(is_list=True, choices=("Mon", "Tue")), "tue,MON", ("Tue", "Mon")),
]


@pytest.mark.parametrize(("item", "raw", "expected"), GOOD, ids=range(len(GOOD)))
def test_a_value_is_read_as_its_type(item: Input, raw: Any, expected: Any) -> None:
    assert read(item, raw) == expected


BAD: list[tuple[Input, Any, str]] = [
    (make_input(required=True), None, "This field is required."),
    (make_input(required=True), "  ", "This field is required."),
    (make_input(required=True, is_list=True), [], "This field is required."),
    (make_input(), "null\x00byte", "Expected a text without control characters."),
    (make_input(), "bell\x07", "Expected a text without control characters."),
    (make_input(), "\ud800", "Expected a text without control characters."),
    (make_input(max_length=3), "four", "Expected a text of at most 3 characters."),
    (make_input(), ["a"], "Expected a text."),
    (make_input(choices=("a", "b")), "c", "Expected one of: a, b."),
    (make_input(type_=FieldType.INTEGER, minimum=1), 0, "Expected at least 1."),
    (make_input(type_=FieldType.INTEGER, maximum=9), 10, "Expected at most 9."),
    (make_input(type_=FieldType.INTEGER), 1.5, "Expected a whole number."),
    (make_input(type_=FieldType.MONEY, minimum=0), "-1", "Expected at least 0."),
    (make_input(type_=FieldType.BOOLEAN), "maybe", "Expected true or false."),
    (
        make_input(format=Format.EMAIL),
        "josé@example.com",
        "Expected an e-mail address of at most 100 ASCII characters.",
    ),
    (
        make_input(format=Format.EMAIL),
        f"{'a' * 95}@ex.com",
        "Expected an e-mail address of at most 100 ASCII characters.",
    ),
    (make_input(format=Format.EMAIL), "a@b", "Expected an e-mail address of at most 100 ASCII characters."),
    (make_input(format=Format.HOURS), "9-17", "Expected hours such as 09:00-17:00, or closed."),
    (
        make_input(format=Format.URL),
        "javascript:alert(1)",
        "Expected an address such as https://example.com/page.",
    ),
    (make_input(type_=FieldType.LIST, children=(make_input(),)), "x", "Expected a list of objects."),
    (make_input(type_=FieldType.LIST, children=(make_input(),)), [1], "Expected a list of objects."),
    (make_input(is_list=True, max_items=2), "a,b,c", "Expected at most 2 entries."),
    (make_input(is_list=True), {}, "Expected a list, or several values between commas."),
]


@pytest.mark.parametrize(("item", "raw", "expected"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_says_what_would_be_right(item: Input, raw: Any, expected: str) -> None:
    assert find_problem(item, raw) == expected


def test_all_faults_are_named_at_once_with_the_field_that_was_meant() -> None:
    items = [make_input("email", format=Format.EMAIL), make_input("starts_at", FieldType.DATETIME)]

    problems = find_problems(items, {"emial": "x", "zzz": 1, "email": "x", "starts_at": "x"})

    assert problems == {
        "emial": "There is no such field. Did you mean email?",
        "zzz": "There is no such field. Known are: email, starts_at.",
        "email": "Expected an e-mail address of at most 100 ASCII characters.",
        "starts_at": EXPECTED_TIME,
    }


def test_faults_of_rows_are_named_by_their_number() -> None:
    rows = make_input(
        "bookings", FieldType.LIST, children=(make_input("email", format=Format.EMAIL, required=True),)
    )

    problems = find_problems([rows], {"bookings": [{"email": "a@example.com"}, {"mail": 1}]})

    assert problems == {
        "bookings.2.mail": "There is no such field. Did you mean email?",
        "bookings.2.email": "This field is required.",
    }


def test_a_wrong_entry_of_a_list_is_named_by_its_number() -> None:
    problems = find_problems([make_input("ids", FieldType.INTEGER, is_list=True)], {"ids": "1,x,3"})

    assert problems == {"ids.2": "Expected a whole number."}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("start", "start_datetime"),
        ("Phone", "customer_phone"),
        ("name", "customer_name"),
        ("staff", "staff_id"),
    ],
)
def test_a_field_is_guessed_by_the_words_of_its_name(said: str, meant: str) -> None:
    known = "start_datetime start_date status staff_id customer_name customer_first_name customer_phone"

    problems = find_problems([make_input(key) for key in known.split()], {said: "x"})

    assert problems == {said: f"There is no such field. Did you mean {meant}?"}


def test_what_is_missing_is_said_together_with_what_does_not_go_together() -> None:
    items = [make_input("a", required=True), make_input("b"), make_input("c")]

    problems = find_problems(items, {"b": "1"}, check=lambda _: {"a": "Not with b.", "c": "Not with b."})

    assert problems == {"a": "This field is required.", "c": "Not with b."}


def test_inputs_are_checked_together_only_if_each_is_right() -> None:
    items = [make_input("a"), make_input("b", FieldType.INTEGER)]

    def check(given: Any) -> dict[str, str]:
        return {"a": f"Not with {given['b'] is None}."}

    assert find_problems(items, {"a": "1"}, check=check) == {"a": "Not with True."}
    assert find_problems(items, {"a": "1", "b": "x"}, check=check) == {"b": "Expected a whole number."}


def test_everything_not_given_is_there_as_none() -> None:
    assert read_inputs([make_input("a"), make_input("b", is_list=True)], {}, LONDON) == {"a": None, "b": None}


ALL_TYPES = [
    make_input(type_=type_, is_list=is_list)
    for type_ in (
        FieldType.STRING,
        FieldType.INTEGER,
        FieldType.NUMBER,
        FieldType.BOOLEAN,
        FieldType.MONEY,
        FieldType.DATETIME,
        FieldType.DATE,
    )
    for is_list in (False, True)
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(ALL_TYPES), JSON)
def test_whatever_is_said_is_read_or_refused_without_repeating_it(item: Input, raw: Any) -> None:
    faults = []
    try:
        read(item, raw)
    except InvalidDataError as error:
        faults = error.fields

    assert all(fault.problem.startswith("Expected") for fault in faults)
