"""find_customer, find_service and find_staff find by each criterion, in both layouts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.services import searching
from tests.factories import CALLER, execute

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

HOST = replace(CALLER, user_id=0)


def find(sidecar: Sidecar, key: str, **inputs: Any) -> list[dict[str, Any]]:
    return searching.search(sidecar, HOST, key, inputs)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"email": "CY@example.test"}, "cy@example.test"),
        ({"customer_id": 3}, "cy@example.test"),
        ({"customer_id": 3, "email": "cy@example.test"}, "cy@example.test"),
        ({"customer_id": 3, "email": "ann@example.test"}, None),
        ({"customer_id": 4}, None),
        ({"email": "bea@example.test"}, "bea@example.test"),
        ({"email": "nobody@example.test"}, None),
        ({"phone": "0117 496 0999"}, "bea@example.test"),
        ({"phone": "(0117) 496-0999"}, "bea@example.test"),
        ({"phone": "+441174960999"}, "bea@example.test"),
        ({"phone": "+4401174960999"}, "bea@example.test"),
        ({"phone": "+11174960999"}, None),
        ({"phone": "4960999"}, None),
        ({"phone": "0123"}, "cy@example.test"),
        ({"phone": "none"}, None),
        ({"phone": "+441174960999", "email": "ann@example.test"}, None),
    ],
)
def test_customers_are_found_with_and_without_an_account(
    site: Sidecar, inputs: Any, expected: str | None
) -> None:
    emails = [result["email"] for result in find(site, "find_customer", **inputs)]

    assert emails == ([] if expected is None else [expected])


def test_of_an_account_the_account_is_told(site: Sidecar) -> None:
    (by_phone,) = find(site, "find_customer", phone="0123")
    (guest,) = find(site, "find_customer", phone="01174960999")

    assert (by_phone["customer_id"], by_phone["is_guest"], by_phone["name"]) == (3, False, "Cy Member")
    assert (guest["customer_id"], guest["is_guest"]) == (None, True)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"service_id": 15}, [15]),
        ({"service_id": 99}, []),
        ({"service_id": 14, "name": "Colour"}, []),
        ({"name": "hair", "limit": 20}, [14, 15]),
        ({"name": "HAIR COLOUR", "limit": 20}, [15]),
        ({"name": "hair"}, [14]),
        ({"name": "%"}, []),
    ],
)
def test_services_are_found_by_id_and_name(site: Sidecar, inputs: Any, expected: list[int]) -> None:
    assert [result["id"] for result in find(site, "find_service", **inputs)] == expected


def test_the_service_of_this_very_name_comes_first_then_the_published(site: Sidecar) -> None:
    table, key, title = (
        ("wp_posts", "ID", "post_title") if site.layout == "posts" else ("wp_bookingx_services", "id", "name")
    )
    execute(site, f"UPDATE {table} SET {title} = 'Hair' WHERE {key} = 15")  # noqa: S608 # constants

    assert [result["id"] for result in find(site, "find_service", name="hair", limit=5)] == [15, 14]


def test_a_service_says_who_offers_it(site: Sidecar) -> None:
    (result,) = find(site, "find_service", service_id=14)

    assert result["staff"] == [{"id": 8, "name": "Alex"}, {"id": 9, "name": "Bea"}]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"staff_id": 9}, [9]),
        ({"staff_id": 9, "name": "alex"}, []),
        ({"name": "ALE"}, [8]),
        ({"email": "Bea.Staff@example.test"}, [9]),
        ({"service_id": 14, "limit": 5}, [8, 9]),
        ({"service_id": 99, "limit": 5}, []),
    ],
)
def test_staff_is_found_by_each_criterion(site: Sidecar, inputs: Any, expected: list[int]) -> None:
    assert [result["id"] for result in find(site, "find_staff", **inputs)] == expected


def test_a_staff_member_says_what_it_offers(site: Sidecar) -> None:
    (result,) = find(site, "find_staff", staff_id=8)

    assert result["services"] == [{"id": 14, "name": "Haircut"}, {"id": 15, "name": "Hair Colour"}]
    assert (result["email"], result["phone_e164"]) == ("alex@example.test", "+442079460001")


def test_a_staff_members_hours_are_told_by_the_day(sqlite_sidecar: Sidecar) -> None:
    found = find(sqlite_sidecar, "find_staff", name="a", limit=20)

    days = {hours["day"] for member in found for hours in member["weekly_hours"]}
    assert "Monday" in days
    assert all(
        len(hours["opens"]) == len(hours["closes"]) == len("09:00")
        for member in found
        for hours in member["weekly_hours"]
    )
