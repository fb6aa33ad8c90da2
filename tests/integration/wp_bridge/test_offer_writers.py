"""Services and hours that we write are those of BookingX's own screens, and are read as they were meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.calendar_names import WEEKDAYS
from sidecar.wp_bridge.offer_records import OpeningHours, Service
from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.php.writer import to_meta_value
from sidecar.wp_bridge.posts.hours_writer import set_months, set_weekly_hours
from sidecar.wp_bridge.posts.offers import PostsOffers
from sidecar.wp_bridge.posts.post_rows import PostRows
from sidecar.wp_bridge.posts.service_writer import NewService, create_service
from sidecar.wp_bridge.write_errors import UnknownOfferError, UnwritableHoursError
from sidecar.wp_bridge.writing import Edit
from tests.support.golden_bookings import TABLES, fetch, fetch_metas

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.opening_hours import WeeklyHours

ROWS, OFFERS = PostRows(TABLES), PostsOffers("wp_")
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EDIT = Edit(user_id=1, at=AT)
ALL = (8, 9, 10, 11)
LIKE_12 = NewService(
    name="Beard trim", description="", price=Decimal("8.19"), minutes=15, days=0, staff_ids=ALL, made_at=AT
)
LIKE_13 = replace(LIKE_12, price=Decimal("32.50"), minutes=45, extension_limit=3)
LIKE_17 = replace(LIKE_12, price=Decimal(240), minutes=0, days=3, extension_limit=2)
DAY = OpeningHours(opens=time(9), closes=time(17, 30))
LATE = OpeningHours(opens=time(0), closes=time(0))


@pytest.fixture
def strict(golden: Connection) -> Connection:
    """Return the golden site, on MariaDB in the strictest of its modes."""
    if golden.dialect.name != "sqlite":
        golden.execute(sa.text("SET SESSION sql_mode = 'TRADITIONAL'"))
    return golden


def fetch_user_metas(connection: Connection, user_id: int) -> dict[str, str | None]:
    metas = TABLES.usermeta.c
    query = sa.select(metas.meta_key, metas.meta_value).where(metas.user_id == user_id)
    return {str(key): value for key, value in connection.execute(query)}


@pytest.mark.parametrize(("recorded_id", "new"), [(12, LIKE_12), (13, LIKE_13), (17, LIKE_17)])
def test_a_service_s_metas_are_those_of_bookingx_s_screen(
    strict: Connection, recorded_id: int, new: NewService
) -> None:
    service_id = create_service(strict, ROWS, new)

    expected = fetch_metas(strict, recorded_id)
    numbers = ("base_selected_seats", "a:4:{i:0;i:8;i:1;i:9;i:2;i:10;i:3;i:11;}")  # its screen ticks no texts
    expected = [numbers if key == numbers[0] else (key, value) for key, value in expected]
    expected = [(key, value) for key, value in expected if not key.startswith("_")]
    assert fetch_metas(strict, service_id) == expected


def test_a_service_s_post_is_that_of_bookingx_s_screen(strict: Connection) -> None:
    (recorded,) = fetch(strict, TABLES.posts, "ID", 12)

    service_id = create_service(strict, ROWS, replace(LIKE_12, created_by=1))

    stamps = dict.fromkeys(("post_date", "post_modified"), AT.replace(tzinfo=None))
    stamps |= dict.fromkeys(("post_date_gmt", "post_modified_gmt"), AT)
    guid = f"http://bookings.example.test/?post_type=bkx_base&p={service_id}"
    ours = {"ID": service_id, "post_name": "beard-trim-2", "guid": guid}
    assert fetch(strict, TABLES.posts, "ID", service_id) == [recorded | stamps | ours]


def test_a_service_is_read_as_it_was_meant(strict: Connection) -> None:
    new = replace(
        LIKE_12, name='Cut & <b>"dry"</b> 🎉', description="Two lines\n& more", staff_ids=(), minutes=90
    )

    service_id = create_service(strict, ROWS, replace(new, price=Decimal(0), allows_extras=False))

    assert OFFERS.read_services(strict, [service_id])[service_id] == Service(
        id=service_id,
        name='Cut & <b>"dry"</b> 🎉',
        description="Two lines\n& more",
        status="publish",
        price=None,
        unit="hours",
        duration_minutes=90,
        days=None,
        is_extendable=False,
        extension_limit=None,
        staff_ids=(),
        is_offered_by_all_staff=True,
        allows_extras=False,
        unavailable_from=None,
        unavailable_till=None,
        location=None,
        created_at=AT,
        updated_at=AT,
    )


def test_nobody_offers_a_service_who_is_not_there(strict: Connection) -> None:
    with pytest.raises(UnknownOfferError):
        create_service(strict, ROWS, replace(LIKE_12, staff_ids=(8, 999)))


def test_hours_are_spelled_as_bookingx_s_screen_does(strict: Connection) -> None:
    weekly: dict[str, OpeningHours | None] = {"Tuesday": DAY, "Monday": DAY, "Sunday": LATE, "Friday": None}

    set_weekly_hours(strict, ROWS, 8, weekly, EDIT)

    metas = dict(fetch_metas(strict, 8))
    assert metas["seat_is_certain_day"] == "Y"
    monday = {"open": "9:00 AM", "close": "5:30 PM"}
    sunday = {"open": "12:00 AM", "close": "12:00 AM"}
    assert loads(metas["selected_days"]) == {
        "selected_days_1": {"days": ["Monday", "Tuesday"], "time": monday},
        "selected_days_2": {"days": ["Sunday"], "time": sunday},
    }
    assert loads(metas["seat_days"]) == ["Monday", "Tuesday", "Sunday"]
    assert loads(metas["seat_days_time"]) == {
        "Monday": {"day": "Monday", "time_from": "9:00 AM", "time_till": "5:30 PM"},
        "Tuesday": {"day": "Tuesday", "time_from": "9:00 AM", "time_till": "5:30 PM"},
        "Sunday": {"day": "Sunday", "time_from": "12:00 AM", "time_till": "12:00 AM"},
    }


def test_hours_are_read_as_they_were_meant(strict: Connection) -> None:
    weekly: dict[str, OpeningHours | None] = {
        **dict.fromkeys(WEEKDAYS, DAY),
        "Sunday": LATE,
        "Friday": None,
    }
    before = OFFERS.read_staff(strict, [9])[9]

    set_weekly_hours(strict, ROWS, 9, weekly, EDIT)

    expected = replace(before, works_own_hours=True, weekly_hours=weekly, updated_at=AT)
    assert OFFERS.read_staff(strict, [9])[9] == expected


def test_the_hours_of_the_business_can_be_had_again(strict: Connection) -> None:
    before = OFFERS.read_staff(strict, [9])[9]

    set_weekly_hours(strict, ROWS, 9, None, EDIT)

    expected = replace(before, works_own_hours=False, weekly_hours={}, updated_at=AT)
    assert OFFERS.read_staff(strict, [9])[9] == expected


@pytest.mark.parametrize(
    "weekly",
    [
        {},
        dict.fromkeys(WEEKDAYS),
        {"Monday": OpeningHours(opens=time(17), closes=time(9))},
        {"Monday": OpeningHours(opens=time(13), closes=time(0))},
        {"Monday": OpeningHours(opens=time(9), closes=time(9))},
    ],
    ids=["empty", "all-closed", "backwards", "from-noon-to-midnight", "nothing"],
)
def test_hours_that_bookingx_would_read_as_others_are_refused(
    strict: Connection, weekly: dict[str, OpeningHours | None]
) -> None:
    before = fetch_metas(strict, 8)

    with pytest.raises(UnwritableHoursError):
        set_weekly_hours(strict, ROWS, 8, weekly, EDIT)

    assert fetch_metas(strict, 8) == before


def test_months_are_read_as_they_were_meant(strict: Connection) -> None:
    before = OFFERS.read_staff(strict, [8])[8]

    set_months(strict, ROWS, 8, {12, 1}, EDIT)
    some = OFFERS.read_staff(strict, [8])[8]
    stored = dict(fetch_metas(strict, 8))["seat_months"]
    set_months(strict, ROWS, 8, (), EDIT)
    none = OFFERS.read_staff(strict, [8])[8]

    assert some == replace(before, months=(1, 12), updated_at=AT)
    assert stored == "January,December,"
    assert none == replace(before, months=(), updated_at=AT)


def test_hours_and_months_are_the_rows_of_bookingx_s_screen(bookingx: Connection) -> None:
    hours = {"selected_days", "seat_is_certain_day", "seat_days", "seat_days_time"}
    keys = hours | {"seat_is_certain_month", "seat_months"}
    recorded = {key: value for key, value in fetch_metas(bookingx, 11) if key in keys}
    morning = OpeningHours(opens=time(9, 30), closes=time(12))
    afternoon = OpeningHours(opens=time(13), closes=time(18, 15))
    assert recorded != {key: value for key, value in fetch_metas(bookingx, 12) if key in keys}

    weekly: WeeklyHours = {"Monday": morning, "Tuesday": morning, "Wednesday": afternoon}
    set_weekly_hours(bookingx, ROWS, 12, weekly, EDIT)
    set_months(bookingx, ROWS, 12, (), EDIT)

    assert {key: value for key, value in fetch_metas(bookingx, 12) if key in keys} == recorded


def test_the_linked_user_has_a_copy_as_from_bookingx_s_screen(strict: Connection) -> None:
    recorded = fetch_user_metas(strict, 3)
    times = loads(recorded["seat_days_time"] or "")
    assert isinstance(times, dict)
    times = {key: value for key, value in times.items() if key not in {5, "selected_days_5"}}
    late = OpeningHours(opens=time(10), closes=time(18, 30))
    weekly: WeeklyHours = {
        **dict.fromkeys(("Monday", "Tuesday"), OpeningHours(opens=time(8), closes=time(16))),
        "Wednesday": OpeningHours(opens=time(12), closes=time(20)),
        **dict.fromkeys(("Thursday", "Friday"), late),
        "Saturday": OpeningHours(opens=time(9), closes=time(13)),
    }

    set_weekly_hours(strict, ROWS, 9, weekly, EDIT)
    set_months(strict, ROWS, 9, (3, 10), EDIT)

    copies = {"seat_days": to_meta_value([*weekly]), "seat_days_time": to_meta_value(times)}
    copies |= {"seat_is_certain_month": "Y", "seat_months": "March,October,"}
    assert fetch_user_metas(strict, 3) == recorded | copies


def test_the_linked_user_s_copy_goes_with_the_own_hours(strict: Connection) -> None:
    recorded = fetch_user_metas(strict, 3)

    set_weekly_hours(strict, ROWS, 9, None, EDIT)

    expected = recorded | {"seat_is_certain_day": "N", "seat_days_time": "a:0:{}"}
    del expected["seat_days"]
    assert fetch_user_metas(strict, 3) == expected


def test_a_user_who_is_gone_gets_no_copy(strict: Connection) -> None:
    strict.execute(sa.delete(TABLES.users).where(TABLES.users.c["ID"] == 3))
    strict.execute(sa.delete(TABLES.usermeta).where(TABLES.usermeta.c.user_id == 3))

    set_weekly_hours(strict, ROWS, 9, {"Monday": DAY}, EDIT)

    assert fetch_user_metas(strict, 3) == {}


@pytest.mark.parametrize("staff_id", [999, 12])
def test_who_is_no_staff_member_has_no_hours(strict: Connection, staff_id: int) -> None:
    with pytest.raises(UnknownOfferError):
        set_weekly_hours(strict, ROWS, staff_id, {"Monday": DAY}, EDIT)
    with pytest.raises(UnknownOfferError):
        set_months(strict, ROWS, staff_id, (1,), EDIT)
