"""A Zap's booking and BookingX's form, in a browser: its time is taken, and the form works on every date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.support.form_page import FormPage, choose_day, read_unavailable, read_verdict, settle, to_question
from tests.support.twins import HOURS, Twins
from tests.support.visitor import BookingFailedError
from tests.support.zap_bookings import count_days, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.screens import Screens

pytestmark = pytest.mark.wordpress

AHEAD = 60
CALENDAR, SLOTS, VERIFY = "get_calendar_availability", "display_availability_slots", "get_verify_slot"
TAKEN = range(41, 45)  # 10:00 to 11:00, with the extra
NOT_FREE = "NORF"
DISABLED = """() => [...document.querySelectorAll('.booking-slots a:not(.available)')].map(
    slot => slot.innerText.trim())"""


@pytest.fixture(scope="module")
def form(screens: Screens, twins: Twins) -> Iterator[FormPage]:
    """Return BookingX's form as a visitor has it open."""
    assert twins.zapped
    with screens.as_guest() as page:
        page.goto(screens.wordpress.seeds["form"])
        yield FormPage(page, screens.wordpress)


def list_dates() -> list[date]:
    return [count_days(number) for number in range(1, AHEAD + 1)]


def ask_for_every_date(form: FormPage, seat: int, base: int) -> dict[tuple[str, str], Any]:
    """Return each answer by the question and the date."""
    days = list_dates()
    questions = [to_question(seat, base, day) for day in days]
    answers: dict[tuple[str, str], Any] = {}
    for name in (SLOTS, VERIFY):
        said = zip(days, form.ask(name, questions), strict=True)
        answers |= {(name, str(day)): read_verdict(answer) for day, answer in said}
    return answers


@pytest.mark.parametrize("service", ["haircut", "retreat"])
def test_the_form_works_on_every_date_as_beside_its_own_booking(
    form: FormPage, twins: Twins, service: str
) -> None:
    seeds = form.wordpress.seeds
    base = {"haircut": seeds["bases"][0], "retreat": seeds["retreat"]}[service]

    zapped = ask_for_every_date(form, twins.zapped_seat, base)
    typed = ask_for_every_date(form, twins.typed_seat, base)

    assert zapped == typed
    refused = {key for key, (status, *_) in zapped.items() if status != httpx.codes.OK}
    closed = [*twins.days] if service == "haircut" else [*twins.days, *twins.hours]
    assert refused == {(VERIFY, str(day)) for day in closed}  # what BookingX says of closed days on PHP 8


def test_every_start_of_the_day_is_judged_as_beside_the_form_s_booking(form: FormPage, twins: Twins) -> None:
    day, base = twins.hours[0], form.wordpress.seeds["bases"][0]

    zapped, typed = (
        form.ask(VERIFY, [to_question(seat, base, day, slot) for slot in range(37, 73)])
        for seat in (twins.zapped_seat, twins.typed_seat)
    )

    taken = [slot for slot, (_, text) in zip(range(37, 73), zapped, strict=True) if text == NOT_FREE]
    assert [*map(read_verdict, zapped)] == [*map(read_verdict, typed)]
    assert taken == [39, 40, *TAKEN, 71, 72]


def test_the_calendar_closes_the_same_days(form: FormPage, twins: Twins) -> None:
    retreat = form.wordpress.seeds["retreat"]
    zapped, typed = (
        form.ask(CALENDAR, [to_question(seat, retreat, count_days(1))])[0][1]
        for seat in (twins.zapped_seat, twins.typed_seat)
    )

    assert read_unavailable(zapped) == read_unavailable(typed)
    assert {f"{day:%m/%d/%Y}" for day in twins.days} <= set(read_unavailable(zapped))


@pytest.mark.parametrize("clock", ["10:00", "09:30", "10:45"])
def test_nobody_can_book_on_top_of_it(form: FormPage, twins: Twins, clock: str) -> None:
    visitor = form.as_visitor(twins.zapped_seat)
    taken: dict[str, Any] = {"date": twins.forms[HOURS]["date"], "booking_time": clock}

    with pytest.raises(BookingFailedError):
        visitor.book(**taken)
    slot = int(clock[:2]) * 4 + int(clock[3:]) // 15 + 1
    hurried = visitor.fill_form() | taken | {"starting_slot": str(slot), "total_slots": "3"}

    assert visitor.ask("book_now", hurried) == NOT_FREE


@pytest.mark.parametrize("clock", ["09:15", "11:00"])
def test_the_times_next_to_it_can_be_booked(form: FormPage, twins: Twins, clock: str) -> None:
    booking = form.as_visitor(twins.zapped_seat).book(
        date=twins.forms[HOURS]["date"], booking_time=clock, bkx_email_address="next@example.test"
    )

    start = form.wordpress.run_php(
        "echo get_post_meta( (int) $argv[1], 'booking_start_date', true );", booking
    )
    form.wordpress.delete(booking)
    assert start == f"{twins.hours[0]} {clock}:00"


def test_nobody_can_book_hours_on_its_days(form: FormPage, twins: Twins) -> None:
    for day in twins.days:
        with pytest.raises((BookingFailedError, httpx.HTTPStatusError)):
            form.as_visitor(twins.zapped_seat).book(date=spell(day), booking_time="12:00")


def test_nobody_can_book_days_from_its_first_day(form: FormPage, twins: Twins) -> None:
    visitor, retreat = form.as_visitor(twins.zapped_seat), form.wordpress.seeds["retreat"]

    with pytest.raises((BookingFailedError, httpx.HTTPStatusError)):
        visitor.book_days(retreat, [spell(day) for day in twins.days])
    booking = visitor.book_days(retreat, [spell(twins.sunday + timedelta(days=number)) for number in (8, 9)])

    form.wordpress.delete(booking)


def test_a_visitor_sees_its_time_as_taken(screens: Screens, form: FormPage, twins: Twins) -> None:
    page = form.page
    page.reload(wait_until="networkidle")
    page.select_option(".bkx-staff-lists", str(twins.zapped_seat))
    settle(page)
    page.select_option(".bkx-services-lists", str(form.wordpress.seeds["bases"][0]))
    settle(page)
    page.click(".step-1 .bkx-form-submission-next")
    settle(page)

    choose_day(page, twins.hours[0])

    page.add_style_tag(content=".booking-slots a:not(.available) { background: #222; color: #fff }")
    screens.keep("zap_slots_taken", page)  # a site chooses its colours for taken times itself
    taken = page.evaluate(DISABLED)
    assert taken == ["10:00", "10:15", "10:30", "10:45"]
