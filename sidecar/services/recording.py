"""Writes events and, in the same transaction, a delivery for each subscription that matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import events
from sidecar.services import fan_out
from sidecar.services.subscribing import is_enabled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.sidecar import Sidecar


def record_events(sidecar: Sidecar, tx: Transaction, made: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Write events in their order; return the new ones: what was told before is not told again.

    Needs the ingest lock, as the comparison with what was told is not repeated by the database.
    """
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
