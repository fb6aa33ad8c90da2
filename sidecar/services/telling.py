"""Makes events of changes: which triggers they concern, and the payload's bytes, once and for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sidecar.catalog import TRIGGERS
from sidecar.db.events import StoredEvent
from sidecar.identity import new_id
from sidecar.spec import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.spec import Change, Trigger
    from sidecar.wp_bridge.records import BookingRecord

ORIGIN_SITE = "site"


def make_events(site_url: str, changes: Sequence[Change[BookingRecord]], sequence: int) -> list[StoredEvent]:
    """Return the events of one booking's changes, in order; `sequence` is the number of its last event."""
    made = []
    for change in changes:
        for trigger in TRIGGERS.values():
            if trigger.happened(change):
                sequence += 1
                event = Event(new_id(), trigger.key, sequence, ORIGIN_SITE, site_url, change)
                made.append(_store(trigger, event))
    return made


def _store(trigger: Trigger, event: Event[BookingRecord]) -> StoredEvent:
    change = event.change
    return StoredEvent(
        event_id=event.event_id,
        trigger_type=trigger.key,
        object_type=change.object_type,
        object_id=change.object_id,
        sequence=event.sequence,
        dedup_key=_dedup_key(change, event.sequence),
        origin=event.origin,
        payload=msgspec.json.encode(trigger.payload(event)),
        occurred_at=change.occurred_at,
    )


def _dedup_key(change: Change[BookingRecord], sequence: int) -> str:
    """Return what makes an event unique: its number, and for the first its being the first."""
    what = "created" if change.before is None and sequence == 1 else str(sequence)
    return f"{change.object_type}:{change.object_id}:{what}"
