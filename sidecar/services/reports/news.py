"""Decides which reports are news, and numbers their events: what was told before makes no event."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.db import events, told_events
from sidecar.db.events import StoredEvent
from sidecar.db.told_events import ToldEvent
from sidecar.object_types import BOOKING
from sidecar.services.detecting.batch import Batch
from sidecar.services.reports.settlement import IDS, WINDOW, is_same
from sidecar.spec import Change, Trigger

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

ONCE = "booking_created"
"""Told by the booking itself, when it is seen for the first time."""
STATUS_CHANGED = "booking_status_changed"
STATES = frozenset({"booking_cancelled", "booking_completed", "booking_no_show"})
"""Triggers that say how a booking is: it stays so until its status changes again."""
SHOWN = {
    "booking_updated": ("customer", "service", "extras", "datetime", "payment"),
    STATUS_CHANGED: ("status",),
    "payment_method_changed": ("scope", "payment_method", "is_enabled"),
    "staff_assigned": ("staff",),
}
"""Triggers whose changes bookings show by themselves, and what of their payloads says which change it was."""


@dataclass(frozen=True)
class _Draft:
    """An event that may be news, before it has its number: `event` is numbered 0."""

    trigger: Trigger
    change: Change[Any]
    details: dict[str, Any]
    event: StoredEvent

    @property
    def has_identity(self) -> bool:
        """Whether its trigger says what makes it unique; else it is its number."""
        return self.event.dedup_key != f"{self.event.object_type}:{self.event.object_id}:0"

    def is_about_same(self, event: StoredEvent) -> bool:
        """Whether an event is of the same trigger and the same booking."""
        here, there = self.event, event
        return (here.trigger_type, here.object_type, here.object_id) == (
            there.trigger_type,
            there.object_type,
            there.object_id,
        )


@dataclass
class News:
    """The reports of one batch; `sequences` are the numbers of the known bookings' last events."""

    batch: Batch
    sequences: dict[int, int]
    _drafts: list[_Draft] = field(default_factory=list)
    _told: list[StoredEvent] = field(default_factory=list)
    _shown: dict[tuple[int, str], ToldEvent] = field(default_factory=dict)
    _reported: set[str] = field(default_factory=set)

    def add(self, trigger: Trigger, change: Change[Any], details: dict[str, Any]) -> None:
        """Take up a report; raises whatever its trigger's fields raise of it."""
        event = self.batch.teller.tell(trigger, change, details, 0)
        self._drafts.append(_Draft(trigger, change, details, event))

    def tell(self) -> list[StoredEvent]:
        """Return the events of what is news, in order.

        An event of this batch that a report tells better, with the gateway's id, gives its place to it.
        """
        tx = self.batch.tx
        ids = {draft.change.object_id for draft in self._drafts if draft.change.object_type == BOOKING} - {0}
        keys = {draft.event.dedup_key for draft in self._drafts if draft.has_identity}
        known = events.list_known_keys(tx, keys)
        known |= {event.dedup_key for event in self.batch.made if event.trigger_type not in IDS}
        self._shown = self._load_shown(ids)
        last = told_events.list_last_times(tx, BOOKING, ids, STATES | {STATUS_CHANGED}) if ids else {}
        self.batch.ledger.load(ids)
        for draft in self._drafts:
            if draft.event.dedup_key not in known and not self._was_told(draft, last):
                self._place(draft)
                known |= {draft.event.dedup_key} if draft.has_identity else set()
        return self._told

    def _was_told(self, draft: _Draft, last: dict[tuple[int, str], datetime]) -> bool:
        trigger, change = draft.trigger, draft.change
        if trigger.key == ONCE or self.batch.ledger.has(trigger, change, draft.details):
            return True
        if draft.has_identity or not change.object_id:
            return False
        if any(draft.is_about_same(event) for event in self.batch.made):
            return True
        if self._is_shown(draft):
            return True
        if trigger.reported:
            return False
        told_at = last.get((change.object_id, trigger.key))
        changed_at = last.get((change.object_id, STATUS_CHANGED))
        is_so = trigger.key in STATES and told_at and not (changed_at and changed_at > told_at)
        return bool(is_so) or any(draft.is_about_same(event) for event in self._told)

    def _load_shown(self, ids: Collection[int]) -> dict[tuple[int, str], ToldEvent]:
        """Return by booking and trigger the last event that says what a report may only repeat."""
        wanted = {draft.trigger.key for draft in self._drafts} & SHOWN.keys()
        told = told_events.list_told(self.batch.tx, BOOKING, ids, wanted) if ids and wanted else []
        return {(event.object_id, event.trigger_type): event for event in told}

    def _is_shown(self, draft: _Draft) -> bool:
        """Whether the last event of its kind said of the booking what this one would say."""
        key, change = draft.trigger.key, draft.change
        last = self._shown.get((change.object_id, key))
        if last is None or abs(change.occurred_at - last.occurred_at) > WINDOW:
            return False
        here, there = msgspec.json.decode(draft.event.payload), msgspec.json.decode(last.payload)
        return all(here[name] == there.get(name) for name in SHOWN[key])

    def _place(self, draft: _Draft) -> None:
        """Give an event its number and its place, unless this batch tells the same movement of money."""
        for made in (self.batch.made, self._told):
            for index, event in enumerate(made):
                if draft.trigger.key in IDS and draft.is_about_same(event):
                    twin = msgspec.json.decode(event.payload)
                    if not is_same(draft.trigger.key, draft.details, twin):
                        continue
                    if self._is_better(draft, event, twin):
                        made[index] = self._number(draft, event.sequence)
                        self._reported.add(made[index].event_id)
                    return
        booking_id = draft.change.object_id
        if booking_id in self.sequences:
            self.sequences[booking_id] += 1
        self._told.append(self._number(draft, self.sequences.get(booking_id, 1)))
        self._reported.add(self._told[-1].event_id)

    def _is_better(self, draft: _Draft, event: StoredEvent, twin: Mapping[str, Any]) -> bool:
        """Whether a report says more than another one, or than its booking's rows, which guess the amount."""
        if not draft.details.get(IDS[draft.trigger.key]):
            return False
        return event.event_id not in self._reported or not twin[IDS[draft.trigger.key]]

    def _number(self, draft: _Draft, sequence: int) -> StoredEvent:
        event = self.batch.teller.tell(draft.trigger, draft.change, draft.details, sequence)
        if draft.has_identity or draft.change.object_id in self.sequences:
            return event
        return replace(event, dedup_key=f"{event.trigger_type}:{event.event_id}")
