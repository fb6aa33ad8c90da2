"""Tokens for codes and for refresh tokens: once, rotating, never lost, and ended by whoever may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from sidecar.services import keys, pruning
from tests.contract.conftest import open_api
from tests.factories import execute, fetch, make_sidecar, subscribe
from tests.support.oauth import (
    REDIRECT_URI,
    allow,
    ask,
    call_with,
    connect,
    post,
    redeem,
    refresh,
    said,
    turn_on,
)
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

PAST = "2026-01-01 00:00:00.000"
DEAD = (400, "invalid_grant")


def age_replaced(api: Api) -> None:
    """Let the overlap of all replaced refresh tokens be over."""
    execute(
        api.sidecar,
        "UPDATE wp_bkx_zapier_oauth_tokens SET replaced_at = :past WHERE replaced_at IS NOT NULL",
        past=PAST,
    )


def expire(api: Api, table: str) -> None:
    execute(api.sidecar, f"UPDATE wp_bkx_zapier_{table} SET expires_at = :past", past=PAST)  # noqa: S608 # a test's own


def read_lives(api: Api, table: str) -> list[int]:
    """Return for how many seconds each row is good, from when it was written."""
    rows = fetch(api.sidecar, table, "expires_at", "created_at")
    return [round((expires_at - created_at).total_seconds()) for expires_at, created_at in rows]


def test_a_code_gives_tokens_that_nobody_may_keep(oauth_api: Api) -> None:
    answer = redeem(oauth_api, allow(oauth_api.sidecar, scope="triggers searches"))

    given = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert given == {
        "access_token": given["access_token"],
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": given["refresh_token"],
        "scope": "searches triggers",
    }
    assert call_with(oauth_api, given["access_token"]).status_code == 200
    rows = str(
        fetch(oauth_api.sidecar, "oauth_tokens", *oauth_api.sidecar.database.own.oauth_tokens.c.keys())
    )
    assert not any(given[name] in rows for name in ("access_token", "refresh_token"))


def test_the_life_of_an_access_token_is_a_setting(sqlite_sidecar: Sidecar) -> None:
    for api in open_api(turn_on(sqlite_sidecar, oauth_access_token_seconds=60), ""):
        assert connect(api)["expires_in"] == 60


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"code": None}, (400, "invalid_request")),
        ({"code": "bkx_code_" + "a" * 43}, DEAD),
        ({"code": "é\x00"}, DEAD),
        ({"code_verifier": None}, (400, "invalid_request")),
        ({"code_verifier": "short"}, (400, "invalid_request")),
        ({"code_verifier": "w" * 43}, DEAD),
        ({"redirect_uri": None}, DEAD),
        ({"redirect_uri": REDIRECT_URI + "x"}, DEAD),
        ({"client_id": None}, (400, "invalid_client")),
        ({"client_id": "other"}, (400, "invalid_client")),
        ({"client_secret": "guess"}, (400, "invalid_client")),
        ({"grant_type": None}, (400, "unsupported_grant_type")),
        ({"grant_type": "password é"}, (400, "unsupported_grant_type")),
        ({"grant_type": "client_credentials"}, (400, "unsupported_grant_type")),
    ],
)
def test_what_is_wrong_with_a_code_is_said_and_the_code_stays_good(
    small_oauth: Api, changes: dict[str, str | None], expected: tuple[int, str]
) -> None:
    code = allow(small_oauth.sidecar)

    answer = redeem(small_oauth, code, **changes)

    assert said(answer) == expected
    assert (set(answer.json()), answer.headers["Cache-Control"]) == (
        {"error", "error_description"},
        "no-store",
    )
    assert redeem(small_oauth, code).status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"grant_type=refresh_token&grant_type=refresh_token", "application/x-www-form-urlencoded"),
        (b'{"grant_type":"refresh_token"}', "application/json"),
        (b"grant_type=refresh_token", ""),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"\xff", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(50)), "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
def test_a_body_that_is_no_form_is_an_invalid_request(
    small_oauth: Api, path: str, body: bytes, content_type: str
) -> None:
    answer = small_oauth.call("POST", path, content=body, headers={"Content-Type": content_type})

    assert said(answer) == (400, "invalid_request")


def test_a_large_body_is_refused(small_oauth: Api) -> None:
    assert said(post(small_oauth, "/oauth/token", {"a": "x" * 70_000})) == (413, "body_too_large")


def test_a_code_that_is_used_twice_ends_what_it_gave(oauth_api: Api) -> None:
    code = allow(oauth_api.sidecar)
    given = redeem(oauth_api, code).json()

    assert said(redeem(oauth_api, code)) == DEAD
    assert said(call_with(oauth_api, given["access_token"])) == (401, "invalid_token")
    assert said(refresh(oauth_api, given["refresh_token"])) == DEAD


def test_a_code_ends_after_two_minutes(oauth_api: Api) -> None:
    code = allow(oauth_api.sidecar)
    assert read_lives(oauth_api, "oauth_codes") == [120]
    expire(oauth_api, "oauth_codes")

    assert said(redeem(oauth_api, code)) == DEAD


def test_a_code_of_another_client_gives_nothing(sqlite_sidecar: Sidecar) -> None:
    code = allow(turn_on(sqlite_sidecar))

    for api in open_api(turn_on(sqlite_sidecar, oauth_client_id="newer"), ""):
        assert said(redeem(api, code, client_id="newer")) == DEAD


def test_a_code_of_a_user_who_lost_the_right_gives_nothing(small_oauth: Api) -> None:
    code = allow(small_oauth.sidecar)
    execute(small_oauth.sidecar, "DELETE FROM wp_usermeta WHERE meta_key = 'wp_capabilities'")

    assert said(redeem(small_oauth, code)) == DEAD


def test_one_of_two_calls_at_once_with_a_code_gets_tokens(oauth_api: Api) -> None:
    code = allow(oauth_api.sidecar)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(answer.status_code for answer in pool.map(lambda _: redeem(oauth_api, code), "ab"))

    assert answers == [200, 400]


def test_a_refresh_gives_new_tokens_of_the_same_connection(oauth_api: Api) -> None:
    first = connect(oauth_api, scope="triggers")
    answer = refresh(oauth_api, first["refresh_token"], scope="triggers actions")
    assert said(answer) == (400, "invalid_scope")

    second = refresh(oauth_api, first["refresh_token"], scope="triggers").json()

    assert (second["scope"], second["expires_in"], second["token_type"]) == ("triggers", 3600, "Bearer")
    assert not {first["access_token"], first["refresh_token"]} & set(second.values())
    for given in (first, second):
        assert call_with(oauth_api, given["access_token"]).status_code == 200
    assert len(fetch(oauth_api.sidecar, "api_keys", "id")) == 1


def test_a_refresh_token_is_good_again_while_its_answer_may_be_lost(oauth_api: Api) -> None:
    lost = connect(oauth_api)["refresh_token"]
    refresh(oauth_api, lost)

    again = refresh(oauth_api, lost)

    assert again.status_code == 200
    assert call_with(oauth_api, again.json()["access_token"]).status_code == 200


def test_a_refresh_token_that_comes_back_late_ends_the_connection(oauth_api: Api) -> None:
    old = connect(oauth_api)["refresh_token"]
    given = refresh(oauth_api, old).json()
    age_replaced(oauth_api)

    assert said(refresh(oauth_api, old)) == DEAD
    assert said(refresh(oauth_api, given["refresh_token"])) == DEAD
    assert said(call_with(oauth_api, given["access_token"])) == (401, "invalid_token")


def test_the_overlap_begins_with_the_first_use(oauth_api: Api) -> None:
    old = connect(oauth_api)["refresh_token"]
    refresh(oauth_api, old)
    first = fetch(oauth_api.sidecar, "oauth_tokens", "digest", "replaced_at")
    refresh(oauth_api, old)

    assert [row for row in first if row[1]] == [
        row for row in fetch(oauth_api.sidecar, "oauth_tokens", "digest", "replaced_at") if row[1]
    ]


def test_two_refreshes_at_once_both_get_tokens_that_work(oauth_api: Api) -> None:
    token = connect(oauth_api)["refresh_token"]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: refresh(oauth_api, token), range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    for given in (answer.json() for answer in answers):
        assert call_with(oauth_api, given["access_token"]).status_code == 200
        assert refresh(oauth_api, given["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("token", "changes", "expected"),
    [
        ("", {"refresh_token": None}, (400, "invalid_request")),
        ("nonsense", {}, DEAD),
        ("bkx_refresh_" + "a" * 43, {}, DEAD),
        ("x" * 4000, {}, DEAD),
        ("bkx_refresh_" + "a" * 43, {"client_id": "other"}, (400, "invalid_client")),
    ],
)
def test_what_is_wrong_with_a_refresh_is_said(
    small_oauth: Api, token: str, changes: dict[str, str | None], expected: tuple[int, str]
) -> None:
    assert said(refresh(small_oauth, token, **changes)) == expected


def test_a_connection_that_was_not_used_for_long_is_over(oauth_api: Api) -> None:
    given = connect(oauth_api)
    expire(oauth_api, "oauth_tokens")

    assert said(refresh(oauth_api, given["refresh_token"])) == DEAD


def test_a_refresh_lets_the_connection_live_as_long_as_a_new_one(oauth_api: Api) -> None:
    given = connect(oauth_api)
    other = "2099-01-01 00:00:00.000"
    execute(oauth_api.sidecar, "UPDATE wp_bkx_zapier_oauth_grants SET expires_at = :other", other=other)
    execute(oauth_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET expires_at = :other", other=other)

    assert refresh(oauth_api, given["refresh_token"]).status_code == 200

    year = 365 * 24 * 3600
    lives = read_lives(oauth_api, "oauth_grants") + read_lives(oauth_api, "api_keys")
    assert [year <= life < year + 60 for life in lives] == [True, True]


def test_where_oauth_was_turned_off_nobody_gets_tokens_and_connections_live_on(
    sqlite_sidecar: Sidecar,
) -> None:
    for api in open_api(turn_on(sqlite_sidecar), ""):
        token = connect(api)["refresh_token"]
        code = allow(api.sidecar)

    for api in open_api(sqlite_sidecar, ""):
        assert [said(refresh(api, token)), said(redeem(api, code))] == [(503, "oauth_off")] * 2
    for api in open_api(turn_on(sqlite_sidecar), ""):
        assert refresh(api, token).status_code == 200


def test_tokens_of_one_kind_are_none_of_the_other(small_oauth: Api) -> None:
    given = connect(small_oauth)

    assert said(refresh(small_oauth, given["access_token"])) == DEAD
    assert said(call_with(small_oauth, given["refresh_token"])) == (401, "invalid_token")


def test_a_connection_of_another_client_is_not_refreshed(sqlite_sidecar: Sidecar) -> None:
    for api in open_api(turn_on(sqlite_sidecar), ""):
        given = connect(api)
    for api in open_api(turn_on(sqlite_sidecar, oauth_client_id="newer"), ""):
        assert said(refresh(api, given["refresh_token"], client_id="newer")) == DEAD


def test_the_user_who_lost_the_right_gets_no_new_tokens_until_they_have_it_again(
    small_oauth: Api,
) -> None:
    token = connect(small_oauth)["refresh_token"]
    execute(small_oauth.sidecar, "UPDATE wp_usermeta SET meta_key = 'x' WHERE meta_key = 'wp_capabilities'")
    assert said(refresh(small_oauth, token)) == DEAD

    execute(small_oauth.sidecar, "UPDATE wp_usermeta SET meta_key = 'wp_capabilities' WHERE meta_key = 'x'")

    assert refresh(small_oauth, token).status_code == 200


def test_a_database_that_is_away_is_a_503_and_not_the_end() -> None:
    away = make_sidecar(
        f"mysql+pymysql://nobody:none@127.0.0.1:{find_free_port()}/none",
        oauth_redirect_uris=(REDIRECT_URI,),
        log_activity=False,
    )
    for api in open_api(away, ""):
        for answer in (
            refresh(api, "bkx_refresh_" + "a" * 43),
            redeem(api, "bkx_code_" + "a" * 43),
            post(api, "/oauth/revoke", {"client_id": "zapier", "token": "bkx_refresh_" + "a" * 43}),
            ask(api),
            call_with(api, "bkx_access_" + "a" * 43),
        ):
            assert (*said(answer), answer.headers["Retry-After"]) == (503, "service_unavailable", "30")


def test_an_update_without_its_tables_is_a_503_and_not_the_end(tmp_path: Path) -> None:
    empty = make_sidecar(
        f"sqlite:///{tmp_path}/empty.db", oauth_redirect_uris=(REDIRECT_URI,), log_activity=False
    )
    for api in open_api(empty, ""):
        answer = refresh(api, "bkx_refresh_" + "a" * 43)

    assert (*said(answer), answer.headers["Retry-After"]) == (503, "setup", "30")


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_either_token_ends_the_connection(oauth_api: Api, kind: str) -> None:
    given = connect(oauth_api)
    answer = post(oauth_api, "/oauth/revoke", {"client_id": "zapier", "token": given[kind]})

    assert (answer.status_code, answer.json()) == (200, {})
    assert said(call_with(oauth_api, given["access_token"])) == (401, "invalid_token")
    assert said(refresh(oauth_api, given["refresh_token"])) == DEAD


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"client_id": "zapier", "token": "nonsense"}, (200, "")),
        ({"client_id": "zapier", "token": "bkx_access_" + "a" * 43, "token_type_hint": "other"}, (200, "")),
        ({"client_id": "zapier"}, (400, "invalid_request")),
        ({"client_id": "other", "token": "nonsense"}, (400, "invalid_client")),
        ({"token": "nonsense"}, (400, "invalid_client")),
    ],
)
def test_an_unknown_token_is_no_error_and_an_unknown_client_is(
    small_oauth: Api, form: dict[str, str], expected: tuple[int, str]
) -> None:
    assert said(post(small_oauth, "/oauth/revoke", form)) == expected


def test_revoking_the_key_ends_its_tokens(oauth_api: Api) -> None:
    given = connect(oauth_api)
    [key] = oauth_api.sidecar.database.run(keys.list_keys)

    oauth_api.sidecar.database.run(lambda tx: keys.revoke_key(tx, key.public_id))

    assert key.label == "Zapier, connected by admin"
    assert said(call_with(oauth_api, given["access_token"])) == (401, "invalid_token")
    assert said(refresh(oauth_api, given["refresh_token"])) == DEAD


def test_a_connection_that_is_over_leaves_no_trace(oauth_api: Api) -> None:
    sidecar = oauth_api.sidecar
    call_with(oauth_api, connect(oauth_api)["access_token"])
    subscribe(sidecar)
    execute(sidecar, "INSERT INTO wp_bkx_zapier_rate_limits SELECT id, 0 FROM wp_bkx_zapier_api_keys")
    pruning.prune(sidecar)
    assert len(fetch(sidecar, "rate_limits", "key_id")) == 1
    assert [len(fetch(sidecar, f"oauth_{name}", "created_at")) for name in ("codes", "grants", "tokens")] == [
        1,
        1,
        2,
    ]

    for table in ("oauth_codes", "oauth_grants", "oauth_tokens"):
        expire(oauth_api, table)
    pruning.prune(sidecar)

    for table in ("oauth_codes", "oauth_grants", "oauth_tokens", "api_keys"):
        assert fetch(sidecar, table, "created_at") == []
    assert fetch(sidecar, "rate_limits", "key_id") == []
    assert fetch(sidecar, "subscriptions", "api_key_id", "status") == [(None, "active")]
