"""Offers that are damaged, unusual or gone: what can be read is read, the rest is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import (
    Address,
    Extra,
    OpeningHours,
    Service,
    StaffMember,
)
from sidecar.wp_bridge.posts.offers import PostsOffers
from tests.support.golden_offers import (
    BEARD_TRIM,
    EXTRAS,
    SERVICES,
    STAFF,
)
from tests.support.php import serialize
from tests.support.posts import write_metas, write_post

if TYPE_CHECKING:
    from sqlalchemy import Connection

OFFERS = PostsOffers("wp_")


def read_service(connection: Connection, service_id: int) -> Service:
    return OFFERS.read_services(connection, [service_id])[service_id]


def read_member(connection: Connection, member_id: int) -> StaffMember:
    return OFFERS.read_staff(connection, [member_id])[member_id]


def read_extra(connection: Connection, extra_id: int) -> Extra:
    return OFFERS.read_extras(connection, [extra_id])[extra_id]


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
