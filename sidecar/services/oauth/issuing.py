"""Makes tokens, and keeps the grants that they belong to: begun by a code, renewed by a refresh, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import api_keys, oauth
from sidecar.errors import RefreshedTooOftenError
from sidecar.identity import digest_api_key, digest_token, new_api_key, new_token
from sidecar.services.keys import MAX_LABEL

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.db.oauth import CodeRow, TokenRow
    from sidecar.services.sidecar import Sidecar
    from sidecar.settings import Settings

ACCESS_KIND, REFRESH_KIND, CODE_KIND = oauth.ACCESS, oauth.REFRESH, "code"
"""What a token is for stands in it, so none is taken for another."""
CODE_SECONDS = 120
"""From the user's yes to the application's call; RFC 6749, section 4.1.2 allows ten minutes."""
DAY_SECONDS = 86_400
HOUR_SECONDS = 3600
REFRESHES_PER_HOUR = 300
"""Of one grant: far more than any client needs, even with tokens that are good for a minute."""
RETRY_AFTER_SECONDS = 600


def make_tokens(settings: Settings, scope: str) -> dict[str, str | int]:
    """Return a fresh pair of tokens, as RFC 6749, section 5.1 answers them."""
    return {
        "access_token": new_token(ACCESS_KIND),
        "token_type": "Bearer",
        "expires_in": settings.oauth_access_token_seconds,
        "refresh_token": new_token(REFRESH_KIND),
        "scope": scope,
    }


def begin(sidecar: Sidecar, tx: Transaction, code: CodeRow, token: dict[str, str | int]) -> None:
    """Write a new grant for a code, with its first tokens.

    Its key row carries a digest of a key that nobody has, and no sealed copy: it opens nothing by itself.
    """
    settings = sidecar.settings
    key = new_api_key()
    user = sidecar.users.find(tx.connection, code.user_id)
    values = {
        "public_id": key.public_id,
        "api_key": digest_api_key(settings.secret_key, key.text),
        "ciphertext": "",
        "last_four": "",
        "user_id": code.user_id,
        "label": _name_connection(user.name if user else str(code.user_id)),
    }
    id_ = api_keys.add(tx, values, frozenset(code.scope.split()))
    oauth.add_grant(tx, id_, code.client_id, _grant_seconds(settings))
    oauth.redeem_code(tx, code.digest, id_)
    _write(tx, settings, id_, token)


def renew(sidecar: Sidecar, tx: Transaction, old: TokenRow, token: dict[str, str | int]) -> None:
    """Write new tokens of a grant, and let the old refresh token end after the overlap.

    So do the others that it has then: two refreshes at once gave two, and the client goes on with one. If the
    other is used even so, a thief has it.
    """
    oauth.extend_grant(tx, old.api_key_id, _grant_seconds(sidecar.settings))
    if not old.is_replaced:
        oauth.replace_tokens(tx, old.api_key_id)
    _write(tx, sidecar.settings, old.api_key_id, token)


def check_pace(tx: Transaction, api_key_id: int) -> None:
    """Raise RefreshedTooOftenError for a grant that fills the table.

    Its old tokens cannot go instead: a thief could then refresh until the stolen one is unknown, and nobody
    would notice that two have it.
    """
    if oauth.count_refresh_tokens(tx, api_key_id, HOUR_SECONDS) >= REFRESHES_PER_HOUR:
        raise RefreshedTooOftenError(retry_after_seconds=RETRY_AFTER_SECONDS)


def end(tx: Transaction, api_key_id: int) -> None:
    """End a grant: its tokens and its key are good for nothing from now on."""
    api_keys.revoke_by_id(tx, api_key_id)
    oauth.extend_grant(tx, api_key_id, 0)


def _name_connection(user_name: str) -> str:
    """Return a label on one line; what would steer the host's terminal becomes spaces."""
    name = "".join(sign if sign.isprintable() else " " for sign in user_name)
    return f"Zapier, connected by {name}"[:MAX_LABEL]


def _write(tx: Transaction, settings: Settings, api_key_id: int, token: dict[str, str | int]) -> None:
    access, refresh = (
        digest_token(settings.secret_key, str(token[name])) for name in ("access_token", "refresh_token")
    )
    oauth.add_token(tx, access, oauth.ACCESS, api_key_id, settings.oauth_access_token_seconds)
    oauth.add_token(tx, refresh, oauth.REFRESH, api_key_id, _grant_seconds(settings))


def _grant_seconds(settings: Settings) -> int:
    return settings.oauth_refresh_token_days * DAY_SECONDS
