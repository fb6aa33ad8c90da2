"""BookingX's own form in a real WordPress: blocked times are not offered and cannot be booked there."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx
import pytest

from sidecar.db.blocks import NewBlock, add_blocks
from sidecar.db.database import Database
from tests.support.visitor import BookingFailedError
from tests.support.wordpress import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.outbox import Outbox
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

OPEN = range(37, 73)  # 9:00 to 18:00 in quarters of an hour, from 1
OFFERED = re.compile(r"<a [^>]*class=\"available [^>]*data-slot='(\d+)'")
NOT_FREE = "NORF"


def count_days(number: int) -> date:
    """Return a day so far ahead that no other module books it."""
    return datetime.now(ZoneInfo("Europe/London")).date() + timedelta(days=60 + number)


def spell(day: date) -> str:
    return f"{day.year}-{day.month}-{day.day}"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def whole(day: date) -> tuple[datetime, datetime]:
    return at(day, 0), at(day + timedelta(days=1), 0)


class Form:
    """What the form of one site answers about one seat."""

    def __init__(self, site: WordPress) -> None:
        self.site = site
        self.visitor = site.visitor
        self.database = Database(site.mariadb.url(site.database), PREFIX)
        self.seat = site.seeds["seat"]
        self.haircut = site.seeds["bases"][0]  # 45 minutes
        self.retreat = site.seeds["retreat"]  # two days

    def block(self, starts_at: datetime, ends_at: datetime, seat: int | None = None) -> None:
        new = NewBlock(starts_at=starts_at, ends_at=ends_at)
        self.database.run(lambda tx: add_blocks(tx, seat or self.seat, [new]))

    def clear(self) -> None:
        """Remove all blocks."""
        with self.database.transaction() as tx:
            tx.execute(self.database.own.blocks.delete())

    def list_offered(self, day: date, seat: int | None = None) -> list[int]:
        """Return the slots that a visitor can click."""
        fields = self._fields(seat) | {"booking_date": spell(day), "service_extend": "NaN"}
        answer = self.visitor.ask("display_availability_slots", fields)
        return [int(slot) for slot in OFFERED.findall(answer)]

    def list_verified(self, day: date, slots: range | list[int]) -> list[int]:
        """Return the slots at which a haircut can begin."""
        return [slot for slot in slots if self.verify(day, slot) != NOT_FREE]

    def verify(self, day: date, slot: int, **more: str) -> str:
        clock = f"{(slot - 1) // 4:02}:{(slot - 1) % 4 * 15:02}"
        asked = {"date": spell(day), "slot": str(slot), "time": clock, "type_data": ""}
        return self.visitor.ask("get_verify_slot", self._fields() | asked | more)

    def list_closed(self, base: int | None = None) -> list[str]:
        """Return the days that the calendar shows as closed."""
        answer = self.visitor.ask("get_calendar_availability", self._fields(base=base))
        return list(json.loads(answer)["unavailable_days"])

    def is_offered_by_day(self, first: date) -> bool:
        fields = self._fields(base=self.retreat) | {"booking_date": spell(first), "service_extend": "0"}
        return not json.loads(self.visitor.ask("display_availability_slots", fields))["error"]

    def count_bookings(self) -> int:
        code = "echo array_sum( (array) wp_count_posts( 'bkx_booking' ) );"
        return int(self.site.run_php(code))

    def move(self, booking: int, day: date, clock: str) -> None:
        """Move a booking as its customer does in the form."""
        wanted = {"date": spell(day), "booking_time": clock, "edit_booking_id": str(booking)}
        self.visitor.reschedule(booking, self.visitor.fill_form() | wanted)

    def read_start(self, booking: int) -> str:
        return self.read_meta(booking, "booking_start_date")

    def read_meta(self, booking: int, key: str) -> str:
        return self.site.run_php("echo get_post_meta( (int) $argv[1], $argv[2], true );", booking, key)

    def _fields(self, seat: int | None = None, base: int | None = None) -> dict[str, str]:
        return {
            "seat_id": str(seat or self.seat),
            "base_id": str(base or self.haircut),
            "extra_id": "None",
        }


@pytest.fixture
def form(shim: WordPress, outbox: Outbox) -> Iterator[Form]:
    """Return the form of the site, without any block before and after the test."""
    assert outbox.table
    form = Form(shim)
    form.clear()
    yield form
    form.clear()
    form.database.dispose()


def test_a_blocked_hour_is_not_offered_and_all_others_are(form: Form) -> None:
    day = count_days(0)
    before = form.list_offered(day)

    form.block(at(day, 10), at(day, 11))

    assert (before, form.list_offered(day)) == (
        [*OPEN],
        [slot for slot in OPEN if slot not in {41, 42, 43, 44}],
    )


def test_a_time_that_reaches_into_a_block_is_not_free(form: Form) -> None:
    day = count_days(1)
    slots = range(37, 49)
    before = form.list_verified(day, slots)

    form.block(at(day, 10), at(day, 11))

    assert (before, form.list_verified(day, slots)) == ([*slots], [37, 38, 45, 46, 47, 48])


def test_a_part_of_a_quarter_of_an_hour_takes_all_of_it(form: Form) -> None:
    day = count_days(2)

    form.block(at(day, 10, 5), at(day, 10, 10))

    assert form.list_offered(day) == [slot for slot in OPEN if slot != 41]


def test_a_blocked_time_cannot_be_booked(form: Form) -> None:
    day = count_days(3)
    path, booking = form.visitor.prepare(date=spell(day), booking_time="10:00")
    form.block(at(day, 10), at(day, 11))

    answer = form.visitor.client.post(path, data=booking, headers={"Referer": form.visitor.form_url})

    assert "order_id" not in answer.text
    assert form.list_verified(day, [37]) == [37]


def test_a_day_off_is_closed_in_the_calendar_and_its_times_are_not_free(form: Form) -> None:
    day = count_days(4)
    before = form.list_closed()

    form.block(*whole(day))

    assert form.list_closed() == [*before, f"{day:%m/%d/%Y}"]
    assert (form.list_offered(day), form.list_verified(day, [37, 50, 70])) == ([], [])


def test_a_part_of_a_day_closes_no_day_for_services_of_hours(form: Form) -> None:
    before = form.list_closed()

    form.block(at(count_days(5), 0), at(count_days(5), 23, 45))

    assert form.list_closed() == before


@pytest.mark.parametrize("number", range(7))
def test_every_weekday_beside_a_block_works_as_before(form: Form, number: int) -> None:
    blocked, day = count_days(20 + number), count_days(21 + number)
    form.block(at(blocked, 10), at(blocked, 11))
    form.block(*whole(blocked - timedelta(days=1)))

    assert (form.list_offered(day), form.list_verified(day, [37, 70])) == ([*OPEN], [37, 70])
    assert json.loads(form.verify(day, 37))["result"] == 1


def test_a_block_ends_with_its_end_and_may_pass_midnight(form: Form) -> None:
    day, next_day = count_days(6), count_days(7)

    form.block(at(day, 17), at(next_day, 9, 30))

    assert form.list_offered(day) == [*range(37, 69)]
    assert form.list_offered(next_day) == [*range(39, 73)]


def test_others_are_not_blocked(form: Form) -> None:
    day = count_days(8)

    form.block(*whole(day), seat=form.site.seeds["other_seat"])

    assert form.list_offered(day) == [*OPEN]
    assert form.list_offered(day, form.site.seeds["other_seat"]) == []


def test_a_service_of_days_is_kept_from_days_that_a_block_touches(form: Form) -> None:
    first, second = count_days(9), count_days(10)
    before = (form.is_offered_by_day(first), form.is_offered_by_day(second))

    form.block(at(second, 10), at(second, 11))

    assert before == (True, True)
    assert (form.is_offered_by_day(first), form.is_offered_by_day(second)) == (False, False)
    assert f"{second:%m/%d/%Y}" in form.list_closed(form.retreat)


@pytest.mark.parametrize("blocked", [None, 0, 1], ids=["none", "first", "second"])
def test_blocked_days_cannot_be_booked(form: Form, blocked: int | None) -> None:
    days = [count_days(30 + 3 * (blocked or 0)), count_days(31 + 3 * (blocked or 0))]
    before = form.count_bookings()
    if blocked is not None:
        form.block(at(days[blocked], 10), at(days[blocked], 11))

    made = []
    try:
        made.append(form.visitor.book_days(form.retreat, [spell(day) for day in days]))
    except (BookingFailedError, httpx.HTTPStatusError):  # on PHP 8 BookingX stops at a closed day
        assert blocked is not None

    assert form.count_bookings() == before + (blocked is None)
    for booking in made:
        form.site.delete(booking)


def test_a_booking_cannot_be_moved_into_a_block_not_even_to_its_own_clock_time(form: Form) -> None:
    day, blocked = count_days(14), count_days(15)
    booking = form.site.book(date=spell(day), booking_time="10:00")
    form.block(at(blocked, 10), at(blocked, 11))

    for clock in ("10:00", "10:30"):
        with pytest.raises((BookingFailedError, httpx.HTTPStatusError)):
            form.move(booking, blocked, clock)
    form.move(booking, blocked, "11:00")

    assert form.read_start(booking) == f"{blocked} 11:00:00"


def test_a_booking_cannot_be_given_to_somebody_who_is_blocked_then(form: Form) -> None:
    day = count_days(17)
    other = form.site.seeds["other_seat"]
    booking = form.site.book(date=spell(day), booking_time="10:00")
    form.block(at(day, 10), at(day, 11), seat=other)

    form.visitor.reassign(booking, other)
    while_blocked = form.read_meta(booking, "seat_id")
    form.clear()
    form.visitor.reassign(booking, other)

    assert (while_blocked, form.read_meta(booking, "seat_id")) == (str(form.seat), str(other))


def test_a_request_asks_the_table_once(form: Form) -> None:
    form.block(at(count_days(18), 10), at(count_days(18), 11))
    code = """
        global $wpdb;
        $args   = array( 'seat_id' => $argv[1], 'booking_date' => $argv[2] );
        $before = $wpdb->num_queries;
        $first  = apply_filters( 'bookingx_booked_slots', array(), $args );
        $again  = apply_filters( 'bookingx_booked_slots', array( 1 ), $args );
        echo wp_json_encode( array( $first, $again, $wpdb->num_queries - $before ) );
    """

    answer = form.site.run_php(code, form.seat, spell(count_days(18)))

    assert json.loads(answer) == [[41, 42, 43, 44], [1, 41, 42, 43, 44], 1]


@pytest.mark.parametrize("odd", ["null", "''", "array()", "array( 'seat_id' => 'any' )", "new stdClass()"])
def test_odd_arguments_pass_unchanged(form: Form, odd: str) -> None:
    form.block(at(count_days(19), 10), at(count_days(19), 11))
    code = f"""
        $odd = {odd};
        $said = array();
        $filters = array( 'bkx_calender_unavailable_days', 'bkx_customise_display_booking_data' );
        foreach ( $filters as $filter ) {{
            $said[] = apply_filters( $filter, $odd ) === $odd || ! is_array( $odd );
        }}
        $said[] = apply_filters( 'bookingx_booked_slots', $odd, $odd ) === $odd;
        echo wp_json_encode( $said );
    """
    alone = "remove_all_filters( 'bkx_calender_unavailable_days', 10 );"

    assert json.loads(form.site.run_php(alone + code)) == [True, True, True]


def test_without_the_table_the_form_works_and_says_nothing(form: Form, outbox: Outbox) -> None:
    day = count_days(16)
    logged = len(form.site.log())
    outbox.drop()

    offered, verified = form.list_offered(day), form.list_verified(day, [37])

    outbox.create()
    assert (offered, verified) == ([*OPEN], [37])
    assert "zapier_blocks" not in form.site.log()[logged:]
