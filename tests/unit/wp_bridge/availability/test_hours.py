"""Services of hours: each reason for which a time cannot be booked, and what the refusal says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sidecar.wp_bridge.availability.differences import AS_BOOKINGX, STRICT, Difference
from sidecar.wp_bridge.availability.hours import list_free_times
from sidecar.wp_bridge.availability.judge import judge, list_free_slots
from sidecar.wp_bridge.availability.slots import list_opening_slots, to_slot
from sidecar.wp_bridge.availability.verdict import Asked, Facts, Reason, Refusal
from sidecar.wp_bridge.offer_records import OpeningHours, Service
from tests.support.availability import (
    HAIRCUT,
    LONDON,
    MONDAY,
    OPEN,
    VAN,
    at,
    book,
    book_days,
    make_facts,
    open_from,
)
from tests.support.golden_offers import ALEX, HEAD_MASSAGE

TUESDAY = MONDAY + timedelta(days=1)
SPRING = date(2027, 3, 28)  # London's clocks jump from 01:00 to 02:00
AUTUMN = date(2027, 10, 31)
DECISION = Path(__file__).parents[4] / "docs/decisions/0008-availability-stricter-than-bookingx.md"


def refuse(facts: Facts, asked: Asked) -> list[tuple[Reason, str, str]]:
    return [(found.reason, found.subject, found.text) for found in judge(facts, asked).refusals]


def test_a_free_time_has_a_start_and_an_end_in_the_sites_zone() -> None:
    verdict = judge(make_facts(), at("09:30"))

    assert verdict.is_free
    assert verdict.starts_at == datetime(2027, 3, 15, 9, 30, tzinfo=LONDON)
    assert verdict.ends_at == datetime(2027, 3, 15, 10, 15, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [(time(0), 1), (time(0, 15), 2), (time(9, 30), 39), (time(23, 45), 96), (time(9, 31), None)],
)
def test_slots_are_numbered_from_midnight(clock: time, expected: int | None) -> None:
    assert to_slot(clock) == expected


@pytest.mark.parametrize(("clock", "named"), [("09:05", "09:05:00"), ("09:00:01", "09:00:01")])
def test_a_time_off_the_grid_is_refused(clock: str, named: str) -> None:
    text = f"Bookings begin at a quarter of an hour: :00, :15, :30 or :45, not at {named}."

    assert refuse(make_facts(), at(clock)) == [(Reason.NOT_ON_THE_GRID, "time", text)]


def test_a_service_of_hours_needs_a_time() -> None:
    assert refuse(make_facts(), Asked(day=MONDAY)) == [
        (Reason.TIME_MISSING, "time", "Haircut is booked by the clock. Give a time, for instance 09:30.")
    ]


@pytest.mark.parametrize("clock", ["08:45", "16:30", "08:30", "23:00"])
def test_the_whole_time_must_be_within_the_hours(clock: str) -> None:
    assert refuse(make_facts(), at(clock)) == [
        (
            Reason.OUTSIDE_HOURS,
            "time",
            "With 45 minutes, bookings on 2027-03-15 can begin from 09:00 to 16:15.",
        )
    ]


def test_a_closed_weekday_is_refused_with_the_hours_of_the_others() -> None:
    weekly = {**dict.fromkeys(OPEN.weekly_hours), "Tuesday": OPEN.weekly_hours["Tuesday"]}

    refusals = refuse(make_facts(business=replace(OPEN, weekly_hours=weekly)), at("10:00"))

    text = "Alex Carter does not work on Monday, 2027-03-15. Hours: Tuesday 09:00 to 17:00."
    assert refusals == [(Reason.CLOSED_DAY, "date", text)]


def test_own_hours_count_before_those_of_the_business() -> None:
    own = {**dict.fromkeys(OPEN.weekly_hours), "Monday": OpeningHours(opens=time(18), closes=time(20))}
    facts = make_facts(staff=replace(ALEX, works_own_hours=True, weekly_hours=own))

    assert judge(facts, at("18:00")).is_free
    assert judge(facts, at("10:00")).reasons == {Reason.OUTSIDE_HOURS}


def test_where_own_hours_were_never_set_those_of_the_business_count() -> None:
    staff = replace(ALEX, works_own_hours=True, weekly_hours=dict.fromkeys(OPEN.weekly_hours))

    assert judge(make_facts(staff=staff), at("09:00")).is_free


def test_a_taken_time_is_told_without_a_name() -> None:
    facts = make_facts(book(1, MONDAY, time(10), 60))

    assert judge(facts, at("10:30")).refusals == (
        Refusal(
            Reason.OCCUPIED,
            "time",
            "Taken from 2027-03-15 10:00 to 2027-03-15 11:00. Choose another time.",
        ),
    )


@pytest.mark.parametrize(
    ("clock", "free"), [("09:15", True), ("09:30", False), ("10:45", False), ("11:00", True)]
)
def test_bookings_may_touch(clock: str, *, free: bool) -> None:
    facts = make_facts(book(1, MONDAY, time(10), 60))

    assert judge(facts, at(clock)).is_free is free


@pytest.mark.parametrize("raw_status", ["bkx-pending", "bkx-ack", "bkx-completed", "bkx-missed"])
def test_these_statuses_take_time(raw_status: str) -> None:
    facts = make_facts(book(1, MONDAY, time(10), 60, raw_status))

    assert judge(facts, at("10:00")).reasons == {Reason.OCCUPIED}


@pytest.mark.parametrize("raw_status", ["bkx-cancelled", "bkx-failed", "trash", "draft", "bkx-custom"])
def test_other_statuses_take_none(raw_status: str) -> None:
    assert judge(make_facts(book(1, MONDAY, time(10), 60, raw_status)), at("10:00")).is_free


def test_a_booking_of_whole_days_takes_the_day() -> None:
    facts = make_facts(book_days(1, [MONDAY, TUESDAY]))

    text = "Taken by a booking of whole days: 2027-03-15, 2027-03-16. Choose other days."
    assert (Reason.OCCUPIED, "date", text) in refuse(facts, at("10:00"))
    assert judge(facts, at("10:00", MONDAY - timedelta(days=1))).is_free


def test_vacations_holidays_and_pauses_are_told_with_their_days() -> None:
    business = replace(
        OPEN, vacation_from=MONDAY, vacation_till=TUESDAY, holidays=frozenset({MONDAY, date(2027, 1, 1)})
    )
    service = replace(HAIRCUT, unavailable_from=None, unavailable_till=MONDAY)
    extra = replace(HEAD_MASSAGE, unavailable_from=MONDAY, unavailable_till=MONDAY)
    facts = replace(make_facts(service=service, business=business), extras=(extra,))

    assert refuse(facts, at("10:00")) == [
        (
            Reason.VACATION,
            "date",
            "The business is on vacation from 2027-03-15 to 2027-03-16. Choose another day.",
        ),
        (Reason.HOLIDAY, "date", "Monday, 2027-03-15 is a holiday. Choose another day."),
        (
            Reason.SERVICE_UNAVAILABLE,
            "date",
            "Haircut is not available until 2027-03-15. Choose another day, or another service.",
        ),
        (
            Reason.EXTRA_UNAVAILABLE,
            "extras",
            (
                "Head massage is not available from 2027-03-15 to 2027-03-15. "
                "Choose another day, or leave it out."
            ),
        ),
    ]


def test_a_pause_without_an_end_blocks_nothing_as_in_bookingx() -> None:
    service = replace(HAIRCUT, unavailable_from=MONDAY, unavailable_till=None)

    assert judge(make_facts(service=service), at("10:00")).is_free


def test_the_past_ends_now() -> None:
    facts = make_facts(now=datetime(2027, 3, 15, 10, tzinfo=UTC))

    text = "This time is past. Choose one after 2027-03-15 10:00."
    assert refuse(facts, at("10:00")) == [(Reason.IN_THE_PAST, "time", text)]
    assert judge(facts, at("10:15")).is_free


def test_other_months_than_the_staff_members_are_refused() -> None:
    text = "Alex Carter takes bookings only in these months: May, October."

    assert refuse(make_facts(staff=replace(ALEX, months=(10, 5))), at("10:00")) == [
        (Reason.WRONG_MONTH, "date", text)
    ]


def test_the_staff_member_must_offer_the_service() -> None:
    service = replace(HAIRCUT, staff_ids=(80, 9))  # BookingX finds 8 in 80

    text = "Alex Carter does not offer Haircut. Choose one of those who do."
    assert refuse(make_facts(service=service), at("10:00")) == [(Reason.NOT_OFFERED_BY_STAFF, "staff", text)]
    assert judge(make_facts(service=replace(service, is_offered_by_all_staff=True)), at("10:00")).is_free


def test_drafts_cannot_be_booked() -> None:
    facts = make_facts(service=replace(HAIRCUT, status="draft"), staff=replace(ALEX, status="private"))

    assert [(found.reason, found.subject) for found in judge(facts, at("10:00")).refusals] == [
        (Reason.NOT_PUBLISHED, "service"),
        (Reason.NOT_PUBLISHED, "staff"),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        replace(make_facts(), extras=(replace(HEAD_MASSAGE, service_ids=(13,)),)),
        replace(make_facts(service=replace(HAIRCUT, allows_extras=False)), extras=(HEAD_MASSAGE,)),
        replace(make_facts(), extras=(replace(HEAD_MASSAGE, unit="days", duration_minutes=None, days=1),)),
    ],
    ids=["of another service", "of a service without extras", "of days"],
)
def test_an_extra_must_belong_to_the_service(facts: Facts) -> None:
    assert Reason.EXTRA_NOT_OFFERED in judge(facts, at("10:00")).reasons


@pytest.mark.parametrize(
    ("limit", "is_extendable", "extension", "reasons"),
    [
        (3, True, 3, set()),
        (3, True, 4, {Reason.EXTENSION_NOT_POSSIBLE}),
        (None, True, 9, set()),
        (None, False, 0, set()),
        (None, False, 1, {Reason.EXTENSION_NOT_POSSIBLE}),
        (3, True, -1, {Reason.EXTENSION_NOT_POSSIBLE}),
    ],
)
def test_a_service_is_extended_as_often_as_it_can(
    limit: int | None, extension: int, reasons: set[Reason], *, is_extendable: bool
) -> None:
    service = replace(HAIRCUT, is_extendable=is_extendable, extension_limit=limit)
    asked = replace(at("10:00"), extension=extension)

    verdict = judge(make_facts(service=service), asked)

    assert verdict.reasons == reasons
    assert judge(make_facts(service=service), asked, STRICT - {Difference.EXTENSION_LIMIT}).is_free


def test_an_extension_costs_no_time_where_hours_are_booked() -> None:
    service = replace(HAIRCUT, is_extendable=True)

    verdict = judge(make_facts(service=service), replace(at("16:15"), extension=3))

    assert verdict.ends_at == datetime(2027, 3, 15, 17, tzinfo=LONDON)


def test_extras_take_their_time() -> None:
    facts = replace(make_facts(), extras=(HEAD_MASSAGE,))

    assert judge(facts, at("16:00")).is_free
    assert judge(facts, at("16:15")).reasons == {Reason.OUTSIDE_HOURS}


@pytest.mark.parametrize(
    "service", [replace(HAIRCUT, duration_minutes=None), replace(VAN, unit="months", days=None)]
)
def test_a_service_without_a_duration_cannot_be_booked(service: Service) -> None:
    facts = replace(make_facts(), service=service)

    assert Reason.SERVICE_WITHOUT_DURATION in judge(facts, at("10:00")).reasons


@pytest.mark.parametrize("clock", ["00:30", "01:00", "01:45"])
def test_a_time_that_the_clocks_skip_is_refused(clock: str) -> None:
    facts = make_facts(business=open_from(time(0), time(0)))

    assert judge(facts, at(clock, SPRING)).reasons == {Reason.DAYLIGHT_GAP}
    assert judge(facts, at(clock, SPRING), STRICT - {Difference.DAYLIGHT_GAP}).is_free


def test_before_and_after_the_gap_is_free() -> None:
    facts = make_facts(business=open_from(time(0), time(0)))

    assert [judge(facts, at(clock, SPRING)).is_free for clock in ("00:15", "02:00")] == [True, True]


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    verdict = judge(make_facts(business=open_from(time(0), time(0))), at("01:00", AUTUMN))

    assert verdict.is_free
    assert verdict.starts_at is not None
    assert verdict.starts_at.isoformat() == "2027-10-31T01:00:00+01:00"


@pytest.mark.parametrize(
    ("opens", "closes", "as_bookingx", "ours"),
    [
        (time(9, 30), time(12, 15), range(39, 50), range(39, 50)),
        (time(12), time(20), range(49, 81), range(49, 81)),
        (time(0), time(0), range(1, 97), range(1, 97)),
        (time(10), time(0, 45), range(41, 100), range(41, 100)),
        (time(13), time(0), range(48, 54), range(53, 54)),
        (time(21), time(2), range(8, 86), range(85, 86)),
        (time(10), time(2), range(8, 42), range(41, 42)),
        (time(9), time(9), range(36, 38), range(37, 38)),
        (time(9, 20), time(17), range(36, 69), range(39, 69)),
    ],
    ids=str,
)
def test_hours_past_midnight_are_read_as_bookingx_does_and_cut_to_what_is_meant(
    opens: time, closes: time, as_bookingx: range, ours: range
) -> None:
    hours = OpeningHours(opens=opens, closes=closes)

    assert list_opening_slots(hours, AS_BOOKINGX) == frozenset(as_bookingx)
    assert list_opening_slots(hours, STRICT) == frozenset(ours)


def test_hours_that_bookingx_misreads_are_named() -> None:
    facts = make_facts(business=open_from(time(13), time(0)))

    text = (
        "The hours of 2027-03-15 leave no room for 45 minutes. Choose another day. "
        "BookingX misreads 13:00 to 00:00: hours that end by 23:45, at a quarter of an hour, it reads well."
    )
    assert refuse(facts, at("14:00")) == [(Reason.OUTSIDE_HOURS, "time", text)]


def test_a_night_takes_the_next_morning_too() -> None:
    business = open_from(time(0), time(0))
    night = book(1, MONDAY, time(23, 30), 60)
    facts = make_facts(night, business=business)

    assert judge(facts, at("00:15", TUESDAY)).reasons == {Reason.OCCUPIED}
    assert judge(facts, at("00:15", TUESDAY), STRICT - {Difference.REAL_TIMES}).is_free
    assert judge(facts, at("00:30", TUESDAY)).is_free


def test_who_comes_at_night_must_not_meet_the_next_days_first() -> None:
    business = open_from(time(10), time(0, 45))
    facts = make_facts(book(1, TUESDAY, time(0), 15), business=business)

    assert judge(facts, at("23:30")).reasons == {Reason.OCCUPIED}
    assert judge(make_facts(business=business), at("23:30")).is_free


def test_a_night_begins_one_quarter_early_in_bookingx() -> None:
    """It stores 22:30 for two hours as slots 90 to 95 and blocks 90 to 97."""
    night = book(1, MONDAY, time(22, 30), 120)
    facts = make_facts(night, business=open_from(time(0), time(0)))

    assert night.record_slots == (90, 91, 92, 93, 94, 95)
    assert [judge(facts, at(clock)).reasons for clock in ("21:30", "21:45")] == [set(), {Reason.OCCUPIED}]


def test_a_moved_booking_stands_in_nobodys_way_but_frees_its_own_day_alone() -> None:
    moved, other = book(1, MONDAY, time(10), 60), book(2, TUESDAY, time(10), 60)
    facts = make_facts(moved, other)

    assert judge(facts, at("10:15", moved=moved)).is_free
    assert judge(facts, at("10:15", TUESDAY, moved=moved)).reasons == {Reason.OCCUPIED}
    assert judge(facts, at("10:15", TUESDAY, moved=moved), AS_BOOKINGX).is_free


def test_a_moved_night_frees_all_of_its_time() -> None:
    night = book(1, MONDAY, time(22, 30), 120)
    facts = make_facts(night, business=open_from(time(0), time(0)))

    assert judge(facts, at("23:15", moved=night)).is_free
    assert judge(facts, at("23:15", moved=night), AS_BOOKINGX).reasons == {Reason.OCCUPIED}


def test_bookingx_stops_where_whole_days_are_moved_to_a_time() -> None:
    moved = book_days(1, [TUESDAY])

    assert judge(make_facts(moved), at("10:00", moved=moved), AS_BOOKINGX).reasons == {Reason.BOOKINGX_STOPS}
    assert judge(make_facts(moved), at("10:00", TUESDAY, moved=moved)).is_free


def test_a_booking_that_stays_with_its_staff_member_moves_though_the_service_is_gone() -> None:
    moved = book(1, MONDAY, time(10), 45)
    facts = make_facts(moved, service=replace(HAIRCUT, status="draft", staff_ids=()))

    assert judge(facts, at("11:00", moved=moved)).is_free
    assert judge(facts, at("11:00", moved=replace(moved, staff_id=9))).reasons == {
        Reason.NOT_PUBLISHED,
        Reason.NOT_OFFERED_BY_STAFF,
    }


def test_all_that_speaks_against_it_is_told_at_once() -> None:
    facts = make_facts(
        book(1, MONDAY, time(16, 45), 15),
        service=replace(HAIRCUT, staff_ids=(9,), price=Decimal(1)),
        staff=replace(ALEX, months=(5,)),
        business=replace(OPEN, holidays=frozenset({MONDAY})),
        now=datetime(2028, 1, 1, tzinfo=UTC),
    )

    assert judge(facts, at("16:30")).reasons == {
        Reason.NOT_OFFERED_BY_STAFF,
        Reason.HOLIDAY,
        Reason.WRONG_MONTH,
        Reason.OCCUPIED,
        Reason.OUTSIDE_HOURS,
        Reason.IN_THE_PAST,
    }


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(2200, 1, 1), date.min, date.max])
def test_a_year_beyond_all_calendars_is_refused(day: date) -> None:
    text = "Choose a day from 1970 to 2199."

    assert refuse(make_facts(), at("10:00", day)) == [(Reason.WRONG_YEAR, "date", text)]
    assert list_free_slots(make_facts(), Asked(day=day)) == []


def test_an_absurd_length_is_refused_at_once() -> None:
    extra = replace(HEAD_MASSAGE, unit="days", duration_minutes=None, days=999_999)

    verdict = judge(replace(make_facts(), extras=(extra,)), at("10:00"))

    assert verdict.reasons == {Reason.EXTRA_NOT_OFFERED, Reason.OUTSIDE_HOURS}


def test_free_times_are_those_that_can_be_booked() -> None:
    facts = make_facts(book(1, MONDAY, time(9, 30), 360), now=datetime(2027, 3, 15, 9, 0, tzinfo=UTC))

    free = [
        found.starts_at.strftime("%H:%M")
        for found in list_free_times(facts, Asked(day=MONDAY))
        if found.starts_at
    ]

    assert free == ["15:30", "15:45", "16:00", "16:15"]


def test_free_slots_of_several_days_come_in_order() -> None:
    service = replace(HAIRCUT, duration_minutes=480)
    facts = make_facts(service=service, business=replace(OPEN, holidays=frozenset({TUESDAY})))

    found = list_free_slots(facts, Asked(day=MONDAY), MONDAY + timedelta(days=2))

    assert [slot.starts_at for slot in found] == [
        datetime(2027, 3, 15, 9, tzinfo=LONDON),
        datetime(2027, 3, 17, 9, tzinfo=LONDON),
    ]


def test_the_decision_lists_every_difference() -> None:
    rows = [
        line.split("`")[1]
        for line in DECISION.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]

    assert rows == [difference.value for difference in Difference]
