"""Makes one delivery of each event for every subscription that matches it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sidecar.db import queue, subscriptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.db.subscriptions import Subscription


def enqueue_deliveries(tx: Transaction, events: Sequence[StoredEvent]) -> None:
    """Add the deliveries of these events, in their order: one query and one insert for all."""
    if not events:
        return
    by_trigger: dict[str, list[Subscription]] = defaultdict(list)
    for subscription in subscriptions.lock_active(tx, {event.trigger_type for event in events}):
        by_trigger[subscription.trigger_type].append(subscription)
    rows = [
        {"event_id": event.event_id, "subscription_id": subscription.id, "payload": event.payload}
        for event in events
        for subscription in by_trigger[event.trigger_type]
    ]
    queue.enqueue(tx, rows)
