"""Which status may follow which is a table, and who asks for more is told what is possible."""

from __future__ import annotations

import itertools

import pytest

from sidecar.desk.transitions import (
    NEXT,
    STATUSES,
    TAKING_TIME,
    IllegalTransitionError,
    check_open,
    check_transition,
    list_next,
    starts_to_take_time,
)
from sidecar.fields.booking import BOOKING_STATUSES
from sidecar.wp_bridge.occupancy import BLOCKING
from sidecar.wp_bridge.statuses import PUBLIC_BY_RAW, RAW_BY_PUBLIC

LEGAL = {
    ("pending", "confirmed"),
    ("pending", "cancelled"),
    ("pending", "completed"),
    ("pending", "no-show"),
    ("confirmed", "pending"),
    ("confirmed", "cancelled"),
    ("confirmed", "completed"),
    ("confirmed", "no-show"),
    ("failed", "pending"),
    ("failed", "confirmed"),
    ("failed", "cancelled"),
    ("failed", "completed"),
    ("failed", "no-show"),
    ("foo", "pending"),
    ("foo", "confirmed"),
    ("foo", "cancelled"),
    ("foo", "completed"),
    ("foo", "no-show"),
}
WAYS = list(itertools.product((*BOOKING_STATUSES, "foo"), (*STATUSES, "failed", "foo")))


def is_legal(old: str, new: str) -> bool:
    try:
        check_transition(old, new)
    except IllegalTransitionError:
        return False
    return True


@pytest.mark.parametrize(("old", "new"), WAYS)
def test_each_way_is_legal_or_not_as_the_table_says(old: str, new: str) -> None:
    assert is_legal(old, new) == ((old, new) in LEGAL)


def test_every_status_has_its_row_and_a_word_that_bookingx_stores() -> None:
    assert set(NEXT) == set(BOOKING_STATUSES)
    assert set(STATUSES) <= set(RAW_BY_PUBLIC)


def test_a_refusal_says_what_is_possible() -> None:
    with pytest.raises(IllegalTransitionError) as refused:
        check_transition("cancelled", "completed")

    expected = (
        "A booking that is cancelled cannot become completed. It stays cancelled; make a new booking instead."
    )
    assert refused.value.as_dict() == {"error": {"code": "illegal_transition", "message": expected}}

    with pytest.raises(IllegalTransitionError) as refused:
        check_transition("pending", "failed")

    expected = (
        "A booking that is pending cannot become failed. "
        "Possible are: confirmed, cancelled, completed, no-show."
    )
    assert refused.value.text == expected


def test_the_same_status_is_no_next_one() -> None:
    assert list_next("pending") == ("confirmed", "cancelled", "completed", "no-show")


@pytest.mark.parametrize("status", ["cancelled", "completed", "no-show"])
def test_what_is_over_keeps_its_time(status: str) -> None:
    with pytest.raises(IllegalTransitionError, match=f"A booking that is {status} keeps its time"):
        check_open(status)


@pytest.mark.parametrize("status", ["pending", "confirmed", "failed", "foo"])
def test_what_is_not_over_may_be_moved(status: str) -> None:
    check_open(status)


def test_the_statuses_that_take_time_are_those_of_availability() -> None:
    assert {PUBLIC_BY_RAW[raw] for raw in BLOCKING} == TAKING_TIME


def test_only_what_took_no_time_begins_to() -> None:
    actual = {(old, new) for old, new in WAYS if starts_to_take_time(old, new)}

    expected = {
        (old, new) for old, new in WAYS if old in {"failed", "foo", "cancelled"} and new in TAKING_TIME
    }
    assert actual == expected
