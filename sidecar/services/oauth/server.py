"""Binds authlib's authorization server to one transaction: what it may ask, and where it keeps what it makes.

A server is made for each request and holds nothing after it. It never commits: authlib answers errors instead
of raising them, so what an error must write (the end of a grant) is committed with the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import scope_to_list

from sidecar.services.keys import DEFAULT_SCOPES
from sidecar.services.oauth import issuing
from sidecar.services.oauth.grants import CodeGrant, RefreshGrant, Revocation, S256Challenge

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

ENDPOINT = "https://site.invalid/oauth"
"""What authlib takes for the address of a request: it insists on https, and uses it for nothing else."""
DESCRIPTIONS = {
    "invalid_client": "No application of this client_id may connect, or a client_secret came: it has none.",
    "invalid_grant": "The code or refresh token is unknown, used, expired or revoked. Connect again.",
    "unsupported_response_type": "The response_type must be code.",
    "unsupported_grant_type": "The grant_type must be authorization_code or refresh_token.",
    "invalid_scope": "The scope must be among: " + " ".join(sorted(DEFAULT_SCOPES)) + ".",
}
"""Instead of authlib's words, which repeat what was sent."""


@dataclass(frozen=True)
class Answer:
    """An answer to a client: the status, a JSON body, and where to go, if anywhere."""

    status: int
    body: dict[str, Any]
    location: str = ""

    @property
    def error(self) -> str:
        """RFC 6749's code of the error; "" where there is none."""
        return str(self.body.get("error", ""))


class Client(ClientMixin):
    """The one application that may connect: public, so without a secret."""

    def __init__(self, client_id: str, redirect_uris: tuple[str, ...]) -> None:
        self.client_id = client_id
        self.redirect_uris = redirect_uris

    def get_allowed_scope(self, scope: Collection[str] | str) -> str:
        """Return what was asked for, in one order; without a word, what Zapier needs."""
        return " ".join(sorted(set(scope_to_list(scope)) if scope else DEFAULT_SCOPES))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare letter by letter."""
        return redirect_uri in self.redirect_uris

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """A public client does not authenticate."""
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """Only codes are given."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes and refresh tokens are taken."""
        return grant_type in {"authorization_code", "refresh_token"}


class Request(OAuth2Request):
    """A request as authlib reads it: its parameters, wherever they came from."""

    def __init__(self, method: str, params: Mapping[str, str]) -> None:
        super().__init__(method, ENDPOINT)
        self.payload = BasicOAuth2Payload(dict(params))

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a POST."""
        return self.payload.data if self.payload else {}


class Server(AuthorizationServer):
    """authlib's server, over one transaction."""

    def __init__(self, sidecar: Sidecar, tx: Transaction) -> None:
        super().__init__(scopes_supported=sorted(DEFAULT_SCOPES))
        self.sidecar = sidecar
        self.tx = tx
        self.register_grant(CodeGrant, [S256Challenge()])
        self.register_grant(RefreshGrant)
        self.register_endpoint(Revocation)

    def query_client(self, client_id: str) -> Client | None:  # type: ignore[override] # authlib asks for it so
        """Return the application, or None."""
        settings = self.sidecar.settings
        known = client_id == settings.oauth_client_id
        return Client(client_id, settings.oauth_redirect_uris) if known else None

    def generate_token(  # the signature is authlib's
        self, *_: Any, scope: str | None = None, **__: Any
    ) -> dict[str, str | int]:
        """Return a new pair of tokens."""
        return issuing.make_tokens(self.sidecar.settings, scope or "")

    def save_token(self, token: dict[str, str | int], request: OAuth2Request) -> None:
        """Write a pair of tokens: to the grant of the refresh token, or to a new one for the code."""
        if request.refresh_token is not None:
            issuing.renew(self.sidecar, self.tx, request.refresh_token.row, token)
        elif request.authorization_code is not None:
            issuing.begin(self.sidecar, self.tx, request.authorization_code.row, token)

    def create_oauth2_request(self, request: Request) -> Request:
        """Return the request, which is one already."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        """Return an answer in our own form."""
        return Answer(status, dict(body or {}), dict(headers).get("Location", ""))

    def handle_error_response(self, request: OAuth2Request, error: OAuth2Error) -> Answer:
        """Return an error in our own words."""
        del request
        return Answer(400, describe_error(error))

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""


def describe_error(error: OAuth2Error) -> dict[str, Any]:
    """Return `error` and `error_description` (RFC 6749, sections 4.1.2.1 and 5.2)."""
    code = str(error.error)
    return {"error": code, "error_description": DESCRIPTIONS.get(code) or error.get_error_description() or ""}
