"""The page that asks whether Zapier may connect: what it says, and what follows from each button."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.admin.connect import SCOPE_TEXTS
from sidecar.services.keys import SCOPES
from tests.factories import execute, fetch
from tests.support.admin_pages import ask_for_page
from tests.support.oauth import ASKED, REDIRECT_URI, STATE, read_query

if TYPE_CHECKING:
    from tests.contract.conftest import Api

ALLOW, DENY = {"decision": "allow"}, {"decision": "deny"}
SUBSCRIBER = 2
HOSTILE = "\"><script>alert('1')</script>"


def connect(api: Api, query: Any = ASKED, **said: Any) -> dict[str, str]:
    """Return what the page of these parameters answers."""
    answer: dict[str, str] = ask_for_page(api, "connect", query=query, **said).json()
    return answer


def list_codes(api: Api) -> list[Any]:
    return fetch(api.sidecar, "oauth_codes", "user_id")


def test_every_scope_is_said_in_plain_words() -> None:
    assert SCOPE_TEXTS.keys() == SCOPES


def test_the_user_is_asked_who_may_do_what_where_and_in_whose_name(oauth_api: Api) -> None:
    shown = html.unescape(connect(oauth_api, ASKED | {"scope": "searches triggers"})["html"])

    words = " ".join(shown.split())
    assert "<strong>Zapier</strong> asks to connect to <strong>Example Studio</strong>" in words
    assert "(http://bookings.example.test) as the user <strong>admin</strong>." in words
    assert [SCOPE_TEXTS[scope] in words for scope in ("searches", "triggers", "actions", "events")] == [
        True,
        True,
        False,
        False,
    ]
    assert '<input type="hidden" name="_wpnonce" value="abc123">' in words
    assert list_codes(oauth_api) == []


def test_allow_makes_a_code_for_the_user_and_leads_back(oauth_api: Api) -> None:
    answer = connect(oauth_api, form=ALLOW)

    assert answer.keys() == {"redirect"}
    assert answer["redirect"].startswith(REDIRECT_URI + "?")
    returned = read_query(answer["redirect"])
    assert (sorted(returned), returned["state"]) == (["code", "state"], STATE)
    assert list_codes(oauth_api) == [(1,)]


def test_cancel_leads_back_without_a_code(oauth_api: Api) -> None:
    answer = connect(oauth_api, form=DENY)

    returned = read_query(answer["redirect"])
    assert (returned["error"], returned["state"]) == ("access_denied", STATE)
    assert list_codes(oauth_api) == []


@pytest.mark.parametrize("form", [None, {}, {"decision": ""}, {"decision": "ALLOW"}, {"allow": "1"}])
def test_nothing_is_allowed_by_itself(small_oauth: Api, form: Any) -> None:
    answer = connect(small_oauth, ASKED | {"decision": "allow"}, form=form)

    assert answer.keys() == {"html"}
    assert list_codes(small_oauth) == []


@pytest.mark.parametrize("form", [None, ALLOW, DENY])
def test_who_has_no_role_connects_nothing(small_oauth: Api, form: Any) -> None:
    answer = connect(small_oauth, user_id=SUBSCRIBER, form=form)

    assert "Your user may not connect Zapier to Example Studio." in answer["html"]
    assert "<form" not in answer["html"]
    assert list_codes(small_oauth) == []


@pytest.mark.parametrize("form", [None, ALLOW, DENY])
@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_an_application_that_is_not_known_leads_nobody_anywhere(
    small_oauth: Api, name: str, form: Any
) -> None:
    answer = connect(small_oauth, ASKED | {name: f"https://evil.example.test/{HOSTILE}"}, form=form)

    assert answer.keys() == {"html"}
    assert "Nothing was connected." in answer["html"]
    assert "evil" not in answer["html"]


@pytest.mark.parametrize("form", [None, ALLOW])
def test_an_incomplete_wish_is_told_to_zapier(small_oauth: Api, form: Any) -> None:
    answer = connect(small_oauth, ASKED | {"code_challenge_method": "plain"}, form=form)

    assert read_query(answer["redirect"])["error"] == "invalid_request"


def test_nothing_that_came_with_the_address_stands_in_the_page(small_oauth: Api) -> None:
    more = {"name": HOSTILE, HOSTILE: "1", "state": HOSTILE}

    answer = connect(small_oauth, ASKED | more, nonce=HOSTILE)

    assert "<script>" not in answer["html"]
    assert answer["html"].count("alert") == 1  # the nonce, escaped


def test_hostile_names_are_text(small_oauth: Api) -> None:
    execute(small_oauth.sidecar, "UPDATE wp_users SET display_name = :name WHERE ID = 1", name=HOSTILE)
    execute(
        small_oauth.sidecar,
        "UPDATE wp_options SET option_value = :name WHERE option_name = 'blogname'",
        name=HOSTILE,
    )

    assert "<script>" not in connect(small_oauth)["html"]


def test_where_oauth_is_off_the_page_says_so(small_api: Api) -> None:
    answer = connect(small_api)

    assert "OAuth is off on this site." in answer["html"]
