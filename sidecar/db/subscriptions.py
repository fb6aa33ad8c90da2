"""Queries on subscriptions: one live Zap on one trigger each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

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
    filters: str | None
    field_mapping: str | None
    user_id: int
    status: str
    created_at: datetime


@dataclass(frozen=True)
class NewSubscription:
    """What a subscription is made of; `filters` and `field_mapping` are JSON."""

    subscription_id: str
    trigger_type: str
    target_url: str
    filters: str | None
    field_mapping: str | None
    api_key_id: int
    user_id: int
    zap_label: str


def lock_by_target(tx: Transaction, trigger_type: str, target_url: str) -> Subscription | None:
    """Return the subscription of a trigger and target URL, ended or not (key uq_trigger_target).

    It stays as it is until this transaction ends.
    """
    t = tx.own.subscriptions
    where = (t.c.trigger_type == trigger_type) & (t.c.target_hash == hash_target(target_url))
    row = tx.execute(select(t).where(where).with_for_update()).mappings().one_or_none()
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


def list_active_filters(tx: Transaction, trigger_type: str) -> list[tuple[str | None, datetime]]:
    """Return filters (JSON) and birth of each active subscription (index subscriptions_trigger_idx)."""
    c = tx.own.subscriptions.c
    query = select(c.filters, c.created_at).where(c.trigger_type == trigger_type, c.status == ACTIVE)
    return [(row.filters, row.created_at) for row in tx.execute(query.order_by(c.id))]


def add(tx: Transaction, new: NewSubscription) -> None:
    """Write a new, active subscription."""
    values = vars(new) | {"target_hash": hash_target(new.target_url), "status": ACTIVE, "trigger_count": 0}
    tx.execute(insert(tx.own.subscriptions).values(created_at=utc_now(), **values))


def change(tx: Transaction, subscription: Subscription, new: NewSubscription) -> None:
    """Give an active subscription, which is locked, what its subscriber asks for now."""
    t = tx.own.subscriptions
    tx.execute(update(t).where(t.c.id == subscription.id).values(_wishes(new)))


def revive(tx: Transaction, subscription: Subscription, new: NewSubscription) -> None:
    """Make an ended subscription active again, for its new owner and under a new id.

    What is still said to the old id, such as the 410 of an attempt under way, does not concern the new one.
    """
    t = tx.own.subscriptions
    born = {
        "subscription_id": new.subscription_id,
        "status": ACTIVE,
        "created_at": utc_now(),
        "ended_at": None,
    }
    tx.execute(update(t).where(t.c.id == subscription.id).values(_wishes(new) | born))


def _wishes(new: NewSubscription) -> dict[str, Any]:
    """Return the columns that every subscribing writes anew."""
    names = ("filters", "field_mapping", "api_key_id", "user_id", "zap_label")
    return {name: getattr(new, name) for name in names}


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
    return Subscription(**{item.name: row[item.name] for item in fields(Subscription)})
