"""BookingX 1.x's bookings take their time however their dates are stored, and as the real plugin says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.posts.occupied import has_more_than, narrow, spell_day
from sidecar.wp_bridge.posts.writer import PostsWriter
from sidecar.wp_bridge.tables import WpTables
from tests.support.golden import load_golden
from tests.support.golden_availability import GoldenSite, load_cases
from tests.support.golden_bookings import fetch_metas, read_request
from tests.support.php import serialize
from tests.support.posts import write_metas, write_post

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

    from sidecar.wp_bridge.occupancy import Occupancy
    from tests.support.golden_availability import Case

STORE, WRITER, TABLES = PostsLayout("wp_"), PostsWriter("wp_"), WpTables("wp_")
APRIL_5 = date(2027, 4, 5)
ONE_DAY = timedelta(days=1)
SPELLINGS = [
    *("2027-04-05", "2027-4-05", "2027-4-5", "2027-04-5", "04/05/2027", "April 5, 2027"),
    *("4/5/2027", "April 05, 2027"),
]
"""BookingX's six (class-bkx-booking.php:433-462), and two more that are read."""


def write(connection: Connection, name: str, day: date) -> int:
    """Write a recorded booking of an hour, or of days, that begins on another day."""
    new = read_request(load_golden("bookings", name))
    times: Any = new.times
    if hasattr(times, "days"):
        days = tuple(day + number * ONE_DAY for number in range(len(times.days)))
        times = replace(times, days=days)
    else:
        move = day - times.starts_at.date()
        times = replace(times, starts_at=times.starts_at + move, ends_at=times.ends_at + move)
    return WRITER.create_booking(connection, replace(new, times=times))


def change_order(connection: Connection, booking_id: int, **values: Any) -> None:
    """Change values of the array; None takes one out of it."""
    order: Any = loads(dict(fetch_metas(connection, booking_id))["order_meta_data"])
    changed = {key: value for key, value in {**order, **values}.items() if value is not None}
    write_metas(connection, booking_id, {"order_meta_data": serialize(changed)})


def find(connection: Connection, booking_id: int, first: date, last: date | None = None) -> Occupancy | None:
    staff_id = int(dict(fetch_metas(connection, booking_id))["seat_id"])
    found = STORE.list_occupancies(connection, [staff_id], first, last or first)
    return next((one for one in found if one.booking_id == booking_id), None)


def lies_on(connection: Connection, booking_id: int, *days: date) -> list[bool]:
    return [find(connection, booking_id, day) is not None for day in days]


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_date_is_found_in_every_spelling(golden: Connection, spelled: str) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)
    write_metas(golden, booking_id, {"booking_date": spelled})
    change_order(golden, booking_id, booking_date=spelled)

    around = [APRIL_5 + number * ONE_DAY for number in (-1, 0, 1)]

    assert lies_on(golden, booking_id, *around) == [False, True, False]


def test_bookingx_s_six_spellings_are_among_ours() -> None:
    assert set(SPELLINGS) <= spell_day(APRIL_5)


@pytest.mark.parametrize(
    "missing", ["booking_date", "booking_start_date", "booking_end_date", "booking_time", "seat_id"]
)
def test_a_booking_without_a_flat_row_is_found_by_its_array(golden: Connection, missing: str) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)
    expected = find(golden, booking_id, APRIL_5)
    assert expected is not None

    write_metas(golden, booking_id, {missing: None})

    found = STORE.list_occupancies(golden, [expected.staff_id or 0], APRIL_5, APRIL_5)
    assert expected in found


def test_a_booking_with_nothing_but_its_array_is_found(golden: Connection) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)
    expected = find(golden, booking_id, APRIL_5)
    assert expected is not None
    order: Any = loads(dict(fetch_metas(golden, booking_id))["order_meta_data"])

    write_metas(golden, booking_id, dict.fromkeys(order))

    (found,) = STORE.list_occupancies(golden, [expected.staff_id or 0], APRIL_5, APRIL_5)
    assert found == expected


def test_a_booking_without_its_length_still_ends_where_it_is_stored(golden: Connection) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)
    whole = find(golden, booking_id, APRIL_5)
    assert whole is not None

    write_metas(golden, booking_id, {"booking_time": None})
    change_order(golden, booking_id, booking_time=None)

    assert find(golden, booking_id, APRIL_5) == whole


@pytest.mark.parametrize("extension", ["NaN", "", None])
def test_whatever_is_stored_as_its_extension(golden: Connection, extension: str | None) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)
    expected = find(golden, booking_id, APRIL_5)

    write_metas(golden, booking_id, {"extended_base_time": extension})
    change_order(golden, booking_id, extended_base_time=extension)

    assert find(golden, booking_id, APRIL_5) == expected is not None


def test_days_are_taken_that_began_long_ago_by_their_list(golden: Connection) -> None:
    booking_id = write(golden, "days", APRIL_5)
    days = [APRIL_5 + number * ONE_DAY for number in range(60)]
    listed = [f"{day:%Y-%m}-{day.day}" for day in days]

    write_metas(golden, booking_id, {"booking_multi_days": serialize(listed)})

    assert lies_on(golden, booking_id, days[0], days[59], days[59] + ONE_DAY) == [True, True, False]


@pytest.mark.parametrize("number", [0, 1, 6, 29])
def test_days_without_a_list_are_counted_from_the_first(golden: Connection, number: int) -> None:
    booking_id = write(golden, "days", APRIL_5)

    write_metas(golden, booking_id, {"booking_multi_days": None, "base_days": "30"})
    change_order(golden, booking_id, booking_multi_days="", base_days="30")

    assert lies_on(golden, booking_id, APRIL_5 + number * ONE_DAY, APRIL_5 + 30 * ONE_DAY) == [True, False]


def test_where_rows_and_array_differ_both_days_are_taken(golden: Connection) -> None:
    """BookingX looks for the row; its screens show the array."""
    booking_id = write(golden, "hour-guest", APRIL_5)
    elsewhere = APRIL_5 + 60 * ONE_DAY

    write_metas(golden, booking_id, {"booking_date": str(elsewhere)})

    assert lies_on(golden, booking_id, elsewhere) == [True]
    found = STORE.list_occupancies(golden, [8, 9, 10, 11], APRIL_5, APRIL_5, known=[booking_id])
    assert booking_id in [one.booking_id for one in found]


def test_of_two_rows_with_a_date_either_leads_to_the_booking(golden: Connection) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)
    rows = TABLES.postmeta.insert().values(
        post_id=booking_id, meta_key="booking_date", meta_value="2027-09-01"
    )

    golden.execute(rows)

    assert lies_on(golden, booking_id, APRIL_5) == [True]


def test_the_bin_frees_the_time(golden: Connection) -> None:
    booking_id = write(golden, "hour-guest", APRIL_5)

    write_post(golden, booking_id, post_status="trash")

    assert lies_on(golden, booking_id, APRIL_5) == [False]


def test_an_end_before_the_start_is_made_up_from_the_length(golden: Connection) -> None:
    booking_id = write(golden, "past-midnight", APRIL_5)
    wrong = f"{APRIL_5} 00:10:00"

    write_metas(golden, booking_id, {"booking_end_date": wrong})
    change_order(golden, booking_id, booking_end_date=wrong)

    assert lies_on(golden, booking_id, APRIL_5, APRIL_5 + ONE_DAY, APRIL_5 + 2 * ONE_DAY) == [
        True,
        True,
        False,
    ]


def test_what_the_flat_rows_tell_to_be_elsewhere_is_not_read_whole(golden: Connection) -> None:
    near, late = write(golden, "hour-guest", APRIL_5), write(golden, "hour-guest", APRIL_5 - 9 * ONE_DAY)
    staff_id = int(dict(fetch_metas(golden, near))["seat_id"])

    assert narrow(golden, TABLES, [near, late], [staff_id], APRIL_5, APRIL_5) == [near]
    assert narrow(golden, TABLES, [near, late], [staff_id + 1], APRIL_5, APRIL_5) == []


@pytest.mark.parametrize("kind", ["verify", "slots", "days"])
def test_what_is_found_gives_the_answers_that_bookingx_gave(golden: Connection, kind: str) -> None:
    site = GoldenSite.read(golden)

    @cache
    def look(staff_id: int, day: date) -> dict[int, Occupancy]:
        found = STORE.list_occupancies(golden, [staff_id], day - ONE_DAY, day + 7 * ONE_DAY)
        return {one.booking_id: one for one in found}

    def answer(case: Case) -> Any:
        found = look(case["seat"], date.fromisoformat(case["date"]))
        moved = {case["editing"]: site.bookings[case["editing"]]} if "editing" in case else {}
        return replace(site, bookings={**moved, **found}).answer(case)

    cases = load_cases(kind)
    answers = {case["id"]: answer(case) for case in cases}

    assert answers == {case["id"]: case["answer"] for case in cases}


def test_a_site_is_large_from_one_booking_more(golden: Connection) -> None:
    count = sum(1 for _ in STORE.list_ids_after(golden, 0, 1000))

    assert [has_more_than(golden, TABLES, bound) for bound in (0, count - 1, count)] == [True, True, False]
