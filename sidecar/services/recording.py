"""Writes events and, in the same transaction, a delivery for each subscription that matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import events, packets
from sidecar.services import fan_out
from sidecar.services.detecting.batch import log_refused
from sidecar.services.subscriptions.subscribing import is_enabled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.sidecar import Sidecar

SMALL = 100_000
"""Bytes that every database takes."""


def record_events(sidecar: Sidecar, tx: Transaction, made: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Write events in their order; return the new ones: what was told before is not told again.

    What is too large to be delivered, or to be stored, is refused, and the activity log says so.

    Needs the ingest lock, as the comparison with what was told is not repeated by the database.
    """
    made = _list_deliverable(sidecar, tx, made)
    told = events.list_known_keys(tx, [event.dedup_key for event in made])
    first: dict[str, StoredEvent] = {}
    for event in made:
        if event.dedup_key not in told:
            first.setdefault(event.dedup_key, event)
    new = list(first.values())
    events.add_events(tx, new)
    wanted = [event for event in new if is_enabled(sidecar.settings, event.trigger_type)]
    fan_out.enqueue_deliveries(tx, sidecar.triggers, wanted)
    return new


def _list_deliverable(sidecar: Sidecar, tx: Transaction, made: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Return the events whose payloads Zapier takes and the database does; log the others."""
    deliverable: list[StoredEvent] = []
    for event in made:
        problem = _find_problem(sidecar, tx, event.payload)
        if problem is None:
            deliverable.append(event)
            continue
        what = f"{event.object_type.capitalize()} {event.object_id}: {event.trigger_type} is not told"
        log_refused(tx, f"{what}, as {problem}", event.object_type, event.object_id)
    return deliverable


def _find_problem(sidecar: Sidecar, tx: Transaction, payload: bytes) -> str | None:
    size, limit = len(payload), sidecar.settings.max_payload_bytes
    if size > limit:
        return f"its payload has {size} bytes, more than max_payload_bytes ({limit})."
    if size < SMALL:  # most are, and need no question to the database
        return None
    size, limit = packets.get_size(payload), packets.get_max_size(tx.connection)
    if size > limit:
        return (
            f"it takes {size} bytes on its way to the database, which takes {limit}. "
            "Raise max_allowed_packet there."
        )
    return None
