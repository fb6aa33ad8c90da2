"""Looks for changes that no hook told: SQL writes, imports, a shim that was switched off.

It makes marks of what it finds, so a change goes the same way whoever noticed it. Where it looks is in
`suspects.py`; what it finds there to be as it was known, it knows again by its fingerprint.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from sidecar.db import fingerprints, outbox, snapshots, state
from sidecar.db.outbox import Mark
from sidecar.object_types import BOOKING
from sidecar.services.detecting.addon_rows import detect_addon_rows
from sidecar.services.detecting.batch import open_batch
from sidecar.services.ingest import ingest_marks
from sidecar.services.memory import remember
from sidecar.services.reading import read_bookings, take_readable
from sidecar.services.recording import record_events
from sidecar.services.sweeping import suspects
from sidecar.services.sweeping.silent import list_silent_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.snapshots import Snapshot
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord

BATCH = 50
"""Suspects per transaction: ingest never waits long, however much is new."""


def sweep(sidecar: Sidecar) -> int:
    """Find silent changes, and ingest them; return how many events that made.

    The cursors move last: a sweep that is killed is done again, and two at once do the same.
    """
    plan = sidecar.database.run(partial(suspects.make_plan, sidecar))
    if plan is None:
        return 0
    made = 0
    for ids in _batches(sidecar, plan.suspects):
        made += sidecar.database.run(partial(_compare, sidecar, ids, plan.cursors.settled_id))
    sidecar.database.run(lambda tx: suspects.keep_cursors(tx, plan.cursors))
    return made + sidecar.database.run(partial(_sweep_others, sidecar))


def _batches(sidecar: Sidecar, ids: Sequence[int]) -> Iterator[list[int]]:
    while ids:
        batch = sidecar.database.run(partial(_take_batch, sidecar, ids))
        yield batch
        ids = ids[len(batch) :]


def _take_batch(sidecar: Sidecar, ids: Sequence[int], tx: Transaction) -> list[int]:
    return take_readable(sidecar, tx, ids[:BATCH])


def _compare(sidecar: Sidecar, ids: Sequence[int], settled_id: int, tx: Transaction) -> int:
    """Compare bookings with their snapshots; ingest those that differ, note the others' fingerprints.

    Those for which marks wait are left to ingest, which knows the steps in between. What is ingested keeps
    no fingerprint: should it be skipped there, or change meanwhile, the next sweep comes back to it.
    """
    state.lock_ingest(tx)
    there = sidecar.store.read_fingerprints(tx.connection, ids)  # before the records they stand for
    known = snapshots.read_snapshots(tx, BOOKING, ids)
    reading = read_bookings(sidecar, tx, ids)
    marked = outbox.list_marked_ids(tx, BOOKING, ids)  # after the reading: what was marked before it is seen
    now = datetime.now(UTC)
    marks: list[Mark] = []
    same: dict[int, str] = {}
    for booking_id in sorted(set(ids) - reading.failures.keys() - marked):
        snapshot, record = known.get(booking_id), reading.records.get(booking_id)
        is_settled = booking_id <= settled_id
        if _is_changed(snapshot, record, now, exists=booking_id in there, is_settled=is_settled):
            marks.append(Mark(BOOKING, booking_id, frozenset({"swept"}), {}, now))
        elif snapshot is not None and booking_id in there:
            same[booking_id] = there[booking_id]
    fingerprints.store_prints(tx, BOOKING, same)
    return len(ingest_marks(sidecar, tx, marks)) if marks else 0


def _sweep_others(sidecar: Sidecar, tx: Transaction) -> int:
    """Find what changed silently beside bookings: services, users, comments, the add-ons' tables."""
    state.lock_ingest(tx)
    batch = open_batch(sidecar, tx)
    rows = detect_addon_rows(batch)
    made = record_events(sidecar, tx, [*batch.made, *rows])  # first what their bookings show by themselves
    marks = list_silent_marks(sidecar, tx)
    if marks:
        made += ingest_marks(sidecar, tx, marks)
    return len(made)


def _is_changed(
    snapshot: Snapshot | None,
    record: BookingRecord | None,
    now: datetime,
    *,
    exists: bool,
    is_settled: bool,
) -> bool:
    """Whether a booking is not as its snapshot says.

    One without a snapshot, or with that of a gone one whose id it has, is left to its own mark for a while;
    by its age, or by ours if its time lies in the future.
    """
    if record is None:
        return snapshot is not None and not snapshot.is_gone and not exists
    if snapshot is not None and not snapshot.is_gone:
        return remember(record).record != snapshot.record
    return is_settled or record.created_at is None or record.created_at < now - suspects.QUIET
