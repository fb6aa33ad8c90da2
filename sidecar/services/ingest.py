"""Turns marks into events and deliveries: one transaction per batch, one process at a time.

The shim's doorbell, the worker's tick and the sweep all end here.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DataError, IntegrityError

from sidecar.db import activity, events, outbox, snapshots, state
from sidecar.db.activity import Activity
from sidecar.services import fan_out
from sidecar.services.baseline import BASELINE_LAST_ID
from sidecar.services.changes import BOOKING, Sighting
from sidecar.services.comparing import Comparison
from sidecar.services.reading import read_bookings
from sidecar.services.subscribing import is_enabled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.db.snapshots import Snapshot
    from sidecar.services.sidecar import Sidecar

BATCH = 200
"""Marks per transaction: a bulk change of 500 bookings holds the ingest lock three times, briefly."""
log = structlog.get_logger()


def drain(sidecar: Sidecar) -> int:
    """Ingest every mark that waits; return how many events that made."""
    made = 0
    while True:
        try:
            events_made, taken = sidecar.database.run(lambda tx: _ingest_batch(sidecar, tx))
        except (DataError, IntegrityError):  # one row of the batch is refused: find out which
            events_made, taken = _ingest_singly(sidecar)
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
    if len(marks) == BATCH:  # a booking's steps must not be cut in two: its present comes after them all
        marks += outbox.list_later_marks(tx, marks)
    made = ingest_marks(sidecar, tx, marks)
    outbox.delete_marks(tx, marks)
    return len(made), len(marks)


def _ingest_singly(sidecar: Sidecar) -> tuple[int, int]:
    """Ingest the oldest marks booking by booking; what the database refuses is logged and dropped."""
    marks = sidecar.database.run(lambda tx: outbox.list_marks(tx, BATCH))
    made = 0
    for booking_id in _group(marks):
        try:
            made += sidecar.database.run(partial(_ingest_booking, sidecar, booking_id))
        except (DataError, IntegrityError) as error:
            sidecar.database.run(partial(_drop_marks, booking_id, error))
    return made, len(marks)


def _ingest_booking(sidecar: Sidecar, booking_id: int, tx: Transaction) -> int:
    state.lock_ingest(tx)
    marks = outbox.list_marks_of(tx, BOOKING, booking_id)
    made = ingest_marks(sidecar, tx, marks)
    outbox.delete_marks(tx, marks)
    return len(made)


def _drop_marks(booking_id: int, error: Exception, tx: Transaction) -> None:
    _log_failure(tx, booking_id, error)
    outbox.delete_marks(tx, outbox.list_marks_of(tx, BOOKING, booking_id))


def ingest_marks(sidecar: Sidecar, tx: Transaction, marks: Sequence[Mark]) -> list[StoredEvent]:
    """Compare the marked bookings with their snapshots; write events, deliveries and new snapshots.

    Must hold the ingest lock. A booking that cannot be processed is logged and skipped: the next mark or
    the sweep comes back to it, and the others go on.
    """
    by_id = _group(marks)
    known = snapshots.read_snapshots(tx, BOOKING, by_id)
    comparison = Comparison(sidecar.read_site(tx).url, int(state.find_value(tx, BASELINE_LAST_ID) or 0))
    made: list[StoredEvent] = []
    fresh: list[Snapshot] = []
    for booking_id, now in _look(sidecar, tx, by_id).items():
        try:
            finding = comparison.compare(known.get(booking_id), by_id[booking_id], now)
        except Exception as error:  # noqa: BLE001 # one broken booking must not stop the queue
            _log_failure(tx, booking_id, error)
            continue
        made += finding.events
        fresh += [finding.snapshot] if finding.snapshot else []
    _write_snapshots(tx, fresh, known)
    return _write_events(sidecar, tx, made)


def _look(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> dict[int, Sighting]:
    """Return the bookings as they are now, without those at which the reader fails: these are logged."""
    reading = read_bookings(sidecar, tx, ids)
    for booking_id, error in reading.failures.items():
        _log_failure(tx, booking_id, error)
    unseen = set(ids) - reading.records.keys() - reading.failures.keys()
    gone = unseen - sidecar.store.list_raw_statuses(tx.connection, unseen).keys()
    readable = (booking_id for booking_id in ids if booking_id not in reading.failures)
    return {id_: Sighting(reading.records.get(id_), exists=id_ not in gone) for id_ in readable}


def _group(marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    groups: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.object_type == BOOKING:
            groups[mark.object_id].append(mark)
    return groups


def _write_snapshots(tx: Transaction, fresh: list[Snapshot], known: dict[int, Snapshot]) -> None:
    snapshots.add_snapshots(tx, BOOKING, [s for s in fresh if s.object_id not in known])
    snapshots.replace_snapshots(tx, BOOKING, [s for s in fresh if s.object_id in known])


def _write_events(sidecar: Sidecar, tx: Transaction, made: list[StoredEvent]) -> list[StoredEvent]:
    """Write events and deliveries; return the new ones, which is all of them unless snapshots were lost."""
    told = events.list_known_keys(tx, [event.dedup_key for event in made])
    made = [event for event in made if event.dedup_key not in told]
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
