"""Which changes of services and customers are told, and what is said of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.spec import Change
from sidecar.wp_bridge.offer_records import Address
from tests.factories import NOON
from tests.support.telling import identity_of, make_customer, make_service, payload_of, pick, told_of

if TYPE_CHECKING:
    from sidecar.wp_bridge.offer_records import Customer, Service

SERVICE = make_service()
ROOM = Address(street="1 High Street", city="London", state="", postcode="N1", country="GB")


def changed(before: Service | None, after: Service) -> Change[Service]:
    return Change("service", after.id, before, after, NOON)


def appeared(customer: Customer) -> Change[Customer]:
    return Change("customer", customer.id or 0, None, customer, NOON)


def test_a_published_service_that_nobody_knew_is_new() -> None:
    assert told_of(changed(None, SERVICE)) == ["service_created"]


@pytest.mark.parametrize("status", ["draft", "pending", "future", "private", "trash"])
def test_a_service_that_nobody_can_book_is_not_told(status: str) -> None:
    hidden = make_service(status=status)

    assert told_of(changed(None, hidden)) == []
    assert told_of(changed(SERVICE, hidden)) == []


@pytest.mark.parametrize(
    ("key", "overrides"),
    [
        ("name", {"name": "Haircut and Wash"}),
        ("description", {"description": ""}),
        ("price", {"price": Decimal("46.00")}),
        ("price", {"price": None}),
        ("unit", {"unit": "days"}),
        ("duration", {"duration_minutes": 90}),
        ("days", {"days": 2}),
        ("is_extendable", {"is_extendable": True}),
        ("extension_limit", {"extension_limit": 2}),
        ("staff_ids", {"staff_ids": (8, 9)}),
        ("is_offered_by_all_staff", {"is_offered_by_all_staff": True}),
        ("allows_extras", {"allows_extras": False}),
        ("unavailable_from", {"unavailable_from": NOON.date()}),
        ("unavailable_till", {"unavailable_till": NOON.date()}),
        ("location", {"location": ROOM}),
    ],
)
def test_an_edited_service_is_told_with_what_was_edited(key: str, overrides: dict[str, Any]) -> None:
    change = changed(SERVICE, make_service(**overrides))

    assert told_of(change) == ["service_updated"]
    assert payload_of("service_updated", change)["changed_fields"] == [key]


def test_an_edited_service_shows_the_values_before() -> None:
    after = make_service(price=Decimal("50.00"), location=ROOM)

    payload = payload_of("service_updated", changed(SERVICE, after))

    assert (payload["price"], payload["previous"]["price"]) == ("50.00", "45.50")
    assert payload["location"]["city"] == "London"
    assert set(payload["previous"]["location"].values()) == {None}


@pytest.mark.parametrize(
    "overrides",
    [
        {"updated_at": NOON},
        {"created_at": NOON},
        {"price": None, "unreadable": ("base_price",)},
        {"price": Decimal("45.5")},
    ],
    ids=["saved", "published anew", "damaged", "the same price"],
)
def test_a_service_that_customers_see_unchanged_is_not_told(overrides: dict[str, Any]) -> None:
    assert told_of(changed(SERVICE, make_service(**overrides))) == []


def test_a_service_is_created_once() -> None:
    identities = [
        identity_of("service_created", changed(None, service))
        for service in (SERVICE, make_service(name="Haircut II"), make_service(15))
    ]

    assert identities == ["14", "14", "15"]


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        (
            make_customer(7),
            {
                "customer_id": 7,
                "is_guest": False,
                "registered_at": "2026-11-22T11:30:00+00:00",
                "links": {"admin": "https://example.test/wp-admin/user-edit.php?user_id=7"},
            },
        ),
        (
            make_customer(None),
            {"customer_id": None, "is_guest": True, "registered_at": None, "links": {"admin": None}},
        ),
    ],
    ids=["user", "guest"],
)
def test_a_new_customer_is_a_user_or_a_guest(customer: Customer, expected: dict[str, Any]) -> None:
    change = appeared(customer)

    assert told_of(change) == ["customer_created"]
    assert pick(payload_of("customer_created", change), *expected) == expected


def test_a_customer_is_one_address_however_it_is_written() -> None:
    identities = {
        identity_of("customer_created", appeared(make_customer(email=email)))
        for email in ("ann@example.test", " Ann@Example.TEST ")
    }

    assert identities == {"ann@example.test"}
