"""Writes events and, in the same transaction, a delivery for each subscription that matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import activity, events, packets
from sidecar.services import fan_out
from sidecar.services.detecting.batch import refusal
from sidecar.services.subscriptions.subscribing import is_enabled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.db.activity import Activity
    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.sidecar import Sidecar

SMALL = 100_000
"""Bytes that every database takes."""


def record_events(
    sidecar: Sidecar,
    tx: Transaction,
    made: Sequence[StoredEvent],
    earlier: Mapping[str, Sequence[bytes]] = fan_out.NO_EARLIER,
) -> list[StoredEvent]:
    """Write events in their order; return the new ones: what was told before is not told again.

    `earlier` has, by event id, payloads of tellings before: who wanted one of those is told nothing.

    What is too large to be delivered, or to be stored, is refused, and the activity log says so.

    Needs the ingest lock, as the comparison with what was told is not repeated by the database.
    """
    if not made:
        return []
    made = _list_deliverable(sidecar, tx, made)
    told = events.list_known_keys(tx, [event.dedup_key for event in made])
    first: dict[str, StoredEvent] = {}
    for event in made:
        if event.dedup_key not in told:
            first.setdefault(event.dedup_key, event)
    new = list(first.values())
    events.add_events(tx, new)
    wanted = [event for event in new if is_enabled(sidecar.settings, event.trigger_type)]
    fan_out.enqueue_deliveries(tx, sidecar.triggers, wanted, earlier)
    return new


def _list_deliverable(sidecar: Sidecar, tx: Transaction, made: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Return the events whose payloads Zapier takes and the database does; log the others."""
    deliverable: list[StoredEvent] = []
    refused: list[Activity] = []
    are_small = all(len(event.payload) < SMALL for event in made)  # as most are: the database is not asked
    packet = SMALL if are_small else packets.get_max_size(tx.connection)
    for event in made:
        problem = _find_problem(event.payload, sidecar.settings.max_payload_bytes, packet)
        if problem is None:
            deliverable.append(event)
            continue
        what = f"{event.object_type.capitalize()} {event.object_id}: {event.trigger_type} is not told"
        refused.append(refusal(f"{what}, as {problem}", event.object_type, event.object_id))
    activity.add_activity(tx, refused)
    return deliverable


def _find_problem(payload: bytes, limit: int, packet: int) -> str | None:
    size = len(payload)
    if size > limit:
        return f"its payload has {size} bytes, more than max_payload_bytes ({limit})."
    if size < SMALL:
        return None
    size = packets.get_size(payload)
    if size > packet:
        return (
            f"it takes {size} bytes on its way to the database, which takes {packet}. "
            "Raise max_allowed_packet there."
        )
    return None
