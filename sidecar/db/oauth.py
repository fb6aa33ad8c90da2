"""Queries on codes, grants and tokens of OAuth; of codes and tokens there is the keyed digest alone.

A grant is a row of api_keys (sidecar/db/api_keys.py) with a row of oauth_grants beside it: what is noted of
callers, and a revocation, hold for both kinds of keys alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from sidecar.db.database import Transaction

ACCESS, REFRESH = "access", "refresh"
DAY_SECONDS = 86_400
KEPT_DAYS = 1
"""Codes and tokens are known for a day after their end: so that a code used twice, an old token are told."""
REPLACED_SECONDS = 30 * DAY_SECONDS
"""For so long a replaced refresh token is known, to notice that somebody has a copy of it."""


@dataclass(frozen=True)
class CodeRow:
    """A code as it was given; by the database's clock it is over."""

    digest: str
    client_id: str
    redirect_uri: str
    code_challenge: str
    scope: str
    user_id: int
    api_key_id: int | None
    is_over: bool


@dataclass(frozen=True)
class TokenRow:
    """A token of a grant; by the database's clock it is over, or was replaced longer ago than the overlap.

    It is replaced by its first use, or by that of another one which the same token was used for.
    """

    digest: str
    kind: str
    api_key_id: int
    client_id: str
    is_over: bool
    is_replaced: bool
    is_stale: bool


def add_code(tx: Transaction, code: CodeRow, seconds: float) -> None:
    """Write a new code that is good for so many seconds."""
    names = ("digest", "client_id", "redirect_uri", "code_challenge", "scope", "user_id")
    values = {name: getattr(code, name) for name in names}
    times = {"expires_at": utc_now(seconds), "created_at": utc_now()}
    tx.execute(insert(tx.own.oauth_codes).values(**values, **times))


def lock_code(tx: Transaction, digest: str) -> CodeRow | None:
    """Return a code, locked until the transaction ends (primary key)."""
    c = tx.own.oauth_codes.c
    columns = (c.digest, c.client_id, c.redirect_uri, c.code_challenge, c.scope, c.user_id, c.api_key_id)
    query = select(*columns, (c.expires_at <= utc_now()).label("is_over")).where(c.digest == digest)
    row = tx.execute(query.with_for_update()).mappings().one_or_none()
    return None if row is None else CodeRow(**{**row, "is_over": bool(row["is_over"])})


def redeem_code(tx: Transaction, digest: str, api_key_id: int) -> None:
    """Note which grant a code was redeemed for (primary key)."""
    codes = tx.own.oauth_codes
    tx.execute(update(codes).where(codes.c.digest == digest).values(api_key_id=api_key_id))


def add_grant(tx: Transaction, api_key_id: int, client_id: str, seconds: float) -> None:
    """Write a new grant beside its key, which ends with it (primary key)."""
    times = {"expires_at": utc_now(seconds), "created_at": utc_now()}
    tx.execute(insert(tx.own.oauth_grants).values(api_key_id=api_key_id, client_id=client_id, **times))
    _let_key_end(tx, api_key_id, seconds)


def extend_grant(tx: Transaction, api_key_id: int, seconds: float) -> None:
    """Let a grant and its key live for so many seconds from now; 0 ends them (primary keys)."""
    grants = tx.own.oauth_grants
    where = grants.c.api_key_id == api_key_id
    tx.execute(update(grants).where(where).values(expires_at=utc_now(seconds)))
    _let_key_end(tx, api_key_id, seconds)


def end_grant(tx: Transaction, public_id: str) -> None:
    """End the grant of a key, if the key is one of a grant (unique index of public_id, primary key)."""
    keys, grants = tx.own.api_keys, tx.own.oauth_grants
    ids = select(keys.c.id).where(keys.c.public_id == public_id)
    where = grants.c.api_key_id == ids.scalar_subquery()
    tx.execute(update(grants).where(where).values(expires_at=utc_now()))


def add_token(tx: Transaction, digest: str, kind: str, api_key_id: int, seconds: float) -> None:
    """Write a new token that is good for so many seconds."""
    values = {"digest": digest, "kind": kind, "api_key_id": api_key_id}
    times = {"expires_at": utc_now(seconds), "created_at": utc_now()}
    tx.execute(insert(tx.own.oauth_tokens).values(**values, **times))


def find_token(tx: Transaction, digest: str, overlap_seconds: float = 0) -> TokenRow | None:
    """Return a token with its grant (two primary keys)."""
    return _read_token(tx, _select_token(tx, digest, overlap_seconds))


def lock_token(tx: Transaction, digest: str, overlap_seconds: float = 0) -> TokenRow | None:
    """Return a token with its grant, both locked until the transaction ends (two primary keys)."""
    return _read_token(tx, _select_token(tx, digest, overlap_seconds).with_for_update())


def replace_tokens(tx: Transaction, api_key_id: int) -> None:
    """Note of each refresh token of a grant that the next one is made (index oauth_tokens_grant_idx)."""
    tokens, c = tx.own.oauth_tokens, tx.own.oauth_tokens.c
    where = (c.api_key_id == api_key_id) & (c.kind == REFRESH) & c.replaced_at.is_(None)
    values = {"replaced_at": utc_now(), "expires_at": utc_now(REPLACED_SECONDS)}
    tx.execute(update(tokens).where(where).values(**values))


def count_refresh_tokens(tx: Transaction, api_key_id: int, seconds: float) -> int:
    """Return how many refresh tokens a grant got within so many seconds (index oauth_tokens_grant_idx)."""
    c = tx.own.oauth_tokens.c
    recent = (c.api_key_id == api_key_id) & (c.created_at > utc_now(-seconds)) & (c.kind == REFRESH)
    found: int = tx.execute(select(func.count()).where(recent)).scalar_one()
    return found


def delete_codes(tx: Transaction, days: int, limit: int) -> int:
    """Delete codes that ended so many days ago (index oauth_codes_retention_idx); return how many."""
    return _delete_ended(tx, tx.own.oauth_codes, days, limit)


def delete_tokens(tx: Transaction, days: int, limit: int) -> int:
    """Delete tokens that ended so many days ago (index oauth_tokens_retention_idx); return how many."""
    return _delete_ended(tx, tx.own.oauth_tokens, days, limit)


def delete_grants(tx: Transaction, days: int, limit: int) -> int:
    """Delete grants that ended so many days ago, with their keys (index oauth_grants_retention_idx).

    Subscriptions lose their pointer to the key: SQLite may give its number to the next key. They are few, and
    read whole.
    """
    own, c = tx.own, tx.own.oauth_grants.c
    old = select(c.api_key_id).where(c.expires_at < utc_now(-days * DAY_SECONDS)).limit(limit)
    ids = tx.execute(old).scalars().all()
    if ids:
        subscriptions = update(own.subscriptions).where(own.subscriptions.c.api_key_id.in_(ids))
        tx.execute(subscriptions.values(api_key_id=None))
        tx.execute(delete(own.oauth_tokens).where(own.oauth_tokens.c.api_key_id.in_(ids)))
        tx.execute(delete(own.rate_limits).where(own.rate_limits.c.key_id.in_(ids)))
        tx.execute(delete(own.api_keys).where(own.api_keys.c.id.in_(ids)))
        tx.execute(delete(own.oauth_grants).where(c.api_key_id.in_(ids)))
    return len(ids)


def _let_key_end(tx: Transaction, api_key_id: int, seconds: float) -> None:
    keys = tx.own.api_keys
    tx.execute(update(keys).where(keys.c.id == api_key_id).values(expires_at=utc_now(seconds)))


def _select_token(tx: Transaction, digest: str, overlap_seconds: float) -> Any:
    t, g = tx.own.oauth_tokens.c, tx.own.oauth_grants.c
    is_over = (t.expires_at <= utc_now()).label("is_over")
    is_stale = (t.replaced_at <= utc_now(-overlap_seconds)).label("is_stale")
    is_replaced = t.replaced_at.is_not(None).label("is_replaced")
    columns = (t.digest, t.kind, t.api_key_id, g.client_id, is_over, is_replaced, is_stale)
    return (
        select(*columns)
        .join_from(tx.own.oauth_tokens, tx.own.oauth_grants, t.api_key_id == g.api_key_id)
        .where(t.digest == digest)
    )


def _read_token(tx: Transaction, query: Any) -> TokenRow | None:
    row = tx.execute(query).mappings().one_or_none()
    if row is None:
        return None
    judged = {name: bool(row[name]) for name in ("is_over", "is_replaced", "is_stale")}
    return TokenRow(**{**row, **judged})


def _delete_ended(tx: Transaction, table: Any, days: int, limit: int) -> int:
    c = table.c
    old = select(c.digest).where(c.expires_at < utc_now(-days * DAY_SECONDS)).limit(limit)
    digests = tx.execute(old).scalars().all()
    return tx.execute(delete(table).where(c.digest.in_(digests))).rowcount if digests else 0
