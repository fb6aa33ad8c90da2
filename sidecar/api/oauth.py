"""`GET /oauth/authorize`, `POST /oauth/token`, `POST /oauth/revoke`: OAuth 2.0 for Zapier (docs/oauth.md)."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import RawBody

from sidecar.api.activity import FAULT, VOUCHED
from sidecar.api.forms import read_pairs
from sidecar.api.guards import ACCESS, PUBLIC
from sidecar.api.reference import OPEN, describe_form, describe_query, failures
from sidecar.services.oauth import tokens
from sidecar.services.oauth.asking import find_consent_page
from sidecar.services.oauth.faults import AuthorizeError, RedirectedError
from sidecar.services.oauth.server import Answer
from sidecar.services.sidecar import Sidecar

FORM = "application/x-www-form-urlencoded"
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

Call = Request[None, None, State]


class AuthorizeQuery(msgspec.Struct, frozen=True):
    """What an application asks a user for."""

    response_type: Annotated[str, msgspec.Meta(description="`code`.")]
    client_id: Annotated[str, msgspec.Meta(description="As set in `oauth_client_id`: `zapier`.")]
    redirect_uri: Annotated[str, msgspec.Meta(description="One of `oauth_redirect_uris`, letter by letter.")]
    state: Annotated[str, msgspec.Meta(description="Comes back as it is; up to 1000 characters of ASCII.")]
    code_challenge: Annotated[str, msgspec.Meta(description="SHA-256 of the verifier, in base64url.")]
    code_challenge_method: Annotated[str, msgspec.Meta(description="`S256`.")]
    scope: Annotated[
        str, msgspec.Meta(description="Of triggers, actions, searches; all of them without.")
    ] = ""


class TokenForm(msgspec.Struct, frozen=True):
    """A code, or a refresh token."""

    grant_type: Annotated[str, msgspec.Meta(description="`authorization_code` or `refresh_token`.")]
    client_id: Annotated[str, msgspec.Meta(description="As set in `oauth_client_id`: `zapier`. No secret.")]
    code: Annotated[str, msgspec.Meta(description="The code that came back; once, within two minutes.")] = ""
    redirect_uri: Annotated[str, msgspec.Meta(description="With a code: where it came back to.")] = ""
    code_verifier: Annotated[
        str, msgspec.Meta(description="With a code: what the challenge was made of.")
    ] = ""
    refresh_token: Annotated[str, msgspec.Meta(description="Instead of a code: the newest one.")] = ""


class RevokeForm(msgspec.Struct, frozen=True):
    """A token of the connection that is to end."""

    token: Annotated[str, msgspec.Meta(description="An access or a refresh token.")]
    client_id: Annotated[str, msgspec.Meta(description="As set in `oauth_client_id`: `zapier`.")]


class Tokens(msgspec.Struct, frozen=True):
    """A new pair of tokens."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    scope: str


class Refusal(msgspec.Struct, frozen=True):
    """RFC 6749's shape of an error."""

    error: str
    error_description: str


OF_TOKENS = {
    200: ResponseSpec(Tokens, generate_examples=False, description="New tokens."),
    400: ResponseSpec(Refusal, generate_examples=False, description="An error of RFC 6749, section 5.2."),
    503: failures(503)[503],
}
OF_REVOKING = {400: OF_TOKENS[400], 503: OF_TOKENS[503]}
UNREADABLE = Answer(
    400, {"error": "invalid_request", "error_description": f"Send {FORM} in UTF-8, with each parameter once."}
)


@get(
    "/oauth/authorize",
    status_code=302,
    opt={ACCESS: PUBLIC},
    security=OPEN,
    sync_to_thread=True,
    operation_class=describe_query(AuthorizeQuery),
    responses={status: failures()[status] for status in (400, 503)},
)
def authorize(request: Call, sidecar: NamedDependency[Sidecar]) -> Response[Any]:
    """Send the user to wp-admin, where they allow the application what it asks for, or do not."""
    try:
        params = read_pairs(request.scope["query_string"])
        url = sidecar.database.run(lambda tx: find_consent_page(sidecar, tx, params))
    except RedirectedError as error:
        request.state[FAULT] = error.code
        url = error.url
    except ValueError as error:
        raise AuthorizeError from error
    return Response(None, status_code=302, headers=NO_STORE | {"Location": url})


@post(
    "/oauth/token",
    status_code=200,
    opt={ACCESS: PUBLIC},
    security=OPEN,
    sync_to_thread=True,
    operation_class=describe_form(TokenForm),
    responses=OF_TOKENS,
)
def give_tokens(request: Call, body: RawBody, sidecar: NamedDependency[Sidecar]) -> Response[dict[str, Any]]:
    """Give tokens for a code, or new ones for a refresh token. A 503 means to come back, not to reconnect."""
    form = _read_form(request, body)
    if form is None:
        return _reply(request, UNREADABLE)
    answer = sidecar.database.run(lambda tx: tokens.give_tokens(sidecar, tx, form))
    request.state[VOUCHED] = not answer.error
    return _reply(request, answer)


@post(
    "/oauth/revoke",
    status_code=200,
    opt={ACCESS: PUBLIC},
    security=OPEN,
    sync_to_thread=True,
    operation_class=describe_form(RevokeForm),
    responses=OF_REVOKING,
)
def take_back(request: Call, body: RawBody, sidecar: NamedDependency[Sidecar]) -> Response[dict[str, Any]]:
    """End the connection that a token belongs to (RFC 7009). An unknown token is no error."""
    form = _read_form(request, body)
    if form is None:
        return _reply(request, UNREADABLE)
    return _reply(request, sidecar.database.run(lambda tx: tokens.take_back(sidecar, tx, form)))


def _read_form(request: Call, body: bytes) -> dict[str, str] | None:
    """Return the fields of a form; None where it cannot be read, or says something twice."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        form = read_pairs(body)
    except ValueError:
        return None
    return form if all(form.values()) else None


def _reply(request: Call, answer: Answer) -> Response[dict[str, Any]]:
    if answer.error:
        request.state[FAULT] = answer.error
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=NO_STORE)
