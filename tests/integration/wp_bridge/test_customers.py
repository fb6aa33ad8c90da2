"""Customers are found by id and by address, as users and as guests, on MariaDB and SQLite."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import (
    Customer,
)
from sidecar.wp_bridge.posts.offers import PostsOffers
from tests.support.golden_offers import (
    SEEDED_EARLIER,
)
from tests.support.php import serialize
from tests.support.posts import write_metas, write_post

if TYPE_CHECKING:
    from sqlalchemy import Connection

OFFERS = PostsOffers("wp_")


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
