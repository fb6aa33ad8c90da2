"""Who may call what: every refusal has its code, its status and the words of the specification."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sidecar import VERSION
from sidecar.api.guards import ACCESS, ANY_KEY, PUBLIC, SHIM
from sidecar.api.prefix import PUBLIC_PREFIX
from sidecar.app import make_app
from sidecar.identity import Spoken, new_api_key, public_id_of, signed_headers
from sidecar.services import keys
from sidecar.services.keys import SCOPES
from tests.factories import SHIM_SECRET, create_key, execute, fetch, make_mark, play
from tests.support.golden import load_golden
from tests.support.key_routes import KEY_ROUTES

if TYPE_CHECKING:
    from httpx import Response

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

DOORBELL = "/shim/v1/doorbell"

NO_KEY = {"code": "no_api_key", "message": "API key is required. Send it in the X-API-Key header."}
INVALID = {
    "code": "invalid_api_key",
    "message": "Your API key is invalid. Please check your settings.",
}
INACTIVE = {
    "code": "inactive_api_key",
    "message": "API key is inactive. Ask the site's owner for a new one and reconnect.",
}
EXPIRED = {
    "code": "expired_api_key",
    "message": "API key has expired. Ask the site's owner for a new one and reconnect.",
}
NO_SCOPE = {
    "code": "missing_scope",
    "message": "This API key may not do that. The site's owner can make one that may: "
    "`sidecar keys create --scope ...`, with triggers, actions, searches or events.",
}
BAD_SIGNATURE = {
    "code": "invalid_signature",
    "message": "The signature is missing or wrong. Check that the plugin and the sidecar share one secret.",
}


def said(answer: Response) -> tuple[int, Any]:
    return answer.status_code, answer.json()


def with_key(api: Api, method: str, path: str, key: str) -> tuple[int, Any]:
    return said(api.call(method, path, headers={"X-API-Key": key}))


def test_every_route_says_who_may_call_it(sqlite_sidecar: Sidecar) -> None:
    app = make_app(sqlite_sidecar, ring=lambda: None)
    handlers = [handler for route in app.routes for handler in getattr(route, "route_handlers", [])]

    found = {
        handler.handler_name: handler.opt.get(ACCESS)
        for handler in handlers
        if "OPTIONS" not in handler.http_methods
    }

    assert {"subscribe", "poll", "test_connection", "live", "answer_doorbell"} <= set(found)
    assert set(found.values()) <= {PUBLIC, SHIM, ANY_KEY, *SCOPES}


def test_a_route_that_does_not_say_is_closed(small_api: Api) -> None:
    answer = small_api.call("OPTIONS", "/v1/poll", headers={"X-API-Key": small_api.key})

    assert said(answer) == (403, {"error": NO_SCOPE})


@pytest.mark.parametrize(("method", "path"), KEY_ROUTES)
def test_no_key_is_refused(small_api: Api, method: str, path: str) -> None:
    assert said(small_api.call(method, path)) == (401, {"error": NO_KEY})


@pytest.mark.parametrize(("method", "path"), KEY_ROUTES)
def test_an_unknown_key_is_refused(small_api: Api, method: str, path: str) -> None:
    assert with_key(small_api, method, path, new_api_key().text) == (401, {"error": INVALID})


@pytest.mark.parametrize("key", ["nonsense", "bkx_live_", "é".encode().decode("latin-1"), "x" * 4000, "a b"])
def test_a_malformed_key_is_refused(small_api: Api, key: str) -> None:
    answer = small_api.call("GET", "/v1/test", headers={"X-API-Key": key.encode("latin-1")})

    assert said(answer) == (401, {"error": INVALID})


def test_an_empty_key_is_none(small_api: Api) -> None:
    assert with_key(small_api, "GET", "/v1/test", "") == (401, {"error": NO_KEY})


@pytest.mark.parametrize(("method", "path"), KEY_ROUTES)
def test_a_revoked_key_is_refused(small_api: Api, method: str, path: str) -> None:
    public_id = public_id_of(small_api.key)
    small_api.sidecar.database.run(lambda tx: keys.revoke_key(tx, public_id))

    assert with_key(small_api, method, path, small_api.key) == (401, {"error": INACTIVE})


@pytest.mark.parametrize(("method", "path"), KEY_ROUTES)
def test_an_expired_key_is_refused(small_api: Api, method: str, path: str) -> None:
    expired = create_key(small_api.sidecar, expires_at=datetime.now(UTC) - timedelta(seconds=5))

    assert with_key(small_api, method, path, expired) == (401, {"error": EXPIRED})


@pytest.mark.parametrize(("method", "path"), [route for route in KEY_ROUTES if route[1] != "/v1/test"])
def test_a_key_without_the_scope_is_refused(small_api: Api, method: str, path: str) -> None:
    execute(small_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET permissions = '[]'")

    assert with_key(small_api, method, path, small_api.key) == (403, {"error": NO_SCOPE})


ROLE_ROUTES = [
    ("POST", "/v1/subscribe"),
    ("GET", "/v1/poll?trigger=booking_created"),
    ("GET", "/v1/triggers"),
    ("GET", "/v1/triggers/booking_created"),
    ("GET", "/v1/triggers/booking_created/sample"),
    ("POST", "/v1/actions"),
    ("POST", "/action/create-booking"),
    ("POST", "/v1/searches"),
    ("GET", "/v1/lists/services"),
    ("POST", "/trigger/review-submitted"),
]
BODIES = {
    "/v1/actions": {"action": "create_booking"},
    "/v1/searches": {"search": "find_booking"},
}
SUBSCRIBER, STAFF, NOBODY = 2, 3, 999


@pytest.mark.parametrize("user_id", [SUBSCRIBER, STAFF, NOBODY])
@pytest.mark.parametrize(("method", "path"), ROLE_ROUTES)
def test_customers_staff_and_users_who_are_no_more_reach_no_data(
    small_api: Api, method: str, path: str, user_id: int
) -> None:
    key = create_key(small_api.sidecar, scopes=SCOPES)
    execute(small_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET user_id = :id", id=user_id)

    answer = small_api.call(method, path, headers={"X-API-Key": key}, json=BODIES.get(path, {}))

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "missing_role")
    assert fetch(small_api.sidecar, "activity", "status_code", "error_message", "api_key_id") == [
        (403, "missing_role", 2)
    ]


def test_who_lost_their_role_can_still_switch_a_zap_off(small_api: Api) -> None:
    execute(small_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET user_id = :id", id=NOBODY)

    assert small_api.delete("/v1/subscribe/01KAPWQ8Z2M6T3V7X9B4C5D1EF").status_code == 204


def test_any_live_key_may_test_the_connection(api: Api) -> None:
    execute(api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET permissions = '[]'")

    assert said(api.get("/v1/test")) == (
        200,
        {
            "site_name": "Example Studio",
            "site_url": "http://bookings.example.test",
            "time_zone": "Europe/London",
            "key_label": "Test",
            "user_id": 1,
            "user_name": "admin",
            "scopes": [],
            "version": VERSION,
        },
    )


@pytest.mark.parametrize("user_id", [0, NOBODY])
def test_of_a_key_without_a_user_the_connection_test_says_no_name(api: Api, user_id: int) -> None:
    execute(api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET user_id = :id", id=user_id)

    assert api.get("/v1/test").json()["user_name"] == ""


def doorbell(api: Api, path: str, signed_path: str, **changes: str) -> tuple[int, Any]:
    headers = signed_headers(SHIM_SECRET, Spoken("POST", signed_path), time.time()) | changes
    return said(api.call("POST", path, headers=headers))


def test_the_shim_rings_and_a_worker_is_woken(api: Api) -> None:
    play(api.sidecar, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))

    assert doorbell(api, DOORBELL, DOORBELL) == (202, {"events": 3})
    assert doorbell(api, DOORBELL, DOORBELL) == (202, {"events": 0})
    assert len(api.rings) == 1


@pytest.mark.parametrize("path", [DOORBELL, PUBLIC_PREFIX + DOORBELL])
def test_nobody_else_rings(small_api: Api, path: str) -> None:
    key = {"X-API-Key": small_api.key}

    assert said(small_api.call("POST", path)) == (401, {"error": BAD_SIGNATURE})
    assert said(small_api.call("POST", path, headers=key)) == (401, {"error": BAD_SIGNATURE})
    assert doorbell(small_api, path, "/other") == (401, {"error": BAD_SIGNATURE})
    assert doorbell(small_api, path, DOORBELL, **{"x-bkx-nonce": "0" * 32})[0] == 401


def test_a_signature_for_another_query_is_refused(small_api: Api) -> None:
    assert doorbell(small_api, f"{DOORBELL}?a=1", DOORBELL)[0] == 401
    assert doorbell(small_api, f"{DOORBELL}?a=1", f"{DOORBELL}?a=1")[0] == 202


def test_each_call_leaves_an_activity_row_without_the_key(api: Api) -> None:
    answers = [
        api.get("/v1/test"),
        api.post(
            "/v1/subscribe", {"trigger": "booking_created", "target_url": "https://hooks.zapier.com/secret"}
        ),
        api.call("GET", f"/v1/poll?trigger=booking_created&key={api.key}"),
        api.get("/v1/nothing/here"),
        api.get("/health/live"),
    ]

    names = ("event_type", "direction", "success", "status_code", "api_key_id")
    assert fetch(api.sidecar, "activity", *names) == [
        ("api_test", "inbound", True, 200, 1),
        ("api_subscribe", "inbound", True, 201, 1),
        ("api_poll", "inbound", False, 401, None),
        ("api_unknown", "inbound", False, 404, None),
    ]
    ids = [row[0] for row in fetch(api.sidecar, "activity", "request_id")]
    assert ids == [answer.headers["x-request-id"] for answer in answers[:4]]
    everything = str(fetch(api.sidecar, "activity", "request_data", "response_data", "error_message"))
    assert not any(secret in everything for secret in (api.key, "hooks.zapier.com", "secret"))


def test_slashes_do_not_hide_a_call_from_the_activity_log(api: Api) -> None:
    answer = api.get("/wp-json/bookingx/v1/zapier//v1//test")

    assert answer.status_code == 200
    assert fetch(api.sidecar, "activity", "event_type", "status_code") == [("api_test", 200)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/action/create_booking", {"ann.canary": 1}),
        ("/v1/searches", {"search": "find_customer", "inputs": {"ann.canary": 1}}),
        ("/v1/searches", {"search": "find_customer", "ann_canary": 1}),
        ("/trigger/review-submitted", {"ann.canary": 1}),
        (
            "/v1/subscribe",
            {
                "trigger": "booking_created",
                "target_url": "https://hooks.zapier.com/hooks/x",
                "filters": {"ann.canary": 1},
            },
        ),
    ],
)
def test_a_name_that_a_caller_made_up_is_in_no_log(small_api: Api, path: str, body: Any) -> None:
    small_api.key = create_key(small_api.sidecar, scopes=SCOPES)

    assert small_api.post(path, body).status_code == 422
    assert "canary" not in str(fetch(small_api.sidecar, "activity", "request_data", "error_message"))
