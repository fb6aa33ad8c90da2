"""Access tokens open what API keys open, belong to one connection across refreshes, and stand in no log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from sidecar.api.prefix import PUBLIC_PREFIX
from tests.factories import TARGET, create_key, execute, fetch
from tests.support.actions import KEY, put_into_catalog
from tests.support.key_routes import KEY_ROUTES
from tests.support.oauth import (
    ADMIN,
    ASKED,
    VERIFIER,
    allow,
    ask,
    call_with,
    connect,
    redeem,
    refresh,
    said,
)

if TYPE_CHECKING:
    from tests.contract.conftest import Api

CHALLENGE = 'Bearer realm="BookingX"'
LOGGED = ("request_data", "response_data", "error_message", "event_type")


def test_a_token_opens_what_a_key_opens(oauth_api: Api) -> None:
    token = connect(oauth_api)["access_token"]

    answer = call_with(oauth_api, token, f"{PUBLIC_PREFIX}/v1/test").json()

    assert (answer["user_id"], answer["key_label"], answer["scopes"]) == (
        ADMIN,
        "Zapier, connected by admin",
        ["actions", "searches", "triggers"],
    )
    for path in ("/v1/triggers", "/v1/actions", "/v1/searches", "/v1/lists/services"):
        assert call_with(oauth_api, token, path).status_code == 200


def test_a_call_with_a_token_is_noted_as_a_use_of_its_connection(oauth_api: Api) -> None:
    token = connect(oauth_api)["access_token"]
    assert fetch(oauth_api.sidecar, "api_keys", "last_used_at") == [(None,)]

    call_with(oauth_api, token)

    ((last_used_at,),) = fetch(oauth_api.sidecar, "api_keys", "last_used_at")
    assert last_used_at is not None


def test_a_connection_is_named_on_one_line_whatever_its_user_is_called(small_oauth: Api) -> None:
    name = "Ann\x1b[2J\r\nbkx\u202e " + "x" * 200
    execute(
        small_oauth.sidecar,
        "UPDATE wp_usermeta SET meta_value = :name WHERE meta_key = 'first_name'",
        name=name,
    )

    label = call_with(small_oauth, connect(small_oauth)["access_token"]).json()["key_label"]

    assert label == ("Zapier, connected by Ann [2J  bkx  " + "x" * 200)[:100]


@pytest.mark.parametrize(("method", "path"), KEY_ROUTES)
def test_a_made_up_token_opens_nothing(small_oauth: Api, method: str, path: str) -> None:
    answer = small_oauth.call(method, path, headers={"Authorization": "Bearer bkx_access_" + "a" * 43})

    assert said(answer) == (401, "invalid_token")


def test_a_connection_is_one_key_across_refreshes(oauth_api: Api) -> None:
    given = connect(oauth_api)
    call_with(oauth_api, given["access_token"])
    call_with(oauth_api, refresh(oauth_api, given["refresh_token"]).json()["access_token"])

    rows = fetch(oauth_api.sidecar, "activity", "event_type", "api_key_id")
    assert [row for row in rows if row[0] == "api_test"] == [("api_test", 1)] * 2
    other = connect(oauth_api)
    call_with(oauth_api, other["access_token"])
    assert fetch(oauth_api.sidecar, "activity", "event_type", "api_key_id")[-1] == ("api_test", 2)


def test_what_a_connection_did_is_its_own_across_refreshes(
    oauth_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up = put_into_catalog(monkeypatch)
    first = connect(oauth_api)
    second = refresh(oauth_api, first["refresh_token"]).json()
    other = connect(oauth_api)

    def act(given: dict[str, Any]) -> str | None:
        headers = {"Authorization": f"Bearer {given['access_token']}", "Idempotency-Key": "k"}
        answer = oauth_api.call("POST", f"/action/{KEY}", json={"name": "a"}, headers=headers)
        assert answer.status_code == 200
        replayed: str | None = answer.headers.get("idempotency-replayed")
        return replayed

    assert [act(given) for given in (first, second, other)] == [None, "true", None]
    assert made_up.runs == ["a", "a"]
    wanted = {"trigger": "booking_created", "target_url": TARGET}
    oauth_api.call(
        "POST",
        "/v1/subscribe",
        json=wanted,
        headers={"Authorization": f"Bearer {second['access_token']}"},
    )
    assert fetch(oauth_api.sidecar, "subscriptions", "api_key_id", "user_id") == [(1, ADMIN)]


def test_an_old_token_has_expired_and_says_so(oauth_api: Api) -> None:
    token = connect(oauth_api)["access_token"]
    execute(oauth_api.sidecar, "UPDATE wp_bkx_zapier_oauth_tokens SET expires_at = '2026-01-01 00:00:00.000'")

    answer = call_with(oauth_api, token)

    assert answer.status_code == 401
    assert answer.json() == {
        "error": {
            "code": "expired_token",
            "message": "The access token has expired. Get a new one with the refresh token.",
        }
    }
    assert answer.headers["WWW-Authenticate"].startswith(f'{CHALLENGE}, error="invalid_token"')


@pytest.mark.parametrize(
    ("headers", "status", "code", "challenge"),
    [
        ({}, 401, "no_api_key", CHALLENGE),
        ({"Authorization": "Basic YTpi"}, 401, "no_api_key", CHALLENGE),
        ({"Authorization": "Bearer"}, 401, "invalid_token", f'{CHALLENGE}, error="invalid_token"'),
        ({"Authorization": "Bearer nonsense"}, 401, "invalid_token", f'{CHALLENGE}, error="invalid_token"'),
        ({"Authorization": b"Bearer \xff"}, 401, "invalid_token", f'{CHALLENGE}, error="invalid_token"'),
        (
            {"Authorization": "bearer bkx_access_" + "a" * 43},
            401,
            "invalid_token",
            f'{CHALLENGE}, error="invalid_token"',
        ),
        ({"X-API-Key": "nonsense", "Authorization": "Bearer x"}, 401, "invalid_api_key", None),
    ],
)
def test_what_opens_nothing_is_told_how_to(
    small_oauth: Api, headers: dict[str, Any], status: int, code: str, challenge: str | None
) -> None:
    answer = small_oauth.call("GET", "/v1/test", headers=headers)

    assert (*said(answer), answer.headers.get("WWW-Authenticate")) == (status, code, challenge)


def test_a_token_in_the_address_or_the_body_opens_nothing(small_oauth: Api) -> None:
    token = connect(small_oauth)["access_token"]

    assert said(small_oauth.call("GET", f"/v1/test?access_token={token}")) == (401, "no_api_key")
    assert said(small_oauth.call("POST", "/v1/searches", data={"access_token": token})) == (
        401,
        "no_api_key",
    )


def test_a_token_without_the_scope_may_not(oauth_api: Api) -> None:
    token = connect(oauth_api, scope="searches")["access_token"]

    answer = call_with(oauth_api, token, "/v1/triggers")

    assert said(answer) == (403, "missing_scope")
    assert answer.headers["WWW-Authenticate"] == f'{CHALLENGE}, error="insufficient_scope"'
    assert call_with(oauth_api, token, "/v1/searches").status_code == 200


def test_a_key_that_a_connection_owns_opens_nothing_by_itself(oauth_api: Api) -> None:
    connect(oauth_api)

    assert fetch(oauth_api.sidecar, "api_keys", "ciphertext", "last_four")[-1] == ("", "")


def test_nothing_secret_stands_in_a_log(oauth_api: Api, logs: list[Any]) -> None:
    code = allow(oauth_api.sidecar)
    given = redeem(oauth_api, code).json()
    newer = refresh(oauth_api, given["refresh_token"]).json()
    ask(oauth_api, {"state": "canary"})
    ask(oauth_api, {"client_id": "canary"})
    redeem(oauth_api, code)
    refresh(oauth_api, "canary", canary="canary")
    call_with(oauth_api, "canary")
    oauth_api.call("GET", f"/oauth/canary?{urlencode(ASKED)}&code={code}")

    lines = str([*logs, *fetch(oauth_api.sidecar, "activity", *LOGGED)])
    secrets = [
        code,
        VERIFIER,
        *(pair[name] for pair in (given, newer) for name in ("access_token", "refresh_token")),
    ]
    assert [secret for secret in secrets if secret in lines] == []
    assert "canary" not in lines.replace('"path":"/oauth/canary"', "")
    rows = fetch(oauth_api.sidecar, "activity", "event_type", "status_code", "error_message")
    assert rows[:4] == [
        ("api_oauth", 200, None),
        ("api_oauth", 200, None),
        ("api_oauth", 302, None),
        ("api_oauth", 400, "invalid_client"),
    ]
    assert ("api_oauth", 400, "invalid_grant") in rows


def test_what_opens_something_stands_in_no_log_though_it_came_as_a_path(small_oauth: Api) -> None:
    given = connect(small_oauth)
    for secret in (given["access_token"], given["refresh_token"], create_key(small_oauth.sidecar)):
        call_with(small_oauth, given["access_token"], f"/v1/triggers/{secret}")

    rows = fetch(small_oauth.sidecar, "activity", "request_data")

    assert [json.loads(data)["path"] for (data,) in rows[-3:]] == ["/v1/triggers/bkx_..."] * 3
