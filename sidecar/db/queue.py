"""Queries on the queue of deliveries: enqueue, lease, settle, reclaim. States: docs/delivery-states.md.

A lease is taken with a random token and given back only with that token, so a worker that lost its
lease can change nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from sidecar.db import bulk
from sidecar.db.subscriptions import ACTIVE
from sidecar.db.types import utc_now
from sidecar.identity import new_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sidecar.db.database import Transaction

PENDING, SENDING, DELIVERED, DEAD, CANCELLED = "pending", "sending", "delivered", "dead", "cancelled"
SETTLED = (DELIVERED, DEAD, CANCELLED)
MAX_CRASHES = 3
"""A delivery under whose attempt so many workers died is set aside: it may be what kills them."""


@dataclass(frozen=True)
class Parcel:
    """A leased delivery: what to send, where, and the token that allows to settle it."""

    id: int
    token: str
    event_id: str
    trigger_type: str
    subscription_id: int
    hook_id: str
    target_url: str
    payload: bytes
    attempts: int
    age_seconds: float


def enqueue(tx: Transaction, rows: Collection[dict[str, Any]]) -> None:
    """Add deliveries, due now; each row has event_id, subscription_id and payload."""
    fixed = {"status": PENDING, "attempts": 0, "crashes": 0}
    bulk.insert_rows(tx, tx.own.queue, [row | fixed for row in rows], "next_attempt_at", "created_at")


def lease(tx: Transaction, limit: int, seconds: float) -> list[Parcel]:
    """Take up to `limit` due deliveries for so many seconds, oldest due first (index queue_due_idx).

    With SKIP LOCKED two workers do not wait for each other; without it the second finds that the rows
    are no longer pending. An empty answer is no proof that nothing is due.
    """
    c = tx.own.queue.c
    due = select(c.id).where(c.status == PENDING, c.next_attempt_at <= utc_now())
    due = due.order_by(c.next_attempt_at, c.id).limit(limit)
    ids = tx.execute(due.with_for_update(skip_locked=True) if tx.skip_locked else due).scalars().all()
    if not ids:
        return []
    token = new_id()
    taken = {
        "status": SENDING,
        "lease_token": token,
        "lease_until": utc_now(seconds),
        "last_attempt_at": utc_now(),
    }
    tx.execute(update(tx.own.queue).where(c.id.in_(ids), c.status == PENDING).values(taken))
    return _read_leased(tx, token)


def _read_leased(tx: Transaction, token: str) -> list[Parcel]:
    q, s = tx.own.queue.c, tx.own.subscriptions.c
    query = (
        select(
            q.id,
            q.event_id,
            s.trigger_type,
            q.subscription_id,
            s.subscription_id.label("hook_id"),
            s.target_url,
            q.payload,
            q.attempts,
            q.created_at,
            utc_now().label("now"),
        )
        .join(tx.own.subscriptions, s.id == q.subscription_id)
        .where(q.lease_token == token)
        .order_by(q.id)
    )
    return [_parcel(token, **row) for row in tx.execute(query).mappings()]


def _parcel(token: str, created_at: datetime, now: datetime, **columns: Any) -> Parcel:
    return Parcel(token=token, age_seconds=(now - created_at).total_seconds(), **columns)


def settle(tx: Transaction, parcel: Parcel, values: dict[str, Any]) -> bool:
    """Write the end of an attempt and give the lease back; return False when the lease was lost before."""
    c = tx.own.queue.c
    where = (c.id == parcel.id) & (c.lease_token == parcel.token)
    freed = {"lease_token": None, "lease_until": None}
    return tx.execute(update(tx.own.queue).where(where).values(values | freed)).rowcount == 1


def cancel_pending(tx: Transaction, subscription_ids: Collection[int]) -> int:
    """Cancel what waits for subscriptions that have ended (index queue_subscription_idx)."""
    c = tx.own.queue.c
    where = c.subscription_id.in_(subscription_ids) & (c.status == PENDING)
    values = {"status": CANCELLED, "processed_at": utc_now(), "error_message": "The subscription has ended."}
    return tx.execute(update(tx.own.queue).where(where).values(values)).rowcount


def list_ended_subscriptions(tx: Transaction) -> list[int]:
    """Return the subscriptions that have ended and for which something waits (index queue_due_idx)."""
    q, s = tx.own.queue.c, tx.own.subscriptions.c
    query = select(q.subscription_id).distinct().join(tx.own.subscriptions, s.id == q.subscription_id)
    return list(tx.execute(query.where(q.status == PENDING, s.status != ACTIVE)).scalars())


def reclaim_expired(tx: Transaction) -> int:
    """Free deliveries whose worker died in mid-attempt (index queue_expired_idx); return how many.

    The attempt is not charged, for nobody knows its end; but after three such ends the delivery is dead.
    """
    c = tx.own.queue.c
    expired = (c.status == SENDING) & (c.lease_until < utc_now())
    freed = {"lease_token": None, "lease_until": None, "crashes": c.crashes + 1}
    poison = {
        "status": DEAD,
        "processed_at": utc_now(),
        "error_message": "Three workers died while sending it.",
    }
    dead = tx.execute(
        update(tx.own.queue).where(expired, c.crashes >= MAX_CRASHES - 1).values(freed | poison)
    )
    again = tx.execute(update(tx.own.queue).where(expired).values(freed | {"status": PENDING}))
    return dead.rowcount + again.rowcount


def find_oldest_due_age(tx: Transaction) -> float:
    """Return how long the oldest due delivery has waited, in seconds (index queue_due_idx); 0 for none."""
    c = tx.own.queue.c
    query = select(c.next_attempt_at, utc_now()).where(c.status == PENDING).order_by(c.next_attempt_at)
    row = tx.execute(query.limit(1)).one_or_none()
    return 0.0 if row is None else max(0.0, (row[1] - row[0]).total_seconds())


def count_by_status(tx: Transaction) -> dict[str, int]:
    """Return how many deliveries are in each state."""
    c = tx.own.queue.c
    return {row[0]: row[1] for row in tx.execute(select(c.status, func.count()).group_by(c.status))}


def delete_settled(tx: Transaction, days: int, limit: int) -> int:
    """Delete deliveries that were settled so many days ago (index queue_retention_idx); return how many."""
    c = tx.own.queue.c
    old = select(c.id).where(c.status.in_(SETTLED), c.processed_at < utc_now(-days * 86400)).limit(limit)
    ids = tx.execute(old).scalars().all()
    return tx.execute(delete(tx.own.queue).where(c.id.in_(ids))).rowcount if ids else 0
