"""Queries on what was told of an object before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction


@dataclass(frozen=True)
class ToldEvent:
    """An event of an object: when it happened, and what was said of it (JSON)."""

    object_id: int
    trigger_type: str
    occurred_at: datetime
    payload: bytes


def list_told(
    tx: Transaction, object_type: str, ids: Collection[int], triggers: Collection[str]
) -> list[ToldEvent]:
    """Return the events of these triggers that the objects have, oldest first (index events_object_idx)."""
    c = tx.own.events.c
    query = select(c.object_id, c.trigger_type, c.occurred_at, c.payload).where(
        c.object_type == object_type, c.object_id.in_(ids), c.trigger_type.in_(triggers)
    )
    return [ToldEvent(*row) for row in tx.execute(query.order_by(c.id))]


def list_last_times(
    tx: Transaction, object_type: str, ids: Collection[int], triggers: Collection[str]
) -> dict[tuple[int, str], datetime]:
    """Return by object and trigger when the last event happened (index events_object_idx)."""
    c = tx.own.events.c
    query = select(c.object_id, c.trigger_type, func.max(c.occurred_at).label("last_at")).where(
        c.object_type == object_type, c.object_id.in_(ids), c.trigger_type.in_(triggers)
    )
    rows = tx.execute(query.group_by(c.object_id, c.trigger_type))
    return {(row.object_id, row.trigger_type): row.last_at for row in rows}
