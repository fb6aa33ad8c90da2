"""Queries on API keys; the key itself is nowhere, only its keyed digest and a sealed copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, select, update

from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from sidecar.db.database import Transaction

ACTIVE, REVOKED = "active", "revoked"
LAST_USED_STEP_SECONDS = 60
"""`last_used_at` is written at most this often per key: it is information, not accounting."""


@dataclass(frozen=True)
class ApiKeyRow:
    """A key as the database knows it; `is_expired` is judged by the database's clock."""

    id: int
    public_id: str
    digest: str
    last_four: str
    user_id: int
    label: str
    scopes: frozenset[str]
    status: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    is_expired: bool


def find_by_public_id(tx: Transaction, public_id: str) -> ApiKeyRow | None:
    """Return a key by its public id, revoked and expired ones too."""
    query = _select(tx).where(tx.own.api_keys.c.public_id == public_id)
    row = tx.execute(query).mappings().one_or_none()
    return None if row is None else _key(row)


def find_by_id(tx: Transaction, id_: int) -> ApiKeyRow | None:
    """Return a key by its number, revoked and expired ones too (primary key)."""
    row = tx.execute(_select(tx).where(tx.own.api_keys.c.id == id_)).mappings().one_or_none()
    return None if row is None else _key(row)


def list_keys(tx: Transaction) -> list[ApiKeyRow]:
    """Return all keys, oldest first."""
    return [_key(row) for row in tx.execute(_select(tx).order_by(tx.own.api_keys.c.id)).mappings()]


def add(tx: Transaction, values: dict[str, Any], scopes: frozenset[str]) -> int:
    """Write a new, active key and return its number; `values` are columns of the table."""
    permissions = msgspec.json.encode(sorted(scopes)).decode()
    written = tx.execute(
        insert(tx.own.api_keys).values(created_at=utc_now(), status=ACTIVE, permissions=permissions, **values)
    )
    return written.lastrowid


def revoke(tx: Transaction, public_id: str) -> bool:
    """Revoke a key; return whether there was an active one."""
    c = tx.own.api_keys.c
    where = (c.public_id == public_id) & (c.status == ACTIVE)
    return tx.execute(update(tx.own.api_keys).where(where).values(status=REVOKED)).rowcount == 1


def revoke_by_id(tx: Transaction, id_: int) -> None:
    """Revoke a key, if it is active (primary key)."""
    tx.execute(update(tx.own.api_keys).where(tx.own.api_keys.c.id == id_).values(status=REVOKED))


def note_use(tx: Transaction, id_: int) -> None:
    """Write when a key was last used, unless that was written less than a minute ago."""
    c = tx.own.api_keys.c
    stale = c.last_used_at.is_(None) | (c.last_used_at < utc_now(-LAST_USED_STEP_SECONDS))
    tx.execute(update(tx.own.api_keys).where(c.id == id_, stale).values(last_used_at=utc_now()))


def _select(tx: Transaction) -> Any:
    return select(tx.own.api_keys, (tx.own.api_keys.c.expires_at <= utc_now()).label("is_expired"))


def _key(row: RowMapping) -> ApiKeyRow:
    same = (
        "id",
        "public_id",
        "last_four",
        "user_id",
        "label",
        "status",
        "created_at",
        "last_used_at",
        "expires_at",
    )
    return ApiKeyRow(
        digest=row["api_key"],
        scopes=frozenset(msgspec.json.decode(row["permissions"])),
        is_expired=bool(row["is_expired"]),
        **{name: row[name] for name in same},
    )
