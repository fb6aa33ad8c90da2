"""Deletes what is older than the retention says, in small batches, so that no statement is long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import activity, events, queue

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

BATCH = 500
MAX_BATCHES = 200


def prune(sidecar: Sidecar) -> int:
    """Delete old events, settled deliveries and activity rows; return how many rows."""
    days = sidecar.settings.log_retention_days
    total = 0
    for delete in (queue.delete_settled, events.delete_old, activity.delete_old):
        for _ in range(MAX_BATCHES):
            deleted = sidecar.database.run(lambda tx, delete=delete: delete(tx, days, BATCH))  # type: ignore[misc] # mypy cannot infer a default's type
            total += deleted
            if deleted < BATCH:
                break
    return total
