"""Queries on events: written once, read by polling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select

from sidecar.db import bulk
from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction


@dataclass(frozen=True)
class StoredEvent:
    """An event as it is kept: `payload` is the exact JSON that every subscriber gets."""

    event_id: str
    trigger_type: str
    object_type: str
    object_id: int
    sequence: int
    dedup_key: str
    origin: str
    payload: bytes
    occurred_at: datetime


@dataclass(frozen=True)
class Place:
    """Where an event stands among those of its trigger: they are read from the newest on."""

    created_at: datetime
    id: int


@dataclass(frozen=True)
class ListedEvent:
    """An event as polls read it."""

    place: Place
    payload: bytes


def add_events(tx: Transaction, events: Collection[StoredEvent]) -> None:
    """Write events in order."""
    bulk.insert_rows(tx, tx.own.events, [vars(event) for event in events], "created_at")


def list_known_keys(tx: Transaction, dedup_keys: Collection[str]) -> set[str]:
    """Return those of the keys under which an event is already stored (unique key dedup_key)."""
    c = tx.own.events.c
    return set(tx.execute(select(c.dedup_key).where(c.dedup_key.in_(dedup_keys))).scalars())


def read_payloads(tx: Transaction, dedup_keys: Collection[str]) -> dict[str, bytes]:
    """Return the payloads of the events that are stored under these keys (unique key dedup_key)."""
    c = tx.own.events.c
    query = select(c.dedup_key, c.payload).where(c.dedup_key.in_(dedup_keys))
    return {row.dedup_key: row.payload for row in tx.execute(query)}


def list_newest(
    tx: Transaction,
    trigger_type: str,
    limit: int,
    *,
    since: datetime | None = None,
    below: Place | None = None,
) -> list[ListedEvent]:
    """Return the newest events of a trigger, newest first (index events_poll_idx, backwards).

    `since` is when the oldest was recorded, `below` the place of the last event that was read before. MySQL
    is told which index: by itself it reads all events above that place once more.
    """
    c = tx.own.events.c
    query = select(c.id, c.created_at, c.payload).where(c.trigger_type == trigger_type)
    if since is not None:
        query = query.where(c.created_at >= since)
    if below is not None:
        at_once = and_(c.created_at == below.created_at, c.id < below.id)
        query = query.where(or_(c.created_at < below.created_at, at_once))
    for dialect in ("mysql", "mariadb"):
        query = query.with_hint(tx.own.events, "FORCE INDEX (events_poll_idx)", dialect)
    rows = tx.execute(query.order_by(c.created_at.desc(), c.id.desc()).limit(limit))
    return [ListedEvent(Place(row.created_at, row.id), row.payload) for row in rows]


def delete_old(tx: Transaction, days: int, limit: int) -> int:
    """Delete events older than so many days (index events_retention_idx); return how many."""
    c = tx.own.events.c
    old = select(c.id).where(c.created_at < utc_now(-days * 86400)).order_by(c.id).limit(limit)
    ids = tx.execute(old).scalars().all()
    return tx.execute(delete(tx.own.events).where(c.id.in_(ids))).rowcount if ids else 0
