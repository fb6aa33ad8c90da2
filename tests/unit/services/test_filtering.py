"""A filter says yes or no: what may be given, how it is kept, and what it lets through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.catalog import TRIGGERS
from sidecar.services.subscriptions.filtering import CheckedFilters, check_filters, matches, read_conditions
from sidecar.spec import Field, FieldType, Filter, Match, Trigger

ID = Field("id", FieldType.INTEGER, "ID", "Its ID.", "record.id", 57)
FILTERS = (
    Filter("service", FieldType.INTEGER, "Service", "By ID.", "service.id"),
    Filter("status", FieldType.STRING, "Status", "Now.", "status", choices=("pending", "no-show")),
    Filter("city", FieldType.STRING, "City", "Any.", "customer.city"),
    Filter("minimum", FieldType.MONEY, "Minimum", "From.", "payment.amount", Match.AT_LEAST),
    Filter("rating", FieldType.NUMBER, "Rating", "From.", "rating", Match.AT_LEAST),
    Filter("is_new", FieldType.BOOLEAN, "New", "Or not.", "is_new"),
    Filter("extra", FieldType.INTEGER, "Extra", "One of them.", "extras.id"),
    Filter("changed", FieldType.STRING, "Changed", "One of them.", "changed_fields"),
)
MINUTES = Filter("minutes_before", FieldType.INTEGER, "Minutes", "Before.", "minutes_before", required=True)
PAYLOAD = {
    "id": 57,
    "status": "no-show",
    "service": {"id": 14},
    "customer": {"city": "São Paulo"},
    "payment": {"amount": "100.00"},
    "rating": 4.5,
    "is_new": True,
    "extras": [{"id": 19}, {"id": 20}],
    "changed_fields": ["status", "staff"],
}


def make_trigger(*filters: Filter) -> Trigger:
    return Trigger("moved", "moved", "Moved", "Booking", "Triggers when moved.", (ID,), filters=filters)


TRIGGER = make_trigger(*FILTERS)


def check(**given: Any) -> CheckedFilters:
    return check_filters(TRIGGER, given)


def faults(checked: CheckedFilters) -> list[tuple[str, str]]:
    return [(fault.field, fault.problem) for fault in checked.faults]


def decide(payload: dict[str, Any] = PAYLOAD, **given: Any) -> bool:
    checked = check(**given)
    assert faults(checked) == []
    return matches(read_conditions(TRIGGER, checked.kept), payload)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("service", 14, [14]),
        ("service", "14", [14]),
        ("service", " 14 ", [14]),
        ("service", [14, "15", "14"], [14, 15]),
        ("status", "No-Show", ["no-show"]),
        ("status", ["PENDING", "pending"], ["pending"]),
        ("city", "  Łódź 🍣 ", ["Łódź 🍣"]),
        ("minimum", "25", ["25"]),
        ("minimum", 25.5, ["25.5"]),
        ("minimum", 0, ["0"]),
        ("rating", "4", ["4"]),
        ("is_new", "TRUE", [True]),
        ("is_new", False, [False]),
    ],
)
def test_a_good_value_is_kept_in_one_form(key: str, value: Any, kept: list[Any]) -> None:
    checked = check(**{key: value})

    assert (checked.kept, faults(checked)) == ({key: kept}, [])


@pytest.mark.parametrize("value", ["", None, [], [""], [None, ""]])
def test_an_empty_value_means_that_nothing_was_chosen(value: Any) -> None:
    checked = check(service=value)

    assert (checked.kept, faults(checked)) == ({}, [])


@pytest.mark.parametrize("given", [0, -5, 525_601, "999999999999", [60, 0]])
def test_a_lead_time_lies_within_a_year(given: Any) -> None:
    checked = check_filters(TRIGGERS["booking_upcoming"], {"minutes_before": given})

    expected = "Expected a whole number from 1 to 525600, or a list of such values."
    assert (checked.kept, faults(checked)) == ({}, [("filters.minutes_before", expected)])


@pytest.mark.parametrize("given", [1, "1440", 525_600])
def test_a_lead_time_is_any_number_of_minutes_within_a_year(given: Any) -> None:
    checked = check_filters(TRIGGERS["booking_upcoming"], {"minutes_before": given})

    assert (checked.kept, checked.faults) == ({"minutes_before": [int(given)]}, [])


WHOLE = "Expected a whole number, such as 14, or a list of such values."
TEXT = "Expected a text of 1 to 200 characters, or a list of such values."
AMOUNT = "Expected an amount, such as 25.00."


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("service", "Haircut", WHOLE),
        ("service", 14.5, WHOLE),
        ("service", True, WHOLE),
        ("service", 10**18, WHOLE),
        ("service", {"id": 14}, WHOLE),
        ("service", [14, "x"], WHOLE),
        ("service", [[14]], WHOLE),
        ("service", list(range(101)), WHOLE),
        ("service", "١٤", WHOLE),
        ("status", "lost", "Expected one of: pending, no-show, or a list of such values."),
        ("status", 5, "Expected one of: pending, no-show, or a list of such values."),
        ("city", "x" * 201, TEXT),
        ("city", " ", TEXT),
        ("minimum", "25,00", AMOUNT),
        ("minimum", "NaN", AMOUNT),
        ("minimum", "1e9", AMOUNT),
        ("minimum", float("inf"), AMOUNT),
        ("minimum", [1, 2], AMOUNT),
        ("rating", "good", "Expected a number, such as 4.5."),
        ("is_new", "perhaps", "Expected true or false, or a list of such values."),
        ("is_new", 1, "Expected true or false, or a list of such values."),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(key: str, value: Any, problem: str) -> None:
    checked = check(**{key: value})

    assert (checked.kept, faults(checked)) == ({}, [(f"filters.{key}", problem)])


def test_every_fault_is_named_at_once() -> None:
    trigger = make_trigger(FILTERS[0], MINUTES)

    checked = check_filters(trigger, {"color": "red", "service": "x"})

    assert faults(checked) == [
        ("filters.color", "There is no such filter. This trigger has: service, minutes_before."),
        ("filters.service", WHOLE),
        ("filters.minutes_before", f"Required. {WHOLE}"),
    ]


def test_a_trigger_without_filters_says_so() -> None:
    checked = check_filters(make_trigger(), {"service": 14})

    assert faults(checked) == [("filters.service", "This trigger has no filters.")]


def test_a_required_filter_may_be_missing_where_the_call_allows_it() -> None:
    assert faults(check_filters(make_trigger(MINUTES), {}, needs_required=False)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, True),
        ({"service": 14}, True),
        ({"service": [13, "14"]}, True),
        ({"service": 15}, False),
        ({"status": "NO-SHOW"}, True),
        ({"status": "pending"}, False),
        ({"city": "SÃO PAULO"}, True),
        ({"city": "sa\u0303o paulo"}, True),
        ({"city": "Sao Paulo"}, False),
        ({"minimum": 100}, True),
        ({"minimum": "100.000"}, True),
        ({"minimum": "100.01"}, False),
        ({"minimum": "9"}, True),
        ({"rating": 4}, True),
        ({"rating": 5}, False),
        ({"is_new": True}, True),
        ({"is_new": False}, False),
        ({"is_new": [True, False]}, True),
        ({"extra": 20}, True),
        ({"extra": 21}, False),
        ({"changed": "Staff"}, True),
        ({"changed": "customer"}, False),
        ({"service": 14, "status": "no-show"}, True),
        ({"service": 14, "status": "pending"}, False),
    ],
)
def test_all_conditions_must_hold(given: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 # a table
    assert decide(**given) is expected


@pytest.mark.parametrize(
    "payload",
    [
        {"service": {"id": None}},
        {"service": None},
        {"service": {}},
        {},
        {"service": []},
        {"service": "14"},
        {"service": {"id": True}},
        {"service": {"id": [None]}},
    ],
)
def test_null_and_what_is_not_there_meet_no_condition(payload: dict[str, Any]) -> None:
    assert not decide(payload, service=[0, 1, 14])


def test_a_filter_that_the_trigger_no_longer_has_asks_for_nothing() -> None:
    assert read_conditions(make_trigger(), {"service": [14]}) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
)


@given(st.dictionaries(st.sampled_from([item.key for item in FILTERS]), JSON), JSON)
def test_whatever_is_given_is_kept_or_named_and_decides(given: dict[str, Any], value: Any) -> None:
    checked = check(**given)
    named = {fault.field.removeprefix("filters.") for fault in checked.faults}

    assert checked.kept.keys().isdisjoint(named)
    assert checked.kept.keys() | named <= given.keys()
    assert check(**checked.kept) == CheckedFilters(checked.kept, [])
    decided = matches(read_conditions(TRIGGER, checked.kept), dict.fromkeys(PAYLOAD, value))
    assert decided in {True, False}
