"""An application that connects by OAuth, as Zapier does, and the answers it gets."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sidecar.services.oauth import consent
from tests.factories import with_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

REDIRECT_URI = "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/"
VERIFIER = "v" * 43
STATE = "state & more=1"
ADMIN = 1


def make_challenge(verifier: str = VERIFIER) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


ASKED = {
    "response_type": "code",
    "client_id": "zapier",
    "redirect_uri": REDIRECT_URI,
    "state": STATE,
    "code_challenge": make_challenge(),
    "code_challenge_method": "S256",
}


def turn_on(sidecar: Sidecar, **settings: Any) -> Sidecar:
    """Return the sidecar with OAuth on."""
    return with_settings(sidecar, oauth_redirect_uris=(REDIRECT_URI,), **settings)


def ask(api: Api, changes: Mapping[str, str | None] | None = None) -> httpx.Response:
    """Go to the authorization endpoint as a browser does, without following where it leads."""
    asked = {name: value for name, value in {**ASKED, **(changes or {})}.items() if value is not None}
    return api.call("GET", f"/oauth/authorize?{urlencode(asked)}", follow_redirects=False)


def read_query(url: str) -> dict[str, str]:
    """Return the query of a URL."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True))


def allow(sidecar: Sidecar, user_id: int = ADMIN, **changes: str) -> str:
    """Return the code that a user's yes makes."""
    url = sidecar.database.run(lambda tx: consent.allow(sidecar, tx, ASKED | changes, user_id))
    return read_query(url)["code"]


def post(api: Api, path: str, form: Mapping[str, str | None]) -> httpx.Response:
    """Send a form; fields that are None are left out."""
    sent = {name: value for name, value in form.items() if value is not None}
    return api.call("POST", path, data=sent)


def redeem(api: Api, code: str, /, **changes: str | None) -> httpx.Response:
    """Send a code for tokens."""
    form = {
        "grant_type": "authorization_code",
        "client_id": "zapier",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }
    return post(api, "/oauth/token", form | changes)


def refresh(api: Api, token: str, **changes: str | None) -> httpx.Response:
    """Send a refresh token for new ones."""
    form = {"grant_type": "refresh_token", "client_id": "zapier", "refresh_token": token}
    return post(api, "/oauth/token", form | changes)


def connect(api: Api, **changes: str) -> dict[str, Any]:
    """Return the tokens of a new connection."""
    answer = redeem(api, allow(api.sidecar, ADMIN, **changes))
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def call_with(api: Api, token: str, path: str = "/v1/test") -> httpx.Response:
    """Make a call with an access token."""
    return api.call("GET", path, headers={"Authorization": f"Bearer {token}"})


def said(answer: httpx.Response) -> tuple[int, str]:
    """Return status and error code of either shape: RFC 6749's, and this API's own."""
    error = answer.json().get("error", "")
    return answer.status_code, error["code"] if isinstance(error, dict) else error
