"""Queries on the activity log: a row for each attempt and each call, without payloads, keys or people.

Of a failed attempt the beginning of the receiver's answer is kept: it says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from sidecar.db import bulk
from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction

INBOUND, OUTBOUND, INTERNAL = "inbound", "outbound", "internal"


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One line of the log; `execution_time` is in seconds."""

    event_type: str
    direction: str
    success: bool
    status_code: int | None = None
    request_data: str | None = None
    response_data: str | None = None
    error_message: str | None = None
    execution_time: float | None = None
    event_id: str | None = None
    subscription_id: int | None = None
    api_key_id: int | None = None
    request_id: str | None = None


def add_activity(tx: Transaction, lines: Collection[Activity]) -> None:
    """Write lines in order."""
    bulk.insert_rows(tx, tx.own.activity, [vars(line) for line in lines], "created_at")


def delete_old(tx: Transaction, days: int, limit: int) -> int:
    """Delete lines older than so many days (index activity_created_idx); return how many."""
    c = tx.own.activity.c
    old = select(c.id).where(c.created_at < utc_now(-days * 86400)).order_by(c.id).limit(limit)
    ids = tx.execute(old).scalars().all()
    return tx.execute(delete(tx.own.activity).where(c.id.in_(ids))).rowcount if ids else 0
