"""What an application may ask for, who is told what is wrong with it, and what a user's answer makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.access_errors import MissingRoleError, OAuthOffError
from sidecar.errors import SetupError
from sidecar.services.oauth import consent
from sidecar.services.oauth.consent import ConsentRequest
from sidecar.services.oauth.faults import RedirectedError, UnknownClientError, UnknownRedirectError
from sidecar.settings import load_settings
from tests.factories import SECRET_KEY, SHIM_SECRET, execute, fetch
from tests.support.oauth import ADMIN, ASKED, REDIRECT_URI, STATE, ask, read_query, said, turn_on

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

CONSENT_PAGE = "http://bookings.example.test/wp-admin/admin.php"
SUBSCRIBER, NOBODY, HOST = 2, 9999, 0
ALL = "actions searches triggers"

OTHER_URIS = [
    "",
    "https://evil.example/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://zapier.com.evil.example/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://zapier.com@evil.example/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://user@zapier.com/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://zapier.com:443/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://zapier.com:8443/dashboard/auth/oauth/return/App1CLIAPI/",
    "http://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://ZAPIER.com/dashboard/auth/oauth/return/App1CLIAPI/",
    "https://zapier.com/dashboard/auth/oauth/return/app1cliapi/",
    "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI",
    "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/more",
    "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/../App2CLIAPI/",
    "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI//",
    REDIRECT_URI + "?a=1",
    REDIRECT_URI + "?",
    REDIRECT_URI + "#a",
    REDIRECT_URI + "#",
    REDIRECT_URI + " ",
    REDIRECT_URI + "\n",
    REDIRECT_URI + "\x00",
    " " + REDIRECT_URI,
    "//zapier.com/dashboard/auth/oauth/return/App1CLIAPI/",
    "javascript:alert(1)",
    "é" * 600,
]


def test_a_user_is_sent_to_wp_admin_with_what_is_asked(oauth_api: Api) -> None:
    answer = ask(oauth_api, {"scope": "triggers", "other": "dropped"})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    page, _, _ = answer.headers["Location"].partition("?")
    assert page == CONSENT_PAGE
    assert read_query(answer.headers["Location"]) == {
        "page": "bookingx-zapier-connect",
        "scope": "triggers",
        **ASKED,
    }


def test_wp_admin_is_where_wordpress_is_and_not_where_visitors_go(small_oauth: Api) -> None:
    execute(
        small_oauth.sidecar,
        "UPDATE wp_options SET option_value = 'https://a.test/wp/' WHERE option_name = 'siteurl'",
    )

    assert ask(small_oauth).headers["Location"].startswith("https://a.test/wp/wp-admin/admin.php?")


@pytest.mark.parametrize("uri", OTHER_URIS)
def test_nobody_is_sent_to_an_address_that_is_not_known(small_oauth: Api, uri: str) -> None:
    answer = ask(small_oauth, {"redirect_uri": uri})

    assert said(answer) == (400, "invalid_redirect_uri")
    assert "Location" not in answer.headers


@pytest.mark.parametrize("client_id", [None, "", "Zapier", "zapier2", "é"])
def test_an_unknown_application_is_shown_and_never_redirected(
    small_oauth: Api, client_id: str | None
) -> None:
    answer = ask(small_oauth, {"client_id": client_id})

    assert said(answer) == (400, "invalid_client")
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'code "\\é'}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "é" * 43}, "invalid_request"),
        ({"code_challenge": "a" * 43 + "\n"}, "invalid_request"),
        ({"code_challenge": "a" * 128}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "triggers events"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": " "}, "invalid_request"),
        ({"scope": "triggers " * 30}, "invalid_request"),
    ],
)
def test_other_faults_go_back_to_the_application(
    small_oauth: Api, changes: dict[str, str | None], code: str
) -> None:
    answer = ask(small_oauth, changes)

    assert answer.status_code == 302
    address, _, _ = answer.headers["Location"].partition("?")
    told = read_query(answer.headers["Location"])
    assert (address, told.pop("error"), bool(told.pop("error_description"))) == (REDIRECT_URI, code, True)
    assert told == {"state": STATE}


@pytest.mark.parametrize("state", [None, "é", "a\nb", "x" * 1001])
def test_a_state_that_is_missing_or_none_is_told_without_it(small_oauth: Api, state: str | None) -> None:
    told = read_query(ask(small_oauth, {"state": state}).headers["Location"])

    assert (told["error"], "state" in told) == ("invalid_request", False)


@pytest.mark.parametrize("name", ["response_type", "state", "scope", "code_challenge"])
def test_what_is_said_twice_is_refused(small_oauth: Api, name: str) -> None:
    twice = (
        f"/oauth/authorize?{name}=triggers&"
        + ask(small_oauth, {"scope": "triggers"}).headers["Location"].partition("&")[2]
    )

    answer = small_oauth.call("GET", twice, follow_redirects=False)

    assert answer.headers["Location"].startswith(REDIRECT_URI + "?error=")


@pytest.mark.parametrize("query", ["%ff=1", "a=%c3", "&".join(f"a{n}=1" for n in range(50))])
def test_a_query_that_cannot_be_read_is_shown(small_oauth: Api, query: str) -> None:
    assert said(small_oauth.call("GET", f"/oauth/authorize?{query}")) == (400, "invalid_request")


@pytest.mark.parametrize(("method", "path"), [("GET", "/oauth/authorize"), ("POST", "/oauth/token")])
def test_without_redirect_uris_oauth_is_off_and_says_what_to_set(
    small_api: Api, method: str, path: str
) -> None:
    sent = {"data": {"grant_type": "refresh_token"}} if method == "POST" else {}
    answer = small_api.call(method, path, **sent)

    assert (*said(answer), answer.headers["Retry-After"]) == (503, "oauth_off", "300")
    assert "`oauth_redirect_uris`" in answer.json()["error"]["message"]


def test_a_consent_says_who_asks_for_what_on_which_site(sidecar: Sidecar) -> None:
    asked = sidecar.database.run(lambda tx: consent.describe(turn_on(sidecar), tx, ASKED, ADMIN))
    less = ASKED | {"scope": "searches triggers searches"}
    fewer = sidecar.database.run(lambda tx: consent.describe(turn_on(sidecar), tx, less, ADMIN))

    site_name = sidecar.database.run(sidecar.read_site).name
    assert asked == ConsentRequest("Zapier", site_name, tuple(ALL.split()), ADMIN, "admin")
    assert fewer.scopes == ("searches", "triggers")


def test_a_yes_sends_a_code_and_the_state_to_the_application(sidecar: Sidecar) -> None:
    sidecar = turn_on(sidecar)
    url = sidecar.database.run(lambda tx: consent.allow(sidecar, tx, ASKED, ADMIN))

    address, _, _ = url.partition("?")
    told = read_query(url)
    assert (address, sorted(told), told["state"]) == (REDIRECT_URI, ["code", "state"], STATE)
    [stored] = fetch(
        sidecar, "oauth_codes", "client_id", "redirect_uri", "scope", "user_id", "api_key_id", "digest"
    )
    assert stored[:-1] == ("zapier", REDIRECT_URI, ALL, ADMIN, None)
    assert told["code"] not in stored[-1]


def test_a_no_tells_the_application(sqlite_sidecar: Sidecar) -> None:
    sidecar = turn_on(sqlite_sidecar)
    url = sidecar.database.run(lambda tx: consent.deny(sidecar, tx, ASKED))

    told = read_query(url)
    assert (url.partition("?")[0], told["error"], told["state"]) == (REDIRECT_URI, "access_denied", STATE)
    assert fetch(sidecar, "oauth_codes", "digest") == []


@pytest.mark.parametrize("user_id", [SUBSCRIBER, NOBODY, HOST, -1])
@pytest.mark.parametrize("question", [consent.describe, consent.allow])
def test_only_users_with_a_role_may_connect(sidecar: Sidecar, question: Any, user_id: int) -> None:
    sidecar = turn_on(sidecar)
    with pytest.raises(MissingRoleError, match="Your WordPress user may not connect"):
        sidecar.database.run(lambda tx: question(sidecar, tx, ASKED, user_id))

    assert fetch(sidecar, "oauth_codes", "digest") == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "other"}, UnknownClientError),
        ({"redirect_uri": "https://evil.example/"}, UnknownRedirectError),
        ({"scope": "events"}, RedirectedError),
        ({"code_challenge_method": "plain"}, RedirectedError),
    ],
)
def test_what_is_asked_is_checked_anew_at_the_answer(
    sqlite_sidecar: Sidecar, changes: dict[str, str], error: type[Exception]
) -> None:
    sidecar = turn_on(sqlite_sidecar)
    for answer in (consent.allow, consent.describe):
        with pytest.raises(error):
            sidecar.database.run(lambda tx, answer=answer: answer(sidecar, tx, ASKED | changes, ADMIN))  # type: ignore[misc] # mypy cannot infer a default's type
    with pytest.raises(error):
        sidecar.database.run(lambda tx: consent.deny(sidecar, tx, ASKED | changes))

    assert fetch(sidecar, "oauth_codes", "digest") == []


def test_with_oauth_off_nobody_can_say_yes(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(OAuthOffError):
        sqlite_sidecar.database.run(lambda tx: consent.allow(sqlite_sidecar, tx, ASKED, ADMIN))


@pytest.mark.parametrize(
    ("uri", "allow_local", "is_good"),
    [
        (REDIRECT_URI, "false", True),
        ("http://127.0.0.1:8000/back", "true", True),
        ("http://localhost/back", "true", True),
        ("http://127.0.0.1:8000/back", "false", False),
        ("http://zapier.com/back", "true", False),
        ("http://127.0.0.1.evil.example/", "true", False),
        ("https://user@zapier.com/", "true", False),
        ("https://zapier.com/#", "true", False),
        ("https://zapier.com:x/", "true", False),
        ("https:///path", "true", False),
        ("https://[zapier.com/", "true", False),
        ("https://zapier.com/a b", "true", False),
        ("javascript:alert(1)", "true", False),
    ],
)
def test_a_setting_that_is_no_redirect_uri_is_refused(uri: str, allow_local: str, is_good: bool) -> None:  # noqa: FBT001 # a table's column
    environ = {
        "BKX_ZAPIER_DATABASE_URL": "sqlite://",
        "BKX_ZAPIER_SECRET_KEY": SECRET_KEY,
        "BKX_ZAPIER_SHIM_SECRET": SHIM_SECRET,
        "BKX_ZAPIER_CONFIG": "/none.toml",
        "BKX_ZAPIER_OAUTH_REDIRECT_URIS": uri,
        "BKX_ZAPIER_ALLOW_LOCAL_TARGETS": allow_local,
    }

    if is_good:
        assert load_settings(environ).oauth_redirect_uris == (uri,)
    else:
        with pytest.raises(SetupError, match="oauth_redirect_uris"):
            load_settings(environ)
