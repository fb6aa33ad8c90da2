"""What BookingX wrote of services, staff, extras and customers is read the same on MariaDB and SQLite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import (
    Address,
    Customer,
    Extra,
    OpeningHours,
    Service,
    StaffMember,
)
from sidecar.wp_bridge.offers import PostsOffers
from tests.support.php import serialize

if TYPE_CHECKING:
    from sqlalchemy import Connection

OFFERS = PostsOffers("wp_")

SEEDED_AT = datetime(2026, 11, 22, 11, 28, 39, tzinfo=UTC)
SEEDED_EARLIER = datetime(2026, 11, 22, 11, 28, 38, tzinfo=UTC)

BEARD_TRIM = Service(
    id=12,
    name="Beard trim",
    description="",
    status="publish",
    price=Decimal("8.19"),
    unit="hours",
    duration_minutes=15,
    days=None,
    is_extendable=False,
    extension_limit=None,
    staff_ids=(8, 9, 10, 11),
    is_offered_by_all_staff=False,
    allows_extras=True,
    unavailable_from=None,
    unavailable_till=None,
    location=None,
    created_at=SEEDED_AT,
    updated_at=SEEDED_AT,
)
SERVICES = [
    BEARD_TRIM,
    replace(
        BEARD_TRIM,
        id=13,
        name="Haircut",
        price=Decimal("32.5"),
        duration_minutes=45,
        is_extendable=True,
        extension_limit=3,
    ),
    replace(BEARD_TRIM, id=14, name="Colour", price=Decimal(95), duration_minutes=90),
    replace(
        BEARD_TRIM,
        id=15,
        name="Massage & steam",
        price=Decimal(70),
        duration_minutes=120,
        unavailable_from=date(2027, 3, 22),
        unavailable_till=date(2027, 3, 26),
    ),
    replace(
        BEARD_TRIM,
        id=16,
        name="Full treatment",
        price=Decimal("149.99"),
        duration_minutes=180,
        staff_ids=(8, 9, 11),
    ),
    replace(
        BEARD_TRIM,
        id=17,
        name="Campervan, three days",
        price=Decimal(240),
        unit="days",
        duration_minutes=None,
        days=3,
        is_extendable=True,
        extension_limit=2,
    ),
    replace(
        BEARD_TRIM,
        id=18,
        name="Studio day",
        price=Decimal(180),
        unit="days",
        duration_minutes=None,
        days=1,
    ),
]

ALEX = StaffMember(
    id=8,
    name="Alex Carter",
    description="",
    status="publish",
    email="alex@example.test",
    phone="02079460001",
    user_id=None,
    address=Address(street="1 High Street", city="London", state="", postcode="N1 1AA", country="GB"),
    works_own_hours=False,
    weekly_hours={},
    months=(),
    requires_prepayment=False,
    prepayment=None,
    deposit_amount=None,
    deposit_percent=None,
    created_at=SEEDED_EARLIER,
    updated_at=SEEDED_EARLIER,
)
STAFF = [
    ALEX,
    replace(
        ALEX,
        id=9,
        name="Bea O'Neill",
        email="bea@example.test",
        user_id=3,
        works_own_hours=True,
        weekly_hours={
            "Monday": OpeningHours(opens=time(8), closes=time(16)),
            "Tuesday": OpeningHours(opens=time(13), closes=time(17)),
            "Wednesday": OpeningHours(opens=time(12), closes=time(20)),
            "Thursday": OpeningHours(opens=time(10), closes=time(18, 30)),
            "Friday": OpeningHours(opens=time(10), closes=time(18, 30)),
            "Saturday": OpeningHours(opens=time(9), closes=time(13)),
            "Sunday": None,
        },
    ),
    replace(
        ALEX,
        id=10,
        name="Çağla Møller",
        email="cagla@example.test",
        months=(3, 10),
        requires_prepayment=True,
        prepayment="full",
    ),
    replace(
        ALEX,
        id=11,
        name='Dov "Night" Levi',
        email="dov@example.test",
        works_own_hours=True,
        weekly_hours={
            "Monday": OpeningHours(opens=time(9, 30), closes=time(12, 15)),
            "Tuesday": OpeningHours(opens=time(13), closes=time(0)),
            "Wednesday": OpeningHours(opens=time(0), closes=time(6)),
            "Thursday": OpeningHours(opens=time(0), closes=time(0)),
            "Friday": OpeningHours(opens=time(10), closes=time(0, 45)),
            "Saturday": OpeningHours(opens=time(12, 30), closes=time(15)),
            "Sunday": OpeningHours(opens=time(21), closes=time(2)),
        },
        created_at=SEEDED_AT,
        updated_at=SEEDED_AT,
    ),
]

HEAD_MASSAGE = Extra(
    id=19,
    name="Head massage",
    description="",
    status="publish",
    price=Decimal(12),
    regular_price=Decimal(12),
    unit="hours",
    duration_minutes=15,
    days=None,
    service_ids=(12, 13, 14, 15, 16),
    unavailable_from=None,
    unavailable_till=None,
    created_at=SEEDED_AT,
    updated_at=SEEDED_AT,
)
EXTRAS = [
    HEAD_MASSAGE,
    replace(
        HEAD_MASSAGE,
        id=20,
        name="Deep wash",
        price=Decimal(6),
        regular_price=Decimal("7.5"),
        duration_minutes=30,
        unavailable_from=date(2027, 10, 25),
        unavailable_till=date(2027, 10, 29),
    ),
    replace(
        HEAD_MASSAGE,
        id=21,
        name="One more day",
        price=Decimal(60),
        regular_price=Decimal(60),
        unit="days",
        duration_minutes=None,
        days=1,
        service_ids=(17, 18),
    ),
]


def read_service(connection: Connection, service_id: int) -> Service:
    return OFFERS.read_services(connection, [service_id])[service_id]


def read_member(connection: Connection, member_id: int) -> StaffMember:
    return OFFERS.read_staff(connection, [member_id])[member_id]


def read_extra(connection: Connection, extra_id: int) -> Extra:
    return OFFERS.read_extras(connection, [extra_id])[extra_id]


def write_metas(connection: Connection, post_id: int, values: dict[str, str | None]) -> None:
    """Put metas in the place of those there are; None takes one away."""
    metas = OFFERS.tables.postmeta
    for key, value in values.items():
        connection.execute(sa.delete(metas).where(metas.c.post_id == post_id, metas.c.meta_key == key))
        if value is not None:
            connection.execute(sa.insert(metas).values(post_id=post_id, meta_key=key, meta_value=value))


def write_post(connection: Connection, post_id: int, **values: str) -> None:
    posts = OFFERS.tables.posts
    connection.execute(sa.update(posts).where(posts.c["ID"] == post_id).values(values))


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


def test_each_damaged_meta_of_a_service_is_named_and_the_rest_is_read(golden: Connection) -> None:
    write_metas(
        golden,
        15,
        {
            "base_price": "1,50",
            "base_hours": "two",
            "base_minutes": "45",
            "base_selected_seats": 'a:2:{i:0;s:2:"8";}',
            "base_unavailable_from": "soon",
        },
    )

    actual = read_service(golden, 15)

    assert actual == replace(
        SERVICES[3],
        price=None,
        duration_minutes=45,
        staff_ids=(),
        unavailable_from=None,
        unreadable=("base_unavailable_from", "base_hours", "base_price", "base_selected_seats"),
    )


def test_each_damaged_meta_of_a_staff_member_is_named_and_the_rest_is_read(golden: Connection) -> None:
    groups = {
        "selected_days_1": {"days": ["Monday"], "time": {"open": "8:00 AM", "close": "4:00 PM"}},
        "selected_days_2": {"days": ["Tuesday"], "time": {"open": "8 o'clock", "close": "4:00 PM"}},
        "selected_days_3": {"days": ["Mardi"], "time": {"open": "8:00 AM", "close": "4:00 PM"}},
        "selected_days_4": "closed",
    }
    write_metas(
        golden,
        9,
        {
            "selected_days": serialize(groups),
            "seat_is_certain_month": "Y",
            "seat_months": "March,Oktober,",
            "seat_wp_user_id": "bea",
            "seatIsPrePayment": "Y",
            "seat_payment_type": "X",
        },
    )

    actual = read_member(golden, 9)

    closed = dict.fromkeys(STAFF[1].weekly_hours)
    assert actual == replace(
        STAFF[1],
        weekly_hours=closed | {"Monday": OpeningHours(opens=time(8), closes=time(16))},
        requires_prepayment=True,
        unreadable=("seat_payment_type", "seat_wp_user_id", "selected_days", "seat_months"),
    )


def test_each_damaged_meta_of_an_extra_is_named_and_the_rest_is_read(golden: Connection) -> None:
    write_metas(
        golden,
        20,
        {
            "extra_sale_price": "half",
            "extra_selected_base": serialize([12, ["13"], "fourteen"]),
            "addition_time_option": "W",
        },
    )

    actual = read_extra(golden, 20)

    assert actual == replace(
        EXTRAS[1],
        price=Decimal("7.5"),
        service_ids=(12,),
        unreadable=("extra_sale_price", "addition_time_option", "extra_selected_base"),
    )


def test_offers_without_any_meta_are_empty_and_not_damaged(golden: Connection) -> None:
    golden.execute(sa.delete(OFFERS.tables.postmeta))

    actual = read_service(golden, 12)

    expected = replace(
        BEARD_TRIM, price=None, duration_minutes=None, staff_ids=(), allows_extras=False, unreadable=()
    )
    assert actual == expected


def test_what_an_offer_names_stays_named_when_it_is_gone(golden: Connection) -> None:
    posts = OFFERS.tables.posts
    golden.execute(sa.delete(posts).where(posts.c["ID"].in_([8, 12])))

    assert read_service(golden, 13).staff_ids == (8, 9, 10, 11)
    assert read_extra(golden, 19).service_ids == (12, 13, 14, 15, 16)


def test_an_id_is_found_only_as_a_whole(golden: Connection) -> None:
    write_metas(golden, 12, {"base_selected_seats": serialize(["118", 90, "8", 8])})

    actual = read_service(golden, 12)

    assert actual.staff_ids == (118, 90, 8)


def test_texts_of_all_scripts_come_out_as_people_read_them(golden: Connection) -> None:
    write_post(
        golden,
        12,
        post_title="عناية &#8211; 🌸 &amp; ny",
        post_content="<!-- wp:paragraph --><p>Fris &amp; 🌿</p><!-- /wp:paragraph --><p>二行</p>",
    )
    write_metas(golden, 8, {"seat_street": "Bo &amp; Co 🏠"})

    service, member = read_service(golden, 12), read_member(golden, 8)

    assert (service.name, service.description) == ("عناية \u2013 🌸 & ny", "Fris & 🌿\n二行")
    assert member.address.street == "Bo & Co 🏠"


def test_a_service_with_a_place_of_its_own_has_its_address(golden: Connection) -> None:
    place = {"base_street": "Pier 3", "base_city": "Hull", "base_state": "", "base_postcode": "HU1"}
    write_metas(golden, 12, {"base_is_location_differ_seat": "Y", **place})

    actual = read_service(golden, 12)

    assert actual.location == Address(street="Pier 3", city="Hull", state="", postcode="HU1", country="")


def test_what_is_switched_off_does_not_count_though_its_metas_are_left(golden: Connection) -> None:
    write_metas(
        golden,
        15,
        {
            "base_is_unavailable": "N",
            "base_is_extended": "N",
            "base_extended_limit": "5",
            "base_city": "Hull",
        },
    )
    write_metas(
        golden,
        9,
        {"associate_with_user": "N", "seat_is_certain_day": "N", "seat_months": "March,", "seat_amount": "5"},
    )

    assert read_service(golden, 15) == replace(SERVICES[3], unavailable_from=None, unavailable_till=None)
    assert read_member(golden, 9) == replace(STAFF[1], user_id=None, works_own_hours=False, weekly_hours={})


def test_a_deposit_of_an_amount_is_read(golden: Connection) -> None:
    deposit = {"seat_payment_type": "D", "seat_payment_option": "FA", "seat_amount": "12.50"}
    write_metas(golden, 10, {**deposit, "seat_percentage": "20"})

    actual = read_member(golden, 10)

    assert actual == replace(STAFF[2], prepayment="deposit", deposit_amount=Decimal("12.50"))


def test_zero_dates_are_no_dates(golden: Connection) -> None:
    golden.execute(
        sa.text(
            "UPDATE wp_posts SET post_date_gmt = '0000-00-00 00:00:00', "
            "post_modified_gmt = '0000-00-00 00:00:00' WHERE ID = 12"
        )
    )

    actual = read_service(golden, 12)

    assert actual == replace(BEARD_TRIM, created_at=None, updated_at=None)


CY = Customer(
    id=2,
    email="cy@example.test",
    first_name="Cy",
    last_name="Member",
    name="Cy Member",
    phone="02079460123",
    registered_at=SEEDED_EARLIER,
)
JAN = Customer(
    id=None,
    email="jan.jones@example.test",
    first_name="Jan",
    last_name="Jones",
    name="Jan Jones",
    phone="02079460002",
    registered_at=None,
)


def test_a_user_is_found_by_id(golden: Connection) -> None:
    assert OFFERS.find_customer(golden, 2) == CY
    assert OFFERS.find_customer(golden, 999) is None


def test_a_user_without_names_has_the_one_that_wordpress_displays(golden: Connection) -> None:
    admin = OFFERS.find_customer(golden, 1)

    assert admin == Customer(
        id=1,
        email="admin@example.test",
        first_name="",
        last_name="",
        name="admin",
        phone="",
        registered_at=datetime(2026, 11, 22, 11, 28, 36, tzinfo=UTC),
    )


@pytest.mark.parametrize("email", ["cy@example.test", " CY@Example.Test "])
def test_a_user_is_found_by_address_in_any_case(golden: Connection, email: str) -> None:
    assert OFFERS.find_customer_by_email(golden, email) == CY


def test_of_two_users_with_one_address_the_older_is_found(golden: Connection) -> None:
    golden.execute(sa.text("UPDATE wp_users SET user_email = 'cy@example.test' WHERE ID = 3"))

    assert OFFERS.find_customer_by_email(golden, "cy@example.test") == CY


@pytest.mark.parametrize("email", ["jan.jones@example.test", "Jan.Jones@EXAMPLE.test"])
def test_a_guest_is_found_by_address_in_any_case(golden: Connection, email: str) -> None:
    assert OFFERS.find_customer_by_email(golden, email) == JAN


def test_a_guest_is_described_as_in_the_newest_booking_that_is_not_hidden(golden: Connection) -> None:
    for booking_id, name in ((33, "Older"), (56, "Newest")):
        order = {"first_name": name, "last_name": "Roe", "email": "JO@example.test", "phone": "1"}
        write_metas(golden, booking_id, {"email": "JO@example.test", "order_meta_data": serialize(order)})
    write_post(golden, 56, post_status="draft")

    actual = OFFERS.find_customer_by_email(golden, "jo@example.test")

    assert actual == Customer(
        id=None,
        email="JO@example.test",
        first_name="Older",
        last_name="Roe",
        name="Older Roe",
        phone="1",
        registered_at=None,
    )


@pytest.mark.parametrize("email", ["nobody@example.test", "", "  ", "%", "jan.jones@example.tést"])
def test_an_address_that_nobody_has_finds_nobody(golden: Connection, email: str) -> None:
    assert OFFERS.find_customer_by_email(golden, email) is None


def test_looking_for_a_customer_costs_few_queries(golden: Connection, statements: list[str]) -> None:
    counts = []
    for email in ("cy@example.test", "jan.jones@example.test", "nobody@example.test"):
        before = len(statements)
        OFFERS.find_customer_by_email(golden, email)
        counts.append(len(statements) - before)

    assert counts == [3, 8, 8]
