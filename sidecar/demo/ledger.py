"""What the sidecar's own tables say of the demo: the queue, the subscriptions, the activity log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from sidecar.db import activity
from sidecar.db.queue import SETTLED
from sidecar.object_types import BOOKING

if TYPE_CHECKING:
    from sidecar.db.database import Transaction

LOG_HEADER = ("time (UTC)", "direction", "what", "Zap", "answer", "attempt", "ms")


def count_events(tx: Transaction) -> int:
    """Return how many events there are."""
    count: int = tx.execute(select(func.count()).select_from(tx.own.events)).scalar_one()
    return count


def count_known_bookings(tx: Transaction) -> int:
    """Return how many bookings have a snapshot."""
    query = select(func.count()).where(tx.own.snapshots.c.object_type == BOOKING)
    count: int = tx.execute(query).scalar_one()
    return count


def count_attempts(tx: Transaction) -> int:
    """Return how many attempts of deliveries the activity log holds."""
    log = tx.own.activity
    is_attempt = (log.c.direction == activity.OUTBOUND) & log.c.event_id.is_not(None)
    query = select(func.count()).select_from(log).where(is_attempt)
    count: int = tx.execute(query).scalar_one()
    return count


def is_settled(tx: Transaction, event_id: str) -> bool:
    """Whether an event has deliveries, and none of them is still on its way."""
    c = tx.own.queue.c
    statuses = tx.execute(select(c.status).where(c.event_id == event_id)).scalars().all()
    return bool(statuses) and all(status in SETTLED for status in statuses)


def list_log(tx: Transaction) -> list[tuple[str, ...]]:
    """Return the activity log, oldest first, as rows under LOG_HEADER."""
    log, subscriptions = tx.own.activity, tx.own.subscriptions
    query = (
        select(log, subscriptions.c.zap_label)
        .outerjoin(subscriptions, subscriptions.c.id == log.c.subscription_id)
        .order_by(log.c.id)
    )
    return [_log_row(row) for row in tx.execute(query)]


def _log_row(row: Any) -> tuple[str, ...]:
    about = msgspec.json.decode(row.request_data or "{}")
    attempt = str(about.get("attempt", ""))
    milliseconds = f"{row.execution_time * 1000:.0f}" if row.execution_time is not None else ""
    return (
        f"{row.created_at:%H:%M:%S}.{row.created_at.microsecond // 1000:03}",
        row.direction,
        row.event_type,
        row.zap_label or "",
        str(row.status_code or "none"),
        attempt,
        milliseconds,
    )
