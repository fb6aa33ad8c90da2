"""Decides for one booking what is told of it, and what is remembered: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sidecar.db.events import StoredEvent
from sidecar.db.snapshots import Snapshot
from sidecar.services.changes import CREATED, list_changes
from sidecar.services.memory import recall, refresh, remember
from sidecar.services.telling import Teller
from sidecar.spec import Change
from sidecar.wp_bridge.records import BookingRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.outbox import Mark
    from sidecar.services.changes import Sighting


@dataclass(frozen=True)
class Finding:
    """The events of one object, in order, and its next snapshot; None when there is nothing new.

    `created` is the change with which a booking began, if it is among these.
    """

    snapshot: Snapshot | None
    events: list[StoredEvent] = field(default_factory=list)
    created: Change[BookingRecord] | None = None


@dataclass(frozen=True)
class Comparison:
    """What is the same for all bookings of a batch."""

    teller: Teller
    baseline_last_id: int

    def compare(self, snapshot: Snapshot | None, marks: Sequence[Mark], now: Sighting) -> Finding:
        """Compare what was remembered with what was marked, at least once, and what is."""
        known = recall(snapshot, now.record) if snapshot else None
        if snapshot and known and snapshot.is_gone and _is_another(known.record, marks, now.record):
            known = None
        if known is None and self._is_old_news(marks):
            return Finding(remember(now.record, is_baseline=True) if now.record else None)
        changes = list_changes(known, marks, now)
        if not changes:
            return Finding(refresh(snapshot, known) if snapshot and known else None)
        sequence = snapshot.sequence if snapshot else 0
        told = self.teller.tell_changes(changes, sequence)
        record = changes[-1].after
        created = changes[0] if changes[0].before is None else None
        return Finding(remember(record, sequence + len(told), is_gone=not now.exists), told, created)

    def _is_old_news(self, marks: Sequence[Mark]) -> bool:
        """Whether a booking without a snapshot is older than the first start, and only now came to light."""
        return marks[0].object_id <= self.baseline_last_id and not _was_created(marks)


def _is_another(gone: BookingRecord, marks: Sequence[Mark], now: BookingRecord | None) -> bool:
    """Whether the id of a booking that is gone was given to another one, which the sweep may see first."""
    return _was_created(marks) or (now is not None and now.created_at != gone.created_at)


def _was_created(marks: Sequence[Mark]) -> bool:
    """Whether a booking was made; MySQL 5.7 gives an id again after a deletion and a restart."""
    return any(CREATED in mark.kinds for mark in marks)
