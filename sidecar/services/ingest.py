"""Turns marks into events and deliveries: one transaction per batch, one process at a time.

The shim's doorbell, the worker's tick and the sweep all end here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import structlog

from sidecar.db import activity, events, outbox, snapshots, state
from sidecar.db.activity import Activity
from sidecar.db.snapshots import Snapshot
from sidecar.services import fan_out
from sidecar.services.changes import BOOKING, CREATED, Known, Sighting, list_changes
from sidecar.services.reading import read_bookings
from sidecar.services.subscribing import is_enabled
from sidecar.services.telling import make_events
from sidecar.wp_bridge.records import BookingRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.services.sidecar import Sidecar

BATCH = 200
"""Marks per transaction: a bulk change of 500 bookings holds the ingest lock three times, briefly."""
BASELINE_LAST_ID = "baseline_last_booking_id"
"""Set when the first start has taken its silent snapshots; until then nothing is ingested."""

log = structlog.get_logger()


def drain(sidecar: Sidecar) -> int:
    """Ingest every mark that waits; return how many events that made."""
    made = 0
    while True:
        events_made, taken = sidecar.database.run(lambda tx: _ingest_batch(sidecar, tx))
        made += events_made
        if taken < BATCH:
            return made


def _ingest_batch(sidecar: Sidecar, tx: Transaction) -> tuple[int, int]:
    """Ingest the oldest marks; return how many events were made and how many marks were taken."""
    if not outbox.list_marks(tx, 1):  # without the lock: most ticks find nothing
        return 0, 0
    state.lock_ingest(tx)
    if state.find_value(tx, BASELINE_LAST_ID) is None:
        return 0, 0
    marks = outbox.list_marks(tx, BATCH)
    if (
        len(marks) == BATCH
    ):  # a booking's steps must not be cut in two: what it is now comes after all of them
        marks += outbox.list_later_marks(tx, marks)
    made = ingest_marks(sidecar, tx, marks)
    outbox.delete_marks(tx, marks)
    return len(made), len(marks)


def ingest_marks(sidecar: Sidecar, tx: Transaction, marks: Sequence[Mark]) -> list[StoredEvent]:
    """Compare the marked bookings with their snapshots; write events, deliveries and new snapshots.

    Must hold the ingest lock. A booking that cannot be processed is logged and skipped: the next mark or
    the sweep comes back to it, and the others go on.
    """
    by_id = _group(marks)
    known = snapshots.read_snapshots(tx, BOOKING, by_id)
    reading = read_bookings(sidecar, tx, by_id)
    for booking_id, error in reading.failures.items():
        _log_failure(tx, booking_id, error)
        del by_id[booking_id]
    current = reading.records
    existing = sidecar.store.list_raw_statuses(tx.connection, by_id.keys() - current.keys())
    baseline_last_id = int(state.find_value(tx, BASELINE_LAST_ID) or 0)
    site_url = sidecar.read_site(tx).url
    made: list[StoredEvent] = []
    fresh: list[Snapshot] = []
    for booking_id, its_marks in by_id.items():
        now = Sighting(current.get(booking_id), booking_id in current or booking_id in existing)
        try:
            told, snapshot = _ingest_one(site_url, known.get(booking_id), its_marks, now, baseline_last_id)
        except Exception as error:  # noqa: BLE001 # one broken booking must not stop the queue
            _log_failure(tx, booking_id, error)
            continue
        made += told
        fresh += [snapshot] if snapshot else []
    return _write(sidecar, tx, made, fresh, known)


def _ingest_one(
    site_url: str, snapshot: Snapshot | None, marks: Sequence[Mark], now: Sighting, baseline_last_id: int
) -> tuple[list[StoredEvent], Snapshot | None]:
    """Return the events of one booking and its next snapshot, None when there is nothing new."""
    is_reused = snapshot is not None and snapshot.is_gone and _was_created(marks)
    known = _decode(snapshot, now.record) if snapshot and not is_reused else None
    if known is None and _is_old_news(marks, baseline_last_id):
        return [], encode_snapshot(now.record, is_baseline=True) if now.record else None
    changes = list_changes(known, marks, now)
    if not changes:
        return [], _refresh(snapshot, known) if snapshot and known else None
    sequence = snapshot.sequence if snapshot else 0
    told = make_events(site_url, changes, sequence)
    record = changes[-1].after
    return told, encode_snapshot(record, sequence + len(told), is_gone=not now.exists)


def _is_old_news(marks: Sequence[Mark], baseline_last_id: int) -> bool:
    """Whether a booking without a snapshot is older than the first start, and only now came to light."""
    return marks[0].object_id <= baseline_last_id and not _was_created(marks)


def _was_created(marks: Sequence[Mark]) -> bool:
    """Whether a booking was made; MySQL 5.7 gives an id again after a deletion and a restart."""
    return any(CREATED in mark.kinds for mark in marks)


def _group(marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    groups: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.object_type == BOOKING:
            groups[mark.object_id].append(mark)
    return groups


class _Remembered(msgspec.Struct):
    """What the snapshots of every version hold."""

    raw_status: str
    status: str


def _decode(snapshot: Snapshot, current: BookingRecord | None) -> Known:
    """Return what a snapshot says; of one that another version wrote the status, the rest is as it is now.

    Raises msgspec.DecodeError for what no version wrote, and where there is no booking to fill the gaps.
    """
    try:
        record = decode_record(snapshot.record)
    except msgspec.ValidationError:
        if current is None:
            raise
        remembered = msgspec.json.decode(snapshot.record, type=_Remembered)
        record = replace(current, raw_status=remembered.raw_status, status=remembered.status)
    return Known(record, is_told=not snapshot.is_baseline)


def _refresh(snapshot: Snapshot, known: Known) -> Snapshot | None:
    """Return the same snapshot in this version's form, None where it has that already."""
    fresh = replace(snapshot, record=msgspec.json.encode(known.record))
    return None if fresh == snapshot else fresh


def decode_record(record: bytes) -> BookingRecord:
    """Return the booking that a snapshot holds."""
    return msgspec.json.decode(record, type=BookingRecord)


def encode_snapshot(
    record: BookingRecord, sequence: int = 0, *, is_baseline: bool = False, is_gone: bool = False
) -> Snapshot:
    """Return the snapshot of a booking."""
    return Snapshot(record.id, msgspec.json.encode(record), sequence, is_baseline, is_gone)


def _write(
    sidecar: Sidecar,
    tx: Transaction,
    made: list[StoredEvent],
    fresh: list[Snapshot],
    known: dict[int, Snapshot],
) -> list[StoredEvent]:
    """Write all of a batch; return the events that are new, which is all unless snapshots were lost."""
    told = events.list_known_keys(tx, [event.dedup_key for event in made])
    made = [event for event in made if event.dedup_key not in told]
    snapshots.add_snapshots(tx, BOOKING, [s for s in fresh if s.object_id not in known])
    snapshots.replace_snapshots(tx, BOOKING, [s for s in fresh if s.object_id in known])
    events.add_events(tx, made)
    fan_out.enqueue_deliveries(tx, [e for e in made if is_enabled(sidecar.settings, e.trigger_type)])
    return made


def _log_failure(tx: Transaction, booking_id: int, error: Exception) -> None:
    log.error("ingest failed", action="ingest_failed", booking=booking_id, error=type(error).__name__)
    line = Activity(
        event_type="ingest",
        direction=activity.INTERNAL,
        success=False,
        request_data=f'{{"booking_id": {booking_id}}}',
        error_message=f"Booking {booking_id} was skipped: it cannot be processed ({type(error).__name__}).",
    )
    activity.add_activity(tx, [line])
