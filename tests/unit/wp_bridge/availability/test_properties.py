"""What must hold for every calendar that could be made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sidecar.wp_bridge.availability.differences import AS_BOOKINGX
from sidecar.wp_bridge.availability.hours import list_free_times
from sidecar.wp_bridge.availability.judge import judge, list_free_slots
from sidecar.wp_bridge.availability.verdict import Asked, Facts, Reason
from tests.support.availability import (
    DAILY,
    HAIRCUT,
    MONDAY,
    VAN,
    book,
    book_days,
    make_facts,
    open_from,
    take,
)

if TYPE_CHECKING:
    from sidecar.wp_bridge.availability.verdict import Verdict
    from sidecar.wp_bridge.occupancy import Occupancy

SLOTS = st.integers(0, 95)
QUARTERS = st.integers(1, 24)
FIRST_DAYS = st.integers(-4, 10).map(lambda number: MONDAY + timedelta(days=number))
SPRING_AND_AUTUMN = (date(2027, 3, 28), date(2027, 10, 31))


def to_clock(slot: int) -> time:
    return time(slot // 4, slot % 4 * 15)


CLOCKS = SLOTS.map(to_clock)
HOURS = st.lists(SLOTS, min_size=2, max_size=2, unique=True).map(sorted)
"""Hours that begin and end on one day."""


@st.composite
def hour_bookings(draw: st.DrawFn) -> tuple[Occupancy, ...]:
    """Return bookings around Monday as BookingX writes them, nights among them."""
    times = draw(st.lists(st.tuples(st.integers(-1, 1), CLOCKS, QUARTERS), max_size=5))
    return tuple(
        book(100 + number, MONDAY + timedelta(days=day), clock, quarters * 15)
        for number, (day, clock, quarters) in enumerate(times)
    )


@st.composite
def hour_facts(draw: st.DrawFn) -> Facts:
    opens, closes = draw(HOURS)
    return make_facts(
        *draw(hour_bookings()),
        service=replace(HAIRCUT, duration_minutes=15 * draw(st.integers(1, 12))),
        business=open_from(to_clock(opens), to_clock(closes)),
    )


@st.composite
def any_hours(draw: st.DrawFn) -> Facts:
    """Return facts with hours in any order, past midnight, too."""
    return replace(draw(hour_facts()), business=open_from(draw(CLOCKS), draw(CLOCKS)))


@st.composite
def day_facts(draw: st.DrawFn) -> Facts:
    spans = draw(st.lists(st.tuples(FIRST_DAYS, st.integers(1, 4)), max_size=4))
    taken = [
        book_days(100 + number, [first + timedelta(days=day) for day in range(count)])
        for number, (first, count) in enumerate(spans)
    ]
    service = replace(VAN, days=draw(st.integers(1, 5)))
    return make_facts(*taken, *draw(hour_bookings()), service=service, staff=DAILY)


def list_starts(facts: Facts) -> set[datetime | None]:
    return {found.starts_at for found in list_free_times(facts, Asked(day=MONDAY))}


def with_booking(facts: Facts, *more: Occupancy) -> Facts:
    return replace(facts, bookings=(*facts.bookings, *more))


@given(any_hours())
def test_listed_times_are_those_that_are_judged_free(facts: Facts) -> None:
    asks = [Asked(day=MONDAY, clock=to_clock(slot)) for slot in range(96)]

    judged = [verdict for verdict in (judge(facts, ask) for ask in asks) if verdict.is_free]

    assert list_free_times(facts, Asked(day=MONDAY)) == judged


@given(any_hours(), CLOCKS, st.sampled_from([MONDAY, *SPRING_AND_AUTUMN]))
def test_what_we_allow_bookingx_allows(facts: Facts, clock: time, day: date) -> None:
    asked = Asked(day=day, clock=clock)

    ours, plugin = judge(facts, asked), judge(facts, asked, AS_BOOKINGX)

    assert plugin.is_free or not ours.is_free


@given(day_facts(), FIRST_DAYS)
def test_what_days_we_allow_bookingx_allows(facts: Facts, day: date) -> None:
    ours, plugin = judge(facts, Asked(day=day)), judge(facts, Asked(day=day), AS_BOOKINGX)

    assert plugin.is_free or not ours.is_free


@given(any_hours(), st.data())
def test_a_free_time_is_occupied_once_it_is_taken(facts: Facts, data: st.DataObject) -> None:
    for chosen in draw_one(data, list_free_times(facts, Asked(day=MONDAY))):
        taken = take(chosen)
        asked = Asked(day=MONDAY, clock=to_wall_clock(chosen.starts_at))

        assert Reason.OCCUPIED in judge(with_booking(facts, taken), asked).reasons


@given(hour_facts(), st.data())
def test_a_free_time_stays_free_when_another_that_does_not_touch_it_is_taken(
    facts: Facts, data: st.DataObject
) -> None:
    free = list_free_times(facts, Asked(day=MONDAY))
    for chosen in draw_one(data, free):
        assert chosen.starts_at is not None
        assert chosen.ends_at is not None
        apart = {
            other.starts_at
            for other in free
            if other.starts_at and other.ends_at
            if other.ends_at <= chosen.starts_at or other.starts_at >= chosen.ends_at
        }

        assert list_starts(with_booking(facts, take(chosen))) == apart


@given(any_hours(), st.data())
def test_a_booking_can_be_moved_onto_itself(facts: Facts, data: st.DataObject) -> None:
    for chosen in draw_one(data, list_free_times(facts, Asked(day=MONDAY))):
        taken = take(chosen)
        asked = Asked(day=MONDAY, clock=to_wall_clock(chosen.starts_at), moved=taken)

        assert judge(with_booking(facts, taken), asked).is_free


@given(any_hours(), st.data())
def test_where_a_booking_is_moved_to_nothing_else_becomes_free(facts: Facts, data: st.DataObject) -> None:
    for chosen in draw_one(data, list_free_times(facts, Asked(day=MONDAY))):
        taken = take(chosen)
        moving = Asked(day=MONDAY, moved=taken)

        found = list_free_times(with_booking(facts, taken), moving)

        assert found == list_free_times(facts, Asked(day=MONDAY))


@given(any_hours(), st.times())
def test_no_time_off_the_grid_is_free(facts: Facts, clock: time) -> None:
    off = clock if clock.minute % 15 else clock.replace(second=clock.second or 1)

    verdict = judge(facts, Asked(day=MONDAY, clock=off))

    assert Reason.NOT_ON_THE_GRID in verdict.reasons
    assert verdict.starts_at is None


@given(hour_facts(), HOURS)
def test_longer_hours_take_no_free_time_away(facts: Facts, other: list[int]) -> None:
    hours = facts.business.weekly_hours["Monday"]
    assert hours is not None
    longer = open_from(min(hours.opens, to_clock(other[0])), max(hours.closes, to_clock(other[1])))

    assert list_starts(facts) <= list_starts(replace(facts, business=longer))


@given(any_hours(), hour_bookings())
def test_more_bookings_make_no_time_free(facts: Facts, more: tuple[Occupancy, ...]) -> None:
    assert list_starts(with_booking(facts, *more)) <= list_starts(facts)


@given(any_hours(), hour_bookings())
def test_cancelled_bookings_change_nothing(facts: Facts, more: tuple[Occupancy, ...]) -> None:
    cancelled = [replace(booking, raw_status="bkx-cancelled") for booking in more]

    assert list_starts(with_booking(facts, *cancelled)) == list_starts(facts)


@given(any_hours())
def test_a_shorter_service_fits_wherever_a_longer_does(facts: Facts) -> None:
    shorter = replace(facts.service, duration_minutes=15)

    assert list_starts(facts) <= list_starts(replace(facts, service=shorter))


@given(day_facts(), st.data())
def test_free_days_are_occupied_once_they_are_taken_and_free_for_themselves(
    facts: Facts, data: st.DataObject
) -> None:
    found = list_free_slots(facts, Asked(day=MONDAY), MONDAY + timedelta(days=8))
    for chosen in draw_one(data, found):
        taken = take(chosen)
        after = with_booking(facts, taken)

        assert judge(after, Asked(day=chosen.days[0])).reasons == {Reason.OCCUPIED}
        assert judge(after, Asked(day=chosen.days[-1])).reasons == {Reason.OCCUPIED}
        assert judge(after, Asked(day=chosen.days[0], moved=taken)).is_free


@given(day_facts(), st.data())
def test_free_days_leave_those_apart_free(facts: Facts, data: st.DataObject) -> None:
    until = MONDAY + timedelta(days=8)
    found = list_free_slots(facts, Asked(day=MONDAY), until)
    for chosen in draw_one(data, found):
        apart = [other for other in found if not set(other.days) & set(chosen.days)]

        assert list_free_slots(with_booking(facts, take(chosen)), Asked(day=MONDAY), until) == apart


def draw_one(data: st.DataObject, found: list[Verdict]) -> list[Verdict]:
    """Return one of them, or none where there is none."""
    return [data.draw(st.sampled_from(found))] if found else []


def to_wall_clock(moment: datetime | None) -> time:
    assert moment is not None
    return moment.time()
