"""find_booking finds by each criterion and by all together, in both layouts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sidecar.services import searching
from sidecar.wp_bridge.writing import EXTERNAL_ID
from tests.factories import CALLER, execute

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

HOST = replace(CALLER, user_id=0)


def find(sidecar: Sidecar, **inputs: Any) -> list[int]:
    found = searching.search(sidecar, HOST, "find_booking", {"limit": 20} | inputs)
    return [result["id"] for result in found]


def name(sidecar: Sidecar, booking_id: int, external_id: str) -> None:
    """Give a booking a caller's own ID, as the writers do."""
    if sidecar.layout == "posts":
        statement = "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (:id, :key, :value)"
        execute(sidecar, statement, id=booking_id, key=EXTERNAL_ID, value=external_id)
        return
    stored = msgspec.json.encode({"room": "1", EXTERNAL_ID: external_id}).decode()
    statement = "UPDATE wp_bookingx_bookings SET metadata = :stored WHERE id = :id"
    execute(sidecar, statement, id=booking_id, stored=stored)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"booking_id": 57}, [57]),
        ({"booking_id": 61}, []),
        ({"booking_id": 57, "status": "confirmed"}, []),
        ({"customer_email": "ann@example.test"}, [60, 59, 57]),
        ({"customer_email": "ANN@example.TEST", "status": "cancelled"}, [59]),
        ({"customer_email": "nobody@example.test"}, []),
        ({"service_id": 15}, [60]),
        ({"service_id": 999}, []),
        ({"staff_id": 9}, [60, 58]),
        ({"staff_id": 9, "service_id": 14}, [58]),
        ({"status": "pending"}, [57]),
        ({"status": "no-show"}, []),
        ({"starts_from": "2090-03-17 11:00"}, [59, 57]),
        ({"starts_from": "2090-03-17 11:01"}, [59]),
        ({"starts_before": "2090-03-17 11:00"}, [60, 58]),
        ({"starts_from": "2090-03-16 00:00", "starts_before": "2090-03-18 00:00"}, [58, 57]),
        ({"order": "next", "service_id": 14}, [58, 57]),  # 59 is cancelled
        ({"order": "next", "staff_id": 8}, [57]),
        ({"order": "next", "staff_id": 8, "status": ["pending", "cancelled"]}, [57, 59]),
        ({"order": "next", "customer_email": "ann@example.test"}, [57]),
        ({"status": "Pending, canceled"}, [59, 57]),
        ({"order": "next", "starts_from": "2090-03-17 00:00", "limit": 1}, [57]),
        ({"status": "completed", "order": "next"}, []),
        ({"customer_email": "ann@example.test", "limit": 1}, [60]),
    ],
)
def test_bookings_are_found_in_their_order(site: Sidecar, inputs: Any, expected: list[int]) -> None:
    assert sorted(find(site, **inputs)) == sorted(expected)
    if "starts_before" not in inputs:
        assert find(site, **inputs) == expected


def test_one_is_found_where_no_limit_is_given(site: Sidecar) -> None:
    found = searching.search(site, HOST, "find_booking", {"staff_id": 9})

    assert [result["id"] for result in found] == [60]


@pytest.mark.parametrize("external_id", ["order-1001", "Zoë 'x' \"y\"", "100%", 'O:8:"stdClass":0:{}'])
def test_a_booking_is_found_by_the_id_that_it_was_given(site: Sidecar, external_id: str) -> None:
    name(site, 57, external_id)
    name(site, 58, external_id + "0")

    assert find(site, external_id=external_id) == [57]
    assert find(site, external_id=external_id, customer_email="bea@example.test") == []
    assert find(site, external_id=external_id.swapcase()) == ([57] if external_id == "100%" else [])


def test_a_binned_booking_is_a_cancelled_one(site: Sidecar) -> None:
    if site.layout == "posts":
        execute(site, "UPDATE wp_posts SET post_status = 'trash' WHERE ID = 57")
    else:
        execute(site, "UPDATE wp_bookingx_bookings SET status = 'trash' WHERE id = 57")

    assert find(site, status="cancelled") == [59, 57]


def test_a_result_is_what_a_trigger_tells_of_a_booking(site: Sidecar) -> None:
    (result,) = searching.search(site, HOST, "find_booking", {"booking_id": 57})

    assert result["booking_id"] == result["id"] == 57
    assert result["customer"]["email"] == "ann@example.test"
    assert result["datetime"]["start"] == "2090-03-17T11:00:00+00:00"
    assert result["staff"]["name"] == "Alex"
