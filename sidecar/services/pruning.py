"""Deletes what is older than the retention says, in small batches, so that no statement is long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import activity, blocks, callbacks, events, idempotency, oauth, queue, reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

    Delete = Callable[[Transaction, int, int], int]

BATCH = 500
MAX_BATCHES = 200
GRANTS_KEPT_DAYS = 31
"""Longer than any idempotency key: nothing that is left speaks of a deleted grant's key."""
BY_DAYS: tuple[Delete, ...] = (
    queue.delete_settled,
    callbacks.delete_settled,
    events.delete_old,
    activity.delete_old,
)


def prune(sidecar: Sidecar) -> int:
    """Delete old events, deliveries, callbacks, reports, activity, keys and blocks; return how many rows."""
    days, hours = sidecar.settings.log_retention_days, sidecar.settings.idempotency_hours
    total = sum(_empty(sidecar, delete, days) for delete in BY_DAYS)
    total += _empty(sidecar, blocks.delete_ended, blocks.KEPT_DAYS)
    total += _empty(sidecar, reports.delete_old, reports.KEPT_DAYS)  # as long as their links are good
    total += sum(
        _empty(sidecar, delete, oauth.KEPT_DAYS) for delete in (oauth.delete_codes, oauth.delete_tokens)
    )
    total += _empty(sidecar, oauth.delete_grants, max(days, GRANTS_KEPT_DAYS))
    return total + _empty(sidecar, idempotency.delete_old, hours)


def _empty(sidecar: Sidecar, delete: Delete, age: int) -> int:
    """Delete what is older than so many days or hours, batch by batch."""
    total = 0
    for _ in range(MAX_BATCHES):
        deleted = sidecar.database.run(lambda tx: delete(tx, age, BATCH))
        total += deleted
        if deleted < BATCH:
            break
    return total
