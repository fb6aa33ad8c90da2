"""A stolen refresh token ends the connection, however the thief goes about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.services.oauth import issuing
from tests.factories import execute, fetch
from tests.support.oauth import call_with, connect, refresh, said

if TYPE_CHECKING:
    import pytest

    from tests.contract.conftest import Api

DEAD = (400, "invalid_grant")
PAST = "2026-01-01 00:00:00.000"


def age(api: Api, column: str) -> None:
    """Let an hour and more pass for what stands in a column of the tokens."""
    statement = f"UPDATE wp_bkx_zapier_oauth_tokens SET {column} = :past WHERE {column} IS NOT NULL"  # noqa: S608 # a test's own
    execute(api.sidecar, statement, past=PAST)


def test_a_token_that_a_thief_got_in_the_overlap_ends_with_its_twin(oauth_api: Api) -> None:
    stolen = connect(oauth_api)["refresh_token"]
    owners = refresh(oauth_api, stolen).json()
    thiefs = refresh(oauth_api, stolen).json()

    owners = refresh(oauth_api, owners["refresh_token"]).json()
    age(oauth_api, "replaced_at")

    assert said(refresh(oauth_api, thiefs["refresh_token"])) == DEAD
    assert said(call_with(oauth_api, owners["access_token"])) == (401, "invalid_token")


def test_an_old_token_stays_old_while_the_client_goes_on_to_refresh(oauth_api: Api) -> None:
    old = connect(oauth_api)["refresh_token"]
    newer = refresh(oauth_api, old).json()["refresh_token"]
    age(oauth_api, "replaced_at")
    newest = refresh(oauth_api, newer).json()["refresh_token"]

    assert said(refresh(oauth_api, old)) == DEAD
    assert said(refresh(oauth_api, newest)) == DEAD


def test_of_two_tokens_got_at_once_either_can_be_the_one_that_is_kept(oauth_api: Api) -> None:
    first = connect(oauth_api)["refresh_token"]
    kept, unused = refresh(oauth_api, first).json(), refresh(oauth_api, first).json()
    age(oauth_api, "replaced_at")

    for _ in range(2):
        kept = refresh(oauth_api, kept["refresh_token"]).json()

    assert call_with(oauth_api, kept["access_token"]).status_code == 200
    assert call_with(oauth_api, unused["access_token"]).status_code == 200


def test_a_thief_who_refreshes_all_the_time_does_not_make_the_stolen_token_unknown(
    oauth_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "REFRESHES_PER_HOUR", 4)
    stolen = connect(oauth_api)["refresh_token"]
    thiefs = [refresh(oauth_api, stolen)]
    while thiefs[-1].status_code == 200:
        thiefs.append(refresh(oauth_api, thiefs[-1].json()["refresh_token"]))

    assert [answer.status_code for answer in thiefs] == [200, 200, 200, 503]
    assert thiefs[-1].headers["retry-after"] == "600"
    assert len(fetch(oauth_api.sidecar, "oauth_tokens", "digest")) == 8

    age(oauth_api, "replaced_at")
    assert said(refresh(oauth_api, stolen)) == DEAD
    assert said(call_with(oauth_api, thiefs[-2].json()["access_token"])) == (401, "invalid_token")


def test_a_connection_that_was_refreshed_too_often_goes_on_an_hour_later(
    oauth_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "REFRESHES_PER_HOUR", 1)
    given = connect(oauth_api)
    assert said(refresh(oauth_api, given["refresh_token"])) == (503, "refreshed_too_often")

    age(oauth_api, "created_at")

    assert refresh(oauth_api, given["refresh_token"]).status_code == 200
