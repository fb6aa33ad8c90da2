"""API keys: made, listed, revoked, and recognised on each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sidecar.access_errors import (
    ExpiredApiKeyError,
    InactiveApiKeyError,
    InvalidApiKeyError,
    MissingScopeError,
    NoApiKeyError,
)
from sidecar.db import api_keys, oauth
from sidecar.errors import InvalidDataError, NotFoundError
from sidecar.identity import digest_api_key, new_api_key, public_id_of, same_digest, seal

if TYPE_CHECKING:
    from sidecar.db.api_keys import ApiKeyRow
    from sidecar.db.database import Transaction
    from sidecar.settings import Settings

TRIGGERS_SCOPE = "triggers"
EVENTS_SCOPE = "events"
"""To report events: whoever holds such a key can start every Zap of the site."""
ACTIONS_SCOPE = "actions"
"""To change the site, as far as the role of the key's WordPress user reaches."""
SEARCHES_SCOPE = "searches"
"""To read the site: searches, and the lists of choices."""
SCOPES = frozenset({TRIGGERS_SCOPE, EVENTS_SCOPE, ACTIONS_SCOPE, SEARCHES_SCOPE})
"""What a key may do."""
DEFAULT_SCOPES = frozenset({TRIGGERS_SCOPE, ACTIONS_SCOPE, SEARCHES_SCOPE})
"""What a key may do if nothing is said: what Zapier needs."""
NO_DIGEST = "0" * 64
MAX_LABEL = 100


@dataclass(frozen=True)
class Caller:
    """Who makes a request with an API key."""

    key_id: int
    user_id: int
    label: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class NewKey:
    """A key that is to be made: for what, for whom, until when, and what it may do."""

    label: str
    user_id: int
    expires_at: datetime | None = None
    scopes: frozenset[str] = DEFAULT_SCOPES


def create_key(tx: Transaction, settings: Settings, wanted: NewKey) -> str:
    """Make an API key and return its text, which is shown this once."""
    if len(wanted.label) > MAX_LABEL:
        raise InvalidDataError(f"A key's label has at most {MAX_LABEL} characters.")
    key = new_api_key()
    values = {
        "public_id": key.public_id,
        "api_key": digest_api_key(settings.secret_key, key.text),
        "ciphertext": seal(settings.secret_key, key.text),
        "last_four": key.text[-4:],
        "user_id": wanted.user_id,
        "label": wanted.label,
        "expires_at": wanted.expires_at,
    }
    api_keys.add(tx, values, wanted.scopes)
    return key.text


def list_keys(tx: Transaction) -> list[ApiKeyRow]:
    """Return all keys, oldest first, without their secrets."""
    return api_keys.list_keys(tx)


def revoke_key(tx: Transaction, public_id: str) -> None:
    """Revoke a key or connection at once; raise NotFoundError when no active one has this public id."""
    if not api_keys.revoke(tx, public_id):
        raise NotFoundError(
            f"There is no active API key {public_id}. `sidecar keys list` shows those there are."
        )
    oauth.end_grant(tx, public_id)


def authenticate(tx: Transaction, settings: Settings, text: str | None) -> Caller:
    """Return who holds this key (specification section 11).

    Raises the error that says what is wrong with the key: missing, invalid, inactive or expired.
    """
    if not text:
        raise NoApiKeyError
    row = api_keys.find_by_public_id(tx, public_id_of(text))
    is_same = same_digest(digest_api_key(settings.secret_key, text), row.digest if row else NO_DIGEST)
    if row is None or not is_same:
        raise InvalidApiKeyError
    if row.status != api_keys.ACTIVE:
        raise InactiveApiKeyError
    if row.is_expired:
        raise ExpiredApiKeyError
    api_keys.note_use(tx, row.id)
    return Caller(row.id, row.user_id, row.label, row.scopes)


def check_scope(caller: Caller, scope: str) -> None:
    """Raise MissingScopeError for a key without the scope."""
    if scope not in caller.scopes:
        raise MissingScopeError
