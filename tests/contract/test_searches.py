"""POST /v1/searches: finds by what is known, says what is wrong, and who may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import SEARCHES
from sidecar.services.keys import NewKey, create_key
from tests.factories import execute, fetch
from tests.support.shapes import check_keys

if TYPE_CHECKING:
    from tests.contract.conftest import Api

SUBSCRIBER = 2


def search(api: Api, key: str, **inputs: Any) -> Any:
    answer = api.post("/v1/searches", {"search": key, "inputs": inputs})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def find_faults(api: Api, key: str, **inputs: Any) -> Any:
    answer = api.post("/v1/searches", {"search": key, "inputs": inputs})
    assert answer.status_code == 422, answer.text
    return answer.json()["error"]["fields"]


@pytest.mark.parametrize(
    ("key", "inputs"),
    [
        ("find_booking", {"status": "pending"}),
        ("find_customer", {"customer_id": 1}),
        ("find_service", {"name": "a"}),
        ("find_staff", {"name": "a"}),
    ],
)
def test_a_result_has_the_fields_that_the_catalog_declares(api: Api, key: str, inputs: Any) -> None:
    described = {item["key"]: item for item in api.get("/v1/searches").json()}[key]

    results = search(api, key, **inputs)

    assert len(results) == 1
    check_keys(described["fields"], results[0])


def test_the_searches_are_listed(small_api: Api) -> None:
    assert [item["key"] for item in small_api.get("/v1/searches").json()] == list(SEARCHES)


def test_what_is_not_there_is_an_empty_list(small_api: Api) -> None:
    assert search(small_api, "find_booking", booking_id=999_999) == []
    assert search(small_api, "find_customer", email="nobody@example.test") == []


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("find_booking", "booking_id"),
        ("find_customer", "email"),
        ("find_service", "service_id"),
        ("find_staff", "staff_id"),
    ],
)
def test_something_must_be_looked_for(small_api: Api, key: str, field: str) -> None:
    (fault,) = find_faults(small_api, key)

    assert fault["field"] == field
    assert fault["problem"].startswith(f"Give at least one of {field}, ")


def test_all_faults_are_named_at_once(small_api: Api) -> None:
    faults = find_faults(
        small_api, "find_booking", booking_id="x", status="moved", limit=21, starts_from="soon", e_mail="a"
    )

    assert {fault["field"] for fault in faults} == {"booking_id", "status", "limit", "starts_from", "e_mail"}


def test_times_are_in_their_order(small_api: Api) -> None:
    faults = find_faults(
        small_api, "find_booking", starts_from="2026-12-02 10:00", starts_before="2026-12-02 10:00"
    )

    assert faults == [{"field": "starts_before", "problem": "Expected a time after starts_from."}]


def test_an_unknown_search_is_said_to_be_unknown(small_api: Api) -> None:
    answer = small_api.post("/v1/searches", {"search": "find_room", "inputs": {}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_search")


@pytest.mark.parametrize(
    "body", [{}, {"search": 1}, {"search": "find_booking", "inputs": []}, {"search": "x", "y": 1}]
)
def test_a_body_of_another_shape_is_refused(small_api: Api, body: object) -> None:
    assert small_api.post("/v1/searches", body).status_code == 422


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "%", "_", "\\", '"', 'O:8:"stdClass":0:{}', "😀", "<b>", "x" * 200]
)
def test_odd_texts_find_nothing_and_break_nothing(api: Api, text: str) -> None:
    assert search(api, "find_booking", external_id=text) == []
    assert search(api, "find_service", name="~" + text[:199]) == []
    assert search(api, "find_staff", name="~" + text[:199]) == []
    assert search(api, "find_customer", phone=text[:40]) == []


def test_a_key_of_a_subscriber_may_not_search(small_api: Api) -> None:
    execute(small_api.sidecar, "DELETE FROM wp_usermeta WHERE user_id = :id", id=SUBSCRIBER)
    wanted = NewKey("Other", SUBSCRIBER)
    key = small_api.sidecar.database.run(lambda tx: create_key(tx, small_api.sidecar.settings, wanted))
    headers = {"X-API-Key": key}

    body = {"search": "find_booking", "inputs": {"booking_id": 1}}
    searched = small_api.call("POST", "/v1/searches", headers=headers, json=body)
    listed = small_api.call("GET", "/v1/lists/services", headers=headers)

    assert {searched.status_code, listed.status_code} == {403}


def test_a_key_without_the_scope_may_not_search(small_api: Api) -> None:
    wanted = NewKey("Other", 1, None, frozenset({"triggers"}))
    key = small_api.sidecar.database.run(lambda tx: create_key(tx, small_api.sidecar.settings, wanted))

    answer = small_api.call("GET", "/v1/searches", headers={"X-API-Key": key})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "missing_scope")


def test_a_search_is_logged_by_its_kind_without_what_was_looked_for(small_api: Api) -> None:
    search(small_api, "find_customer", email="ann.private@example.test")

    *_, row = fetch(small_api.sidecar, "activity", "event_type", "status_code", "request_data")
    assert row[:2] == ("search_find_customer", 200)
    assert "private" not in row[2]


def test_the_reference_describes_searches_and_lists(small_api: Api) -> None:
    paths = small_api.call("GET", "/schema/openapi.json").json()["paths"]

    body = paths["/v1/searches"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["search"]
    parameters = paths["/v1/lists/{key}"]["get"]["parameters"]
    assert {item["name"] for item in parameters} == {
        *("key", "after", "limit", "search", "service_id", "staff_id"),
    }
