"""`/v1/subscribe`: good wishes are granted, bad ones named, nothing ends as a 500."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.api.prefix import PUBLIC_PREFIX
from tests.contract.conftest import open_api
from tests.factories import TARGET, create_key, fetch, with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

GOOD = {"trigger": "booking_created", "target_url": TARGET}
STRANGE_IDS = ["unknown", "%F0%9F%8D%A3", "%00", "a%00b", "..", "x" * 900, "%FF", "%2F", "1'--"]
MALFORMED = {
    "error": {"code": "malformed_body", "message": "The request body must be a JSON object in UTF-8."}
}
TOO_LARGE = {
    "error": {
        "code": "body_too_large",
        "message": "The request body is over 64 KB. Send less in one request.",
    }
}
UNKNOWN = {
    "error": {
        "code": "unknown_trigger",
        "message": "There is no such trigger. GET /v1/triggers lists those there are.",
    }
}


def fault(field: str, problem: str) -> dict[str, Any]:
    return {
        "error": {
            "code": "invalid_data",
            "message": "The provided data is invalid or incomplete.",
            "fields": [{"field": field, "problem": problem}],
        }
    }


def refused(message: str) -> dict[str, Any]:
    return {"error": {"code": "target_not_allowed", "message": message}}


@pytest.mark.parametrize("prefix", ["", PUBLIC_PREFIX])
def test_a_zap_subscribes_and_unsubscribes(api: Api, prefix: str) -> None:
    made = api.post(f"{prefix}/v1/subscribe", GOOD | {"zap_label": "Ünïcode 🍣"})
    ended = api.delete(f"{prefix}/v1/subscribe/{made.json()['id']}")

    assert (made.status_code, made.json()) == (201, GOOD | {"id": made.json()["id"]})
    assert (ended.status_code, ended.content) == (204, b"")
    assert fetch(api.sidecar, "subscriptions", "subscription_id", "status", "zap_label", "user_id") == [
        (made.json()["id"], "unsubscribed", "Ünïcode 🍣", 1)
    ]


def test_a_zap_is_switched_off_though_its_key_has_no_call_left(sidecar: Sidecar) -> None:
    """Zapier does not ask again: the site would send on to a Zap that is off."""
    limited = with_settings(sidecar, rate_limit_per_minute=1)
    with contextmanager(open_api)(limited, create_key(sidecar)) as api:
        id_ = api.post("/v1/subscribe", GOOD).json()["id"]
        refused_call, ended = api.get("/v1/test"), api.delete(f"/v1/subscribe/{id_}")

    assert (refused_call.status_code, ended.status_code) == (429, 204)
    assert fetch(sidecar, "subscriptions", "status") == [("unsubscribed",)]


def test_the_same_wish_gives_the_same_id(api: Api) -> None:
    first, second = (api.post("/v1/subscribe", GOOD) for _ in range(2))

    assert (second.status_code, second.json()) == (201, first.json())


@pytest.mark.parametrize("id_", STRANGE_IDS)
def test_unsubscribing_what_does_not_exist_is_no_fault_of_ours(api: Api, id_: str) -> None:
    assert api.delete(f"/v1/subscribe/{id_}").status_code in {204, 404, 405}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, fault("trigger", "Object missing required field `trigger`")),
        ({"trigger": "x"}, fault("target_url", "Object missing required field `target_url`")),
        (GOOD | {"trigger": 5}, fault("trigger", "Expected `str`, got `int`")),
        (GOOD | {"target_url": None}, fault("target_url", "Expected `str`, got `null`")),
        (GOOD | {"hook": 1}, fault("hook", "Object contains unknown field `hook`")),
        (GOOD | {"zap_label": "x" * 201}, fault("zap_label", "Expected `str` of length <= 200")),
        ([], fault("body", "Expected `object`, got `array`")),
    ],
)
def test_a_wrong_field_is_named(small_api: Api, body: object, expected: dict[str, Any]) -> None:
    answer = small_api.post("/v1/subscribe", body)

    assert (answer.status_code, answer.json()) == (422, expected)


@pytest.mark.parametrize("trigger", ["nope", "", "a\x00b", "🍣", "x" * 5000, "../poll"])
def test_an_unknown_trigger_is_said(small_api: Api, trigger: str) -> None:
    answer = small_api.post("/v1/subscribe", GOOD | {"trigger": trigger})

    assert (answer.status_code, answer.json()) == (404, UNKNOWN)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://hooks.zapier.com/x", "The target URL must use https on its usual port."),
        ("https://evil.test/x", "The target URL must be on hooks.zapier.com."),
        ("https://hooks.zapier.com:8443/", "The target URL must use https on its usual port."),
        (
            "https://me@hooks.zapier.com/",
            "The target URL must not carry a user name, a password or a fragment.",
        ),
        (
            "https://hooks.zapier.com/\x00",
            "The target URL must be a plain address of at most 500 characters.",
        ),
        ("http://127.0.0.1/", "The target URL must use https on its usual port."),
    ],
)
def test_a_foreign_target_is_refused_with_what_would_be_right(small_api: Api, url: str, message: str) -> None:
    answer = small_api.post("/v1/subscribe", GOOD | {"target_url": url})

    assert (answer.status_code, answer.json()) == (422, refused(message))
    assert fetch(small_api.sidecar, "subscriptions", "id") == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"trigger=x", "{}".encode("utf-16"), b"\x00"])
def test_what_is_not_json_in_utf_8_is_malformed(small_api: Api, content: bytes) -> None:
    answer = small_api.post("/v1/subscribe", content=content)

    assert (answer.status_code, answer.json()) == (400, MALFORMED)


@pytest.mark.parametrize("content", [b"[" * 60_000, b'{"a":' * 10_000])
def test_a_deep_body_is_refused(small_api: Api, content: bytes) -> None:
    answer = small_api.post("/v1/subscribe", content=content)

    assert (answer.status_code, answer.json()["error"]["message"]) == (
        400,
        "The request body is nested too deeply.",
    )


def chunks() -> Iterator[bytes]:
    yield from [b"x" * 1024] * 70


def test_a_body_over_64_kb_is_refused_however_it_is_sent(small_api: Api) -> None:
    announced = small_api.post("/v1/subscribe", content=b"x" * (64 * 1024 + 1))
    chunked = small_api.post("/v1/subscribe", content=chunks())

    assert (announced.status_code, announced.json()) == (413, TOO_LARGE)
    assert (chunked.status_code, chunked.json()) == (413, TOO_LARGE)


def test_a_body_of_64_kb_is_read(small_api: Api) -> None:
    body = json.dumps(GOOD).encode()

    assert small_api.post("/v1/subscribe", content=body + b" " * (64 * 1024 - len(body))).status_code == 201


NEARLY_GOOD = st.dictionaries(st.sampled_from([*GOOD, "zap_label"]), st.text())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(content=st.binary(max_size=100) | NEARLY_GOOD.map(lambda body: json.dumps(body).encode()))
def test_whatever_is_sent_is_refused_as_the_callers_fault(small_api: Api, content: bytes) -> None:
    answer = small_api.post("/v1/subscribe", content=content)

    assert 400 <= answer.status_code < 500
    assert set(answer.json()) == {"error"}
