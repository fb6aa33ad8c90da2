"""What takes a staff member's time is found by looking at the site, in both layouts and on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sidecar.wp_bridge.occupancy import Occupancy
from tests.support.meanings import Meaning

if TYPE_CHECKING:
    from tests.support.layout_site import LayoutSite

DAY = date(2027, 3, 17)
ONE_DAY = timedelta(days=1)
BEA = 9


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}")


def list_ids(site: LayoutSite, first: date, last: date | None = None, staff_id: int = 8) -> list[int]:
    found = site.store.list_occupancies(site.connection, [staff_id], first, last or first)
    return [one.booking_id for one in found]


def test_a_booking_takes_its_time(site: LayoutSite) -> None:
    site.add_booking(Meaning())

    (found,) = site.store.list_occupancies(site.connection, [8], DAY, DAY)

    assert found == Occupancy(
        booking_id=57,
        staff_id=8,
        raw_status="bkx-pending",
        all_day=False,
        starts_at=at("11:00"),
        ends_at=at("12:00"),
        duration_seconds=found.duration_seconds,
    )


def test_a_night_takes_both_its_days(site: LayoutSite) -> None:
    site.add_booking(Meaning(starts_at=at("22:30"), minutes=120))

    days = [DAY + number * ONE_DAY for number in range(-1, 3)]

    assert [list_ids(site, day) for day in days] == [[], [57], [57], []]


def test_what_ends_at_midnight_leaves_the_next_day_free(site: LayoutSite) -> None:
    site.add_booking(Meaning(starts_at=at("22:30"), minutes=90))

    assert (list_ids(site, DAY), list_ids(site, DAY + ONE_DAY)) == ([57], [])


def test_a_booking_of_several_days_by_the_clock_takes_all_of_them(site: LayoutSite) -> None:
    site.add_booking(Meaning(starts_at=at("22:30"), minutes=20 * 24 * 60))

    assert (list_ids(site, DAY + 19 * ONE_DAY), list_ids(site, DAY + 21 * ONE_DAY)) == ([57], [])


@pytest.mark.parametrize(
    ("status", "raw_status"),
    [
        ("pending", "bkx-pending"),
        ("confirmed", "bkx-ack"),
        ("completed", "bkx-completed"),
        ("no-show", "bkx-missed"),
    ],
)
def test_these_statuses_take_time(site: LayoutSite, status: str, raw_status: str) -> None:
    site.add_booking(Meaning(status=status))

    found = site.store.list_occupancies(site.connection, [8], DAY, DAY)

    assert [one.raw_status for one in found] == [raw_status]


@pytest.mark.parametrize("status", ["cancelled", "failed", "of-a-plugin"])
def test_any_other_status_takes_none(site: LayoutSite, status: str) -> None:
    site.add_booking(Meaning(status=status))

    assert list_ids(site, DAY) == []


def test_drafts_and_what_is_deleted_take_no_time(site: LayoutSite) -> None:
    for booking_id in (57, 58):
        site.add_booking(Meaning(id=booking_id))

    site.hide(57)
    site.delete(58)

    assert list_ids(site, DAY) == []


def test_each_staff_member_has_their_own_time(site: LayoutSite) -> None:
    site.add_booking(Meaning())
    site.add_booking(Meaning(id=58, staff_id=BEA))
    site.add_booking(Meaning(id=59, staff_id=None))

    both = site.store.list_occupancies(site.connection, [8, BEA], DAY, DAY)

    assert (list_ids(site, DAY), list_ids(site, DAY, staff_id=BEA)) == ([57], [58])
    assert [one.booking_id for one in both] == [57, 58]


def test_the_days_asked_for_are_both_included(site: LayoutSite) -> None:
    for number in range(5):
        site.add_booking(Meaning(id=57 + number, starts_at=at("11:00", DAY + number * ONE_DAY)))

    assert list_ids(site, DAY + ONE_DAY, DAY + 3 * ONE_DAY) == [58, 59, 60]


def test_an_unreadable_start_takes_no_time_and_hides_no_other(site: LayoutSite) -> None:
    site.add_booking(Meaning())
    site.add_booking(Meaning(id=58))
    site.write_start(58, "0000-00-00 00:00:00" if site.connection.dialect.name == "sqlite" else "1001-01-01")

    assert list_ids(site, DAY) == [57]


def test_a_booking_that_is_known_from_elsewhere_is_read_but_not_believed(site: LayoutSite) -> None:
    site.add_booking(Meaning())
    site.add_booking(Meaning(id=58, status="cancelled"))
    site.add_booking(Meaning(id=59, starts_at=at("11:00", DAY + 90 * ONE_DAY)))

    found = site.store.list_occupancies(site.connection, [8], DAY, DAY, known=[57, 58, 59, 999])

    assert [one.booking_id for one in found] == [57]
