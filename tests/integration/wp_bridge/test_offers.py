"""What BookingX wrote of services, staff and extras is read the same on MariaDB and SQLite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from sidecar.wp_bridge.offer_records import (
    Address,
    OpeningHours,
    Service,
    StaffMember,
)
from sidecar.wp_bridge.posts.offers import PostsOffers
from tests.support.golden_offers import (
    EXTRAS,
    SERVICES,
    STAFF,
)
from tests.support.posts import write_post

if TYPE_CHECKING:
    from sqlalchemy import Connection

OFFERS = PostsOffers("wp_")


def test_every_service_of_the_golden_site_is_read_whole(golden: Connection) -> None:
    assert OFFERS.list_services(golden, 100) == SERVICES


def test_every_staff_member_of_the_golden_site_is_read_whole(golden: Connection) -> None:
    assert OFFERS.list_staff(golden, 100) == STAFF


def test_every_extra_of_the_golden_site_is_read_whole(golden: Connection) -> None:
    assert OFFERS.list_extras(golden, 100) == EXTRAS


def test_services_as_wp_admin_and_an_import_wrote_them_are_read_whole(bookingx: Connection) -> None:
    haircut = Service(
        id=13,
        name="Haircut",
        description="Desc of Haircut",
        status="publish",
        price=Decimal("45.5"),
        unit="hours",
        duration_minutes=90,
        days=None,
        is_extendable=True,
        extension_limit=2,
        staff_ids=(11, 12),
        is_offered_by_all_staff=False,
        allows_extras=True,
        unavailable_from=None,
        unavailable_till=None,
        location=None,
        created_at=datetime(2026, 11, 22, 10, 0, 45, tzinfo=UTC),
        updated_at=datetime(2026, 11, 22, 10, 1, 0, tzinfo=UTC),
    )
    room_hire = replace(
        haircut,
        id=14,
        name="Room hire",
        description="Desc of Room hire",
        price=Decimal(100),
        unit="days",
        duration_minutes=None,
        days=2,
        is_extendable=False,
        extension_limit=None,
        is_offered_by_all_staff=True,
        allows_extras=False,
        unavailable_from=date(2026, 12, 1),
        unavailable_till=date(2026, 12, 3),
    )
    imported = replace(
        haircut,
        id=23,
        name="Zap svc",
        description="",
        price=Decimal(30),
        duration_minutes=None,
        is_extendable=False,
        extension_limit=None,
        staff_ids=(12,),
        allows_extras=False,
        created_at=datetime(2026, 11, 22, 10, 9, 51, tzinfo=UTC),
        updated_at=datetime(2026, 11, 22, 10, 9, 52, tzinfo=UTC),
    )

    assert OFFERS.list_services(bookingx, 100) == [haircut, room_hire, imported]


def test_staff_with_a_deposit_and_with_a_linked_user_is_read_whole_and_an_auto_draft_is_absent(
    bookingx: Connection,
) -> None:
    alice = StaffMember(
        id=11,
        name="Alice",
        description="Desc of Alice",
        status="publish",
        email="alice@example.test",
        phone="0400111222",
        user_id=None,
        address=Address(street="9 Side St", city="Newtown", state="NSW", postcode="2042", country="AU"),
        works_own_hours=True,
        weekly_hours={
            "Monday": OpeningHours(opens=time(9, 30), closes=time(12)),
            "Tuesday": OpeningHours(opens=time(9, 30), closes=time(12)),
            "Wednesday": OpeningHours(opens=time(13), closes=time(18, 15)),
            "Thursday": None,
            "Friday": None,
            "Saturday": None,
            "Sunday": None,
        },
        months=(),
        requires_prepayment=True,
        prepayment="deposit",
        deposit_amount=None,
        deposit_percent=Decimal(20),
        created_at=datetime(2026, 11, 22, 10, 0, 44, tzinfo=UTC),
        updated_at=datetime(2026, 11, 22, 10, 0, 46, tzinfo=UTC),
    )
    bob = replace(
        alice,
        id=12,
        name="Bob",
        description="Desc of Bob",
        email="bob@example.test",
        phone="0400",
        user_id=2,
        address=Address(street="", city="", state="", postcode="", country=""),
        works_own_hours=False,
        weekly_hours={},
        months=(1, 12),
        prepayment="full",
        deposit_percent=None,
        updated_at=datetime(2026, 11, 22, 10, 9, 50, tzinfo=UTC),
    )

    assert OFFERS.list_staff(bookingx, 100) == [alice, bob]


def test_offers_come_in_the_order_in_which_they_were_asked_for_and_only_of_their_kind(
    golden: Connection,
) -> None:
    actual = OFFERS.read_services(golden, [17, 8, 12, 999, 19])

    assert actual == {17: SERVICES[5], 12: SERVICES[0]}
    assert list(actual) == [17, 12]


def test_offers_are_listed_page_by_page(golden: Connection) -> None:
    pages = [OFFERS.list_services(golden, 3, after_id) for after_id in (0, 14, 17, 18)]

    assert pages == [SERVICES[:3], SERVICES[3:6], SERVICES[6:], []]


def test_drafts_are_listed_with_their_status_and_what_is_in_the_bin_is_not(golden: Connection) -> None:
    write_post(golden, 19, post_status="draft")
    write_post(golden, 20, post_status="trash")

    actual = OFFERS.list_extras(golden, 100)

    assert actual == [replace(EXTRAS[0], status="draft"), EXTRAS[2]]


def test_a_hundred_offers_cost_as_many_queries_as_one(golden: Connection, statements: list[str]) -> None:
    OFFERS.read_services(golden, [12])
    OFFERS.read_services(golden, range(1, 100))
    OFFERS.list_staff(golden, 1)
    OFFERS.list_staff(golden, 100)
    OFFERS.read_extras(golden, [])

    assert len(statements) == 2 + 2 + 2 + 2 + 2
