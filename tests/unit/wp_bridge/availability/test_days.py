"""Services of whole days: the span, the days that are taken, and whose weekdays count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from sidecar.wp_bridge.availability.differences import AS_BOOKINGX, STRICT, Difference
from sidecar.wp_bridge.availability.judge import judge, list_free_slots
from sidecar.wp_bridge.availability.verdict import Asked, Reason
from tests.support.availability import DAILY, LONDON, MONDAY, OPEN, VAN, book, book_days, make_facts
from tests.support.golden_offers import HEAD_MASSAGE

DAYS = tuple(MONDAY + timedelta(days=number) for number in range(-7, 14))
MONDAY_AT = DAYS.index(MONDAY)
ONE_MORE_DAY = replace(HEAD_MASSAGE, unit="days", duration_minutes=None, days=1)


def test_free_days_have_a_start_and_an_end_at_midnight() -> None:
    verdict = judge(make_facts(service=VAN, staff=DAILY), Asked(day=MONDAY))

    assert verdict.is_free
    assert verdict.days == (date(2027, 3, 15), date(2027, 3, 16), date(2027, 3, 17))
    assert verdict.starts_at == datetime(2027, 3, 15, tzinfo=LONDON)
    assert verdict.ends_at == datetime(2027, 3, 18, tzinfo=LONDON)


def test_extensions_and_extras_make_it_longer() -> None:
    service = replace(VAN, is_extendable=True, extension_limit=2)
    facts = replace(make_facts(service=service, staff=DAILY), extras=(ONE_MORE_DAY, HEAD_MASSAGE))

    verdict = judge(facts, Asked(day=MONDAY, extension=2))

    assert (verdict.is_free, len(verdict.days)) == (True, 6)


@pytest.mark.parametrize("days", [DAYS[7:9], (DAYS[7], DAYS[8], DAYS[10]), DAYS[8:11], DAYS[7:11]])
def test_other_days_than_those_that_follow_are_refused(days: tuple[date, ...]) -> None:
    verdict = judge(make_facts(service=VAN, staff=DAILY), Asked(day=MONDAY, days=days))

    text = "This booking takes 3 days that follow each other: 2027-03-15, 2027-03-16, 2027-03-17."
    assert [(found.reason, found.text) for found in verdict.refusals] == [(Reason.DAYS_NOT_CONSECUTIVE, text)]


@pytest.mark.parametrize("extension", [-3, 998, 10**12])
def test_an_absurd_length_is_refused_also_for_a_moved_booking(extension: int) -> None:
    facts = make_facts(service=replace(VAN, is_extendable=True), staff=DAILY)
    asked = Asked(day=MONDAY, extension=extension, moved=book_days(1, [MONDAY]))

    verdict = judge(facts, asked)

    text = f"It would take {3 + extension} days: a booking takes 1 to 1000."
    assert [(found.reason, found.text) for found in verdict.refusals] == [(Reason.TOO_LONG, text)]


def test_the_right_days_may_come_in_any_order() -> None:
    asked = Asked(day=MONDAY, days=(DAYS[9], DAYS[7], DAYS[8]))

    assert judge(make_facts(service=VAN, staff=DAILY), asked).is_free


@pytest.mark.parametrize(("first", "free"), [(-3, True), (-2, False), (0, False), (1, False), (2, True)])
def test_no_day_of_the_span_may_be_taken(first: int, *, free: bool) -> None:
    facts = make_facts(book_days(1, DAYS[MONDAY_AT : MONDAY_AT + 2]), service=VAN, staff=DAILY)

    assert judge(facts, Asked(day=MONDAY + timedelta(days=first))).is_free is free


def test_a_booking_by_the_clock_takes_its_day_and_a_night_the_next_too() -> None:
    night = book(1, MONDAY, time(23, 30), 60)
    facts = make_facts(night, service=replace(VAN, days=1), staff=DAILY)

    free = [judge(facts, Asked(day=day)).is_free for day in DAYS[MONDAY_AT - 1 : MONDAY_AT + 3]]

    assert free == [True, False, False, True]
    assert judge(facts, Asked(day=DAYS[MONDAY_AT + 1]), STRICT - {Difference.REAL_TIMES}).is_free


def test_a_booking_until_midnight_leaves_the_next_day_free() -> None:
    facts = make_facts(book(1, MONDAY, time(23), 60), service=VAN, staff=DAILY)

    assert judge(facts, Asked(day=MONDAY + timedelta(days=1))).is_free


def test_a_moved_booking_may_overlap_itself() -> None:
    moved = book_days(1, DAYS[MONDAY_AT : MONDAY_AT + 3])
    asked = Asked(day=MONDAY + timedelta(days=1), moved=moved)

    assert judge(make_facts(moved, service=VAN, staff=DAILY), asked).is_free
    assert judge(make_facts(moved, service=VAN, staff=DAILY), asked, AS_BOOKINGX).reasons == {Reason.OCCUPIED}


def test_every_weekday_of_the_span_must_be_worked() -> None:
    weekly = {**DAILY.weekly_hours, "Wednesday": None}
    facts = make_facts(service=VAN, staff=replace(DAILY, weekly_hours=weekly))

    assert judge(facts, Asked(day=MONDAY)).reasons == {Reason.CLOSED_DAY}
    assert judge(facts, Asked(day=DAYS[MONDAY_AT + 3])).is_free


def test_staff_without_weekdays_of_their_own_is_not_booked_by_the_day() -> None:
    verdict = judge(make_facts(service=VAN), Asked(day=MONDAY))

    text = "Alex Carter needs weekdays of their own to be booked by the day. Set them in BookingX."
    assert [(found.reason, found.text) for found in verdict.refusals] == [
        (Reason.STAFF_WITHOUT_OWN_DAYS, text)
    ]


def test_days_off_and_months_count_for_each_day() -> None:
    business = replace(OPEN, holidays=frozenset({date(2027, 4, 1)}))
    facts = make_facts(service=VAN, staff=replace(DAILY, months=(3,)), business=business)

    assert judge(facts, Asked(day=date(2027, 3, 29))).is_free
    assert judge(facts, Asked(day=date(2027, 3, 30))).reasons == {Reason.HOLIDAY, Reason.WRONG_MONTH}


def test_today_can_be_booked_and_yesterday_cannot() -> None:
    facts = make_facts(service=VAN, staff=DAILY, now=datetime(2027, 3, 15, 22, tzinfo=UTC))

    assert judge(facts, Asked(day=MONDAY)).is_free
    assert judge(facts, Asked(day=DAYS[MONDAY_AT - 1])).reasons == {Reason.IN_THE_PAST}


def test_free_days_are_those_that_can_be_booked() -> None:
    facts = make_facts(book_days(1, [DAYS[MONDAY_AT + 3]]), service=VAN, staff=DAILY)

    found = list_free_slots(facts, Asked(day=MONDAY), MONDAY + timedelta(days=5))

    assert [slot.days[0] for slot in found] == [
        MONDAY,
        MONDAY + timedelta(days=4),
        MONDAY + timedelta(days=5),
    ]
