"""Makes one delivery of each event for every subscription that wants it, in the shape that it wants."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sidecar.db import queue, subscriptions
from sidecar.services.subscriptions.tailoring import Payload, Tailor, read_taste

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.spec import Trigger

NO_EARLIER: Mapping[str, Sequence[bytes]] = MappingProxyType({})
MAX_BYTES = 10_000_000
"""Bytes of deliveries that are held at once; each subscription with a mapping has a copy of its own."""


def enqueue_deliveries(
    tx: Transaction,
    triggers: Mapping[str, Trigger],
    events: Sequence[StoredEvent],
    earlier: Mapping[str, Sequence[bytes]] = NO_EARLIER,
) -> None:
    """Add the deliveries of these events, in their order: one query, and inserts by their bytes, not rows.

    `earlier` has, by event id, the payloads under which the same was told before: who wanted one of those
    gets nothing more.
    """
    if not events:
        return
    by_trigger: dict[str, list[tuple[int, Tailor]]] = defaultdict(list)
    for subscription in subscriptions.lock_active(tx, {event.trigger_type for event in events}):
        taste = read_taste(subscription.filters, subscription.field_mapping)
        tailor = Tailor(triggers[subscription.trigger_type], taste)
        by_trigger[subscription.trigger_type].append((subscription.id, tailor))
    rows: list[dict[str, Any]] = []
    size = 0
    for event in events:
        for row in _list_rows(event, by_trigger[event.trigger_type], earlier.get(event.event_id, ())):
            rows.append(row)
            size += len(row["payload"])
            if size > MAX_BYTES:
                queue.enqueue(tx, rows)
                rows, size = [], 0
    queue.enqueue(tx, rows)


def _list_rows(
    event: StoredEvent, subscribers: Sequence[tuple[int, Tailor]], earlier: Sequence[bytes]
) -> Iterator[dict[str, Any]]:
    """Yield an event's rows of the queue; what its payload says is read once for all subscribers."""
    payload, past = Payload(event.payload), [Payload(body) for body in earlier]
    for id_, tailor in subscribers:
        body = tailor.cut(payload)
        if body is not None and not any(tailor.wants(told) for told in past):
            yield {"event_id": event.event_id, "subscription_id": id_, "payload": body}
