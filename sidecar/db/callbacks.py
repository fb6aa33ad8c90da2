"""Queries on callbacks: what WordPress is asked to do after a write. docs/callback.md has their states.

A callback is written in the transaction of its action. Whoever delivers it holds a lease, by a random
token; what was done of it stands in `progress`, which the plugin writes step by step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, func, insert, or_, select, update

from sidecar.db.types import utc_now
from sidecar.identity import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Table

    from sidecar.action_spec import Step
    from sidecar.db.database import Transaction

PENDING, CALLING, DONE, DEAD = "pending", "calling", "done", "dead"
UNSETTLED, SETTLED = (PENDING, CALLING), (DONE, DEAD)
ANSWERED = 200
HASTENED_AT_ONCE = 100
HEAD_START_SECONDS = 15
"""Whoever wrote a callback calls at once; only if that process is gone by then, a worker does."""


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A leased callback. `attempts` counts this one; `progress` is what was known of it before."""

    id: int
    token: str
    callback_id: str
    object_type: str
    object_id: int
    steps: str
    progress: str
    attempts: int


def add_callback(tx: Transaction, steps: Sequence[Step], object_type: str = "", object_id: int = 0) -> str:
    """Write what is to follow, and return the callback's id.

    Callbacks of one object are delivered in their order; object 0 stands for none.
    """
    callback_id = new_id()
    values = {
        "callback_id": callback_id,
        "object_type": object_type,
        "object_id": object_id,
        "steps": msgspec.json.encode(list(steps)).decode(),
        "progress": "{}",
        "status": PENDING,
        "attempts": 0,
        "next_attempt_at": utc_now(HEAD_START_SECONDS),
        "created_at": utc_now(),
    }
    tx.execute(insert(tx.own.callbacks).values(values))
    return callback_id


def lease_one(tx: Transaction, callback_id: str, seconds: float) -> Callback | None:
    """Take a callback whether or not it is due (unique index callback_id).

    None if somebody has it, it is settled, or an earlier one of its object waits.
    """
    return _take(tx, tx.own.callbacks.c.callback_id == callback_id, seconds)


def lease_due(tx: Transaction, seconds: float) -> Callback | None:
    """Take the callback that is due the longest; None if none is (index callbacks_due_idx)."""
    c = tx.own.callbacks.c
    return _take(tx, c.next_attempt_at <= utc_now(), seconds)


def _take(tx: Transaction, where: ColumnElement[bool], seconds: float) -> Callback | None:
    own = tx.own.callbacks
    c = own.c
    query = select(c.id).where(c.status == PENDING, where, ~_waits_for_another(own))
    query = query.order_by(c.next_attempt_at, c.id).limit(1)
    id_ = tx.execute(query.with_for_update(skip_locked=True) if tx.skip_locked else query).scalar()
    if id_ is None:
        return None
    token = new_id()
    taken = {
        "status": CALLING,
        "lease_token": token,
        "lease_until": utc_now(seconds),
        "attempts": c.attempts + 1,
    }
    if tx.execute(update(own).where(c.id == id_, c.status == PENDING).values(taken)).rowcount != 1:
        return None  # without SKIP LOCKED another worker was faster
    names = (c.id, c.callback_id, c.object_type, c.object_id, c.steps, c.progress, c.attempts)
    row = tx.execute(select(*names).where(c.id == id_)).mappings().one()
    return Callback(token=token, **row)


def _waits_for_another(own: Table) -> ColumnElement[bool]:
    """Whether an earlier callback of its object has not been run through (index callbacks_object_idx)."""
    c, earlier = own.c, own.alias("earlier").c
    same = (earlier.object_type == c.object_type) & (earlier.object_id == c.object_id) & (c.object_id != 0)
    unanswered = or_(earlier.last_status.is_(None), earlier.last_status != ANSWERED)
    return (
        select(earlier.id)
        .where(same, earlier.id < c.id, earlier.status.in_(UNSETTLED), unanswered)
        .correlate(own)
        .exists()
    )


def read_progress(tx: Transaction, callback_id: str) -> tuple[str, str]:
    """Return steps and progress as they stand (unique index callback_id)."""
    c = tx.own.callbacks.c
    row = tx.execute(select(c.steps, c.progress).where(c.callback_id == callback_id)).one()
    return row[0], row[1]


def settle(tx: Transaction, callback: Callback, values: dict[str, Any]) -> bool:
    """Write the end of an attempt and give the lease back; return False when the lease was lost before."""
    c = tx.own.callbacks.c
    where = (c.id == callback.id) & (c.lease_token == callback.token)
    freed = {"lease_token": None, "lease_until": None}
    return tx.execute(update(tx.own.callbacks).where(where).values(values | freed)).rowcount == 1


def hasten(tx: Transaction) -> int:
    """Make due what could not reach WordPress before, now that it answers (index callbacks_due_idx).

    Some at a time, the soonest first: each answer makes more due, and none has to write a whole queue.
    """
    c = tx.own.callbacks.c
    failed = (c.status == PENDING) & (c.attempts > 0) & (c.next_attempt_at > utc_now())
    unanswered = or_(c.last_status.is_(None), c.last_status != ANSWERED)
    soonest = select(c.id).where(failed, unanswered).order_by(c.next_attempt_at, c.id).limit(HASTENED_AT_ONCE)
    ids = tx.execute(soonest).scalars().all()
    if not ids:
        return 0
    return tx.execute(
        update(tx.own.callbacks).where(c.id.in_(ids), failed).values(next_attempt_at=utc_now())
    ).rowcount


def reclaim_expired(tx: Transaction, max_attempts: int) -> int:
    """Free callbacks whose process died while it called (index callbacks_due_idx); return how many.

    After so many attempts a callback is dead: it may be what kills them.
    """
    c = tx.own.callbacks.c
    expired = (c.status == CALLING) & (c.lease_until < utc_now())
    freed = {"lease_token": None, "lease_until": None, "next_attempt_at": utc_now()}
    dead = {"status": DEAD, "processed_at": utc_now(), "error_message": "Its process died while it called."}
    killed = tx.execute(
        update(tx.own.callbacks).where(expired, c.attempts >= max_attempts).values(freed | dead)
    )
    again = tx.execute(update(tx.own.callbacks).where(expired).values(freed | {"status": PENDING}))
    return killed.rowcount + again.rowcount


def count_by_status(tx: Transaction) -> dict[str, int]:
    """Return how many callbacks are in each state (index callbacks_due_idx)."""
    c = tx.own.callbacks.c
    return {row[0]: row[1] for row in tx.execute(select(c.status, func.count()).group_by(c.status))}


def find_oldest_age(tx: Transaction) -> float:
    """Return how long the oldest unfinished callback has waited, in seconds (callbacks_due_idx); 0: none."""
    c = tx.own.callbacks.c
    query = select(func.min(c.created_at), utc_now()).where(c.status.in_(UNSETTLED))
    oldest, now = tx.execute(query).one()
    return 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())


def delete_settled(tx: Transaction, days: int, limit: int) -> int:
    """Delete callbacks settled so many days ago (index callbacks_retention_idx); return how many."""
    c = tx.own.callbacks.c
    old = select(c.id).where(c.status.in_(SETTLED), c.processed_at < utc_now(-days * 86400)).limit(limit)
    ids = tx.execute(old).scalars().all()
    return tx.execute(delete(tx.own.callbacks).where(c.id.in_(ids))).rowcount if ids else 0
