"""Queries on idempotency keys: who holds one, and what was answered.

A row is `running` while its action runs, `written` once the action is committed (its answer is kept in the
same transaction), `answered` when the answer is final. Whoever holds a row knows its token; after the lease
the next one may take it. A call without a key has a row of its own, too: a receipt, which only it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction

RUNNING, WRITTEN, ANSWERED = "running", "written", "answered"


@dataclass(frozen=True)
class KeyRow:
    """A key as it is held; by the database's clock its lease is over, or it is too old to count."""

    digest: str
    body_digest: str
    token: str
    status: str
    status_code: int | None
    answer: bytes | None
    is_over: bool
    is_old: bool


def lock_rows(tx: Transaction, digests: Collection[str], hours: int) -> list[KeyRow]:
    """Return the rows of these keys, locked until the transaction ends (primary key)."""
    c = tx.own.idempotency.c
    columns = (c.digest, c.body_digest, c.token, c.status, c.status_code, c.answer)
    is_over = (c.lease_until <= utc_now()).label("is_over")
    is_old = (c.created_at <= utc_now(-hours * 3600)).label("is_old")
    query = select(*columns, is_over, is_old).where(c.digest.in_(digests)).order_by(c.digest)
    rows = tx.execute(query.with_for_update()).mappings()
    return [KeyRow(**{**row, "is_over": bool(row["is_over"]), "is_old": bool(row["is_old"])}) for row in rows]


def take(
    tx: Transaction, digests: Collection[str], body_digest: str, token: str, lease_seconds: float
) -> None:
    """Hold these keys, none of which has a row (primary key).

    Raises IntegrityError where another call took one meanwhile: its row must stay, as it may be done by now.
    """
    values: dict[str, Any] = {"body_digest": body_digest, "token": token, "status": RUNNING}
    times = {"lease_until": utc_now(lease_seconds), "created_at": utc_now()}
    for digest in sorted(digests):  # two at most: a header's and a field's
        tx.execute(insert(tx.own.idempotency).values(digest=digest, **values, **times))


def delete_free(tx: Transaction, digests: Collection[str]) -> None:
    """Delete rows that `lock_rows` has found, and of which nothing is kept (primary key)."""
    tx.execute(delete(tx.own.idempotency).where(tx.own.idempotency.c.digest.in_(digests)))


def keep_answer(tx: Transaction, digests: Collection[str], token: str, **values: Any) -> bool:
    """Write `status`, `status_code` and `answer` under keys; return whether this token holds all of them.

    Found by primary key.
    """
    keys, c = tx.own.idempotency, tx.own.idempotency.c
    mine = (c.digest.in_(digests), c.token == token)
    held = tx.execute(select(c.digest).where(*mine).with_for_update()).all()
    if len(held) != len(set(digests)):
        return False
    tx.execute(update(keys).where(*mine).values(**values))
    return True


def add_receipt(tx: Transaction, digest: str, token: str) -> None:
    """Write a row that says, by its being there, that its transaction was committed."""
    values = {"digest": digest, "body_digest": "", "token": token, "status": ANSWERED}
    tx.execute(insert(tx.own.idempotency).values(**values, lease_until=utc_now(), created_at=utc_now()))


def is_kept(tx: Transaction, digests: Collection[str], token: str) -> bool:
    """Whether something was written under these keys by this token (primary key).

    Waits for a transaction that holds them still: one whose connection broke may yet be committed.
    """
    c = tx.own.idempotency.c
    query = select(c.token, c.status).where(c.digest.in_(digests)).order_by(c.digest).with_for_update()
    rows = tx.execute(query).all()
    return bool(rows) and all(row.token == token and row.status in {WRITTEN, ANSWERED} for row in rows)


def release(tx: Transaction, digests: Collection[str], token: str) -> None:
    """Give up keys whose action has written nothing (primary key)."""
    c = tx.own.idempotency.c
    mine = (c.digest.in_(digests), c.token == token, c.status == RUNNING)
    tx.execute(delete(tx.own.idempotency).where(*mine))


def delete_old(tx: Transaction, hours: int, limit: int) -> int:
    """Delete keys older than so many hours (index idempotency_retention_idx); return how many.

    One that is used anew meanwhile is old no more.
    """
    c = tx.own.idempotency.c
    is_old = c.created_at < utc_now(-hours * 3600)
    digests = tx.execute(select(c.digest).where(is_old).order_by(c.created_at).limit(limit)).scalars().all()
    gone = delete(tx.own.idempotency).where(c.digest.in_(digests), is_old)
    return tx.execute(gone).rowcount if digests else 0
