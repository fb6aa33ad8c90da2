"""Makes one delivery of each event for every subscription that wants it, in the shape that it wants."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sidecar.db import queue, subscriptions
from sidecar.services.subscriptions.tailoring import Payload, Tailor, read_taste

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.spec import Trigger

MAX_BYTES = 10_000_000
"""Bytes of deliveries that are held at once; each subscription with a mapping has a copy of its own."""


def enqueue_deliveries(
    tx: Transaction, triggers: Mapping[str, Trigger], events: Sequence[StoredEvent]
) -> None:
    """Add the deliveries of these events, in their order: one query, and inserts by their bytes, not rows."""
    if not events:
        return
    by_trigger: dict[str, list[tuple[int, Tailor]]] = defaultdict(list)
    for subscription in subscriptions.lock_active(tx, {event.trigger_type for event in events}):
        taste = read_taste(subscription.filters, subscription.field_mapping)
        tailor = Tailor(triggers[subscription.trigger_type], taste)
        by_trigger[subscription.trigger_type].append((subscription.id, tailor))
    rows: list[dict[str, Any]] = []
    size = 0
    for row in (row for event in events for row in _list_rows(event, by_trigger[event.trigger_type])):
        rows.append(row)
        size += len(row["payload"])
        if size > MAX_BYTES:
            queue.enqueue(tx, rows)
            rows, size = [], 0
    queue.enqueue(tx, rows)


def _list_rows(event: StoredEvent, subscribers: Sequence[tuple[int, Tailor]]) -> Iterator[dict[str, Any]]:
    """Yield an event's rows of the queue; what its payload says is read once for all subscribers."""
    payload = Payload(event.payload)
    for id_, tailor in subscribers:
        body = tailor.cut(payload)
        if body is not None:
            yield {"event_id": event.event_id, "subscription_id": id_, "payload": body}
