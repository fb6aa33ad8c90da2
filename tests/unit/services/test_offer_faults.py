"""What is wrong with a site's offers is found, named, and comes with advice."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest

from sidecar.calendar_names import WEEKDAYS
from sidecar.services.offer_faults import Fault, Offers, list_faults
from sidecar.wp_bridge.offer_records import OpeningHours
from sidecar.wp_bridge.posts.offer_reader import OfferPost, build_extra, build_service, build_staff_member
from sidecar.wp_bridge.posts.post_metas import PostMetas
from tests.support.php import serialize

if TYPE_CHECKING:
    from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember

HOURS = serialize({"selected_days_1": {"days": ["Monday"], "time": {"open": "8:00 AM", "close": "4:00 PM"}}})


def make_service(**metas: str) -> Service:
    return build_service(OfferPost(13, "Haircut", "", "publish", None, None), PostMetas(metas))


def make_member(**metas: str) -> StaffMember:
    return build_staff_member(OfferPost(8, "Alex", "", "publish", None, None), PostMetas(metas))


def make_extra(**metas: str) -> Extra:
    return build_extra(OfferPost(19, "Deep wash", "", "publish", None, None), PostMetas(metas))


def find_faults(*, services: list[Service], staff: list[StaffMember], extras: list[Extra]) -> list[Fault]:
    return list(list_faults(Offers(services, staff, extras)))


def test_offers_that_can_work_have_no_faults() -> None:
    services = [make_service(base_selected_seats=serialize(["8", "99"])), make_service(base_seat_all="All")]
    staff = [make_member(), make_member(seat_is_certain_day="Y", selected_days=HOURS)]

    assert find_faults(services=services, staff=staff, extras=[make_extra()]) == []


@pytest.mark.parametrize("seats", [[], ["99"]])
def test_a_service_that_no_staff_member_offers_is_named(seats: list[str]) -> None:
    service = make_service(base_selected_seats=serialize(seats))

    actual = find_faults(services=[service], staff=[make_member()], extras=[])

    assert actual == [
        Fault(
            "service 'Haircut' (13) is offered by no published staff member",
            "Nobody can book it. Choose its staff on its page in wp-admin, or publish them.",
        )
    ]


def test_a_service_that_all_offer_is_named_where_there_is_no_staff() -> None:
    actual = find_faults(services=[make_service(base_seat_all="All")], staff=[], extras=[])

    assert [fault.what for fault in actual] == [
        "service 'Haircut' (13) is offered by no published staff member"
    ]


@pytest.mark.parametrize("days", ["", "a:0:{}"])
def test_a_staff_member_with_own_hours_on_no_day_is_named(days: str) -> None:
    member = make_member(seat_is_certain_day="Y", selected_days=days)

    actual = find_faults(services=[], staff=[member], extras=[])

    assert actual == [
        Fault(
            "staff member 'Alex' (8) has own opening hours, but none on any day",
            "Set them on its page in wp-admin, or switch them off there: then the business hours count.",
        )
    ]


def test_damaged_data_is_named_once_by_its_metas() -> None:
    service = make_service(base_price="1,50", base_selected_seats="a:1:{broken")
    member = make_member(seat_is_certain_day="Y", selected_days="a:1:{broken")
    extra = make_extra(addition_price="a few")

    actual = find_faults(services=[service], staff=[member], extras=[extra])

    advice = "Correct what its page in wp-admin shows, and save it."
    assert actual == [
        Fault("service 'Haircut' (13) has damaged data: base_price, base_selected_seats", advice),
        Fault("staff member 'Alex' (8) has damaged data: selected_days", advice),
        Fault("extra 'Deep wash' (19) has damaged data: addition_price", advice),
    ]


def test_a_member_who_works_one_day_a_week_works() -> None:
    member = make_member(seat_is_certain_day="Y", selected_days=HOURS)

    assert member.weekly_hours == dict.fromkeys(WEEKDAYS) | {
        "Monday": OpeningHours(opens=time(8), closes=time(16))
    }
