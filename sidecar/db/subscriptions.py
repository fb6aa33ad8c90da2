"""Queries on subscriptions: one live Zap on one trigger each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import RowMapping

    from sidecar.db.database import Transaction

ACTIVE, UNSUBSCRIBED, GONE = "active", "unsubscribed", "gone"


@dataclass(frozen=True)
class Subscription:
    """A subscription as its owner sees it."""

    id: int
    subscription_id: str
    trigger_type: str
    target_url: str
    status: str
    created_at: datetime


@dataclass(frozen=True)
class NewSubscription:
    """What a subscription is made of."""

    subscription_id: str
    trigger_type: str
    target_url: str
    api_key_id: int
    user_id: int
    zap_label: str


def find_by_target(tx: Transaction, trigger_type: str, target_url: str) -> Subscription | None:
    """Return the subscription of a trigger and target URL, ended or not (key uq_trigger_target)."""
    t = tx.own.subscriptions
    where = (t.c.trigger_type == trigger_type) & (t.c.target_hash == hash_target(target_url))
    row = tx.execute(select(t).where(where)).mappings().one_or_none()
    return None if row is None else _subscription(row)


def find_by_public_id(tx: Transaction, subscription_id: str) -> Subscription | None:
    """Return a subscription by the id that Zapier knows."""
    t = tx.own.subscriptions
    row = tx.execute(select(t).where(t.c.subscription_id == subscription_id)).mappings().one_or_none()
    return None if row is None else _subscription(row)


def lock_active(tx: Transaction, trigger_types: Collection[str]) -> list[Subscription]:
    """Return the active subscriptions of these triggers (index subscriptions_trigger_idx).

    None of them can end before this transaction does: whoever ends one then sees what was queued for it.
    """
    t = tx.own.subscriptions
    where = t.c.trigger_type.in_(trigger_types) & (t.c.status == ACTIVE)
    query = select(t).where(where).order_by(t.c.id).with_for_update(read=True)
    return [_subscription(row) for row in tx.execute(query).mappings()]


def add(tx: Transaction, new: NewSubscription) -> None:
    """Write a new, active subscription."""
    values = vars(new) | {"target_hash": hash_target(new.target_url), "status": ACTIVE, "trigger_count": 0}
    tx.execute(insert(tx.own.subscriptions).values(created_at=utc_now(), **values))


def revive(tx: Transaction, subscription: Subscription, new: NewSubscription) -> None:
    """Make an ended subscription active again, for its new owner and under a new id.

    What is still said to the old id, such as the 410 of an attempt under way, does not concern the new one.
    """
    t = tx.own.subscriptions
    names = ("subscription_id", "api_key_id", "user_id", "zap_label")
    values = {name: getattr(new, name) for name in names}
    tx.execute(update(t).where(t.c.id == subscription.id).values(status=ACTIVE, ended_at=None, **values))


def end_unsubscribed(tx: Transaction, id_: int) -> None:
    """End a subscription by Zapier's call."""
    t = tx.own.subscriptions
    values = {"status": UNSUBSCRIBED, "ended_at": utc_now()}
    tx.execute(update(t).where(t.c.id == id_, t.c.status == ACTIVE).values(values))


def end_gone(tx: Transaction, id_: int, subscription_id: str) -> bool:
    """End a subscription by Zapier's 410; return False when it has another id since the attempt began."""
    t = tx.own.subscriptions
    where = (t.c.id == id_) & (t.c.subscription_id == subscription_id)
    values = {"status": GONE, "ended_at": utc_now()}
    return tx.execute(update(t).where(where, t.c.status == ACTIVE).values(values)).rowcount == 1


def lock_ended(tx: Transaction, ids: Collection[int]) -> set[int]:
    """Return which of these have ended; none of the others can end before this transaction does."""
    t = tx.own.subscriptions
    query = select(t.c.id, t.c.status).where(t.c.id.in_(ids)).order_by(t.c.id).with_for_update()
    return {row.id for row in tx.execute(query) if row.status != ACTIVE}


def count_triggered(tx: Transaction, id_: int, times: int) -> None:
    """Note that a subscription was delivered to."""
    t = tx.own.subscriptions
    values = {"trigger_count": t.c.trigger_count + times, "last_triggered_at": utc_now()}
    tx.execute(update(t).where(t.c.id == id_).values(values))


def hash_target(url: str) -> str:
    """Return the digest by which a target URL is found: the URL itself is too long for a MySQL index."""
    return hashlib.sha256(url.encode()).hexdigest()


def _subscription(row: RowMapping) -> Subscription:
    names = ("id", "subscription_id", "trigger_type", "target_url", "status", "created_at")
    return Subscription(**{name: row[name] for name in names})
