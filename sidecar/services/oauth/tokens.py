"""Hands out tokens and takes them back: what `POST /oauth/token` and `POST /oauth/revoke` do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sidecar.access_errors import OAuthOffError
from sidecar.services.oauth.grants import Revocation
from sidecar.services.oauth.server import Answer, Request, Server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

RETRY_AFTER_SECONDS = 300


def check_on(sidecar: Sidecar) -> None:
    """Raise OAuthOffError where the host has not set OAuth up."""
    if not sidecar.settings.oauth_redirect_uris:
        raise OAuthOffError(retry_after_seconds=RETRY_AFTER_SECONDS)


def give_tokens(sidecar: Sidecar, tx: Transaction, form: Mapping[str, str]) -> Answer:
    """Answer a code or a refresh token with new tokens, or with an error of RFC 6749, section 5.2.

    An error, too, may have to be committed: it can end a grant.
    """
    check_on(sidecar)
    answer = Server(sidecar, tx).create_token_response(Request("POST", form))
    return cast("Answer", answer)


def take_back(sidecar: Sidecar, tx: Transaction, form: Mapping[str, str]) -> Answer:
    """End the connection of a token (RFC 7009), also while OAuth is off; an unknown token is no error."""
    server = Server(sidecar, tx)
    asked = Request("POST", form)
    answer = server.create_endpoint_response(Revocation.ENDPOINT_NAME, asked)  # type: ignore[no-untyped-call]
    return cast("Answer", answer)
