"""Recognises access tokens on each request, exactly where API keys are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.access_errors import ExpiredTokenError, InvalidTokenError, MissingGrantError
from sidecar.db import api_keys, oauth
from sidecar.identity import digest_token, is_token, same_digest
from sidecar.services.keys import Caller
from sidecar.services.oauth.issuing import ACCESS_KIND

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.settings import Settings


def authenticate(tx: Transaction, settings: Settings, text: str) -> Caller:
    """Return who holds this access token: the same key_id as long as the connection lasts.

    Raises InvalidTokenError or ExpiredTokenError.
    """
    if not is_token(text, ACCESS_KIND):
        raise InvalidTokenError
    digest = digest_token(settings.secret_key, text)
    token = oauth.find_token(tx, digest)
    if token is None or token.kind != oauth.ACCESS or not same_digest(token.digest, digest):
        raise InvalidTokenError
    key = api_keys.find_by_id(tx, token.api_key_id)
    if key is None or key.status != api_keys.ACTIVE:
        raise InvalidTokenError
    if token.is_over or key.is_expired:
        raise ExpiredTokenError
    api_keys.note_use(tx, key.id)
    return Caller(key.id, key.user_id, key.label, key.scopes)


def check_scope(caller: Caller, scope: str) -> None:
    """Raise MissingGrantError for a connection whose user did not allow this."""
    if scope not in caller.scopes:
        raise MissingGrantError
