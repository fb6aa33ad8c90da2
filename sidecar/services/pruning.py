"""Deletes what is older than the retention says, in small batches, so that no statement is long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sidecar.db import activity, events, queue, reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.db.database import Transaction
    from collections.abc import Callable

    from sidecar.services.sidecar import Sidecar

    Delete = Callable[..., int]

BATCH = 500
MAX_BATCHES = 200


def prune(sidecar: Sidecar) -> int:
    """Delete old events, settled deliveries and callbacks, reports, activity, keys; return how many rows."""
    days, hours = sidecar.settings.log_retention_days, sidecar.settings.idempotency_hours
    by_days = (
        queue.delete_settled,
        callbacks.delete_settled,
        events.delete_old,
        reports.delete_old,
        activity.delete_old,
    )
    return sum(_empty(sidecar, delete, days) for delete in by_days) + _empty(
        sidecar, idempotency.delete_old, hours
    )


def _empty(sidecar: Sidecar, delete: Callable[[Transaction, int, int], int], age: int) -> int:
    """Delete what is older than so many days or hours, batch by batch."""
    total = 0
    for _ in range(MAX_BATCHES):
        deleted = sidecar.database.run(lambda tx: delete(tx, age, BATCH))
        total += deleted
        if deleted < BATCH:
            break
    return total
