"""Makes events of changes and reports: which triggers they concern, and the payload's bytes, once for all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.db.events import StoredEvent
from sidecar.identity import new_id
from sidecar.spec import Change, Event, Trigger

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Teller:
    """What is the same for all events of a batch: the site, and its triggers by key.

    `was_told` says of a change whether somebody else told of it already; `country` is where phone numbers
    without a country code are from, `currency` the site's.
    """

    site_url: str
    triggers: Mapping[str, Trigger]
    was_told: Callable[[Trigger, Change[Any], Mapping[str, Any]], bool] = lambda *_: False
    country: str = ""
    currency: str = ""

    def tell_changes(self, changes: Sequence[Change[Any]], sequence: int) -> list[StoredEvent]:
        """Return the events of one object's changes, in order; `sequence` is the number of its last event."""
        made: list[StoredEvent] = []
        for change in changes:
            for trigger in self.triggers.values():
                if trigger.subject == change.object_type and trigger.happened(change):
                    details, number = trigger.details(change), sequence + len(made) + 1
                    if not self.was_told(trigger, change, details):
                        made.append(self.tell(trigger, change, details, number))
        return made

    def tell(
        self, trigger: Trigger, change: Change[Any], details: Mapping[str, Any], sequence: int
    ) -> StoredEvent:
        """Return the event of a change, or of a report, that concerns a trigger; `sequence` is its number."""
        event = Event(
            new_id(),
            trigger.key,
            sequence,
            change.origin,
            self.site_url,
            change,
            details,
            self.country,
            self.currency,
        )
        return StoredEvent(
            event_id=event.event_id,
            trigger_type=trigger.key,
            object_type=change.object_type,
            object_id=change.object_id,
            sequence=event.sequence,
            dedup_key=_dedup_key(trigger, event),
            origin=event.origin,
            payload=msgspec.json.encode(trigger.payload(event)),
            occurred_at=change.occurred_at,
        )


def _dedup_key(trigger: Trigger, event: Event[Any]) -> str:
    """Return what makes an event unique: what its trigger says, else the number of the object's event."""
    identity = trigger.identity(event)
    if identity is None:
        return f"{event.change.object_type}:{event.change.object_id}:{event.sequence}"
    return f"{trigger.key}:{hashlib.sha256(identity.encode()).hexdigest()}"
