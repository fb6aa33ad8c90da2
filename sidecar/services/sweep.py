"""Looks for changes that no hook told: SQL writes, imports, a shim that was switched off.

It makes marks of what it finds, so a change goes the same way whoever noticed it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sidecar.db import outbox, snapshots, state
from sidecar.db.outbox import Mark
from sidecar.services.baseline import BASELINE_LAST_ID, LAST_NOTE
from sidecar.services.changes import BOOKING
from sidecar.services.ingest import ingest_marks
from sidecar.services.memory import remember
from sidecar.services.reading import read_bookings

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

NEWEST = 200
"""Bookings that are always looked at: a cursor alone could pass one that was still being written."""
WINDOW = 500
"""Older bookings looked at per sweep, in turn."""
WINDOW_CURSOR = "sweep_window_cursor"
QUIET = timedelta(seconds=30)
"""A booking younger than this may still be written by its request, whose own mark will come."""


def sweep(sidecar: Sidecar) -> int:
    """Find silent changes, and ingest them; return how many events that made."""
    return sidecar.database.run(lambda tx: _sweep(sidecar, tx))


def _sweep(sidecar: Sidecar, tx: Transaction) -> int:
    state.lock_ingest(tx)
    if state.find_value(tx, BASELINE_LAST_ID) is None:
        return 0
    suspects = _list_noted(sidecar, tx)
    suspects |= set(sidecar.store.list_newest_ids(tx.connection, NEWEST)) | _next_window(sidecar, tx)
    marks = _list_marks(sidecar, tx, sorted(suspects))
    return len(ingest_marks(sidecar, tx, marks)) if marks else 0


def _list_noted(sidecar: Sidecar, tx: Transaction) -> set[int]:
    """Return the bookings that BookingX wrote a note about since the last sweep."""
    cursor = int(state.find_value(tx, LAST_NOTE) or 0)
    notes = sidecar.store.list_notes_after(tx.connection, cursor, WINDOW)
    if notes:
        state.set_value(tx, LAST_NOTE, str(notes[-1].id))
    return {note.booking_id for note in notes}


def _next_window(sidecar: Sidecar, tx: Transaction) -> set[int]:
    """Return the next bookings by id, after the last one the first again; gone ones by their snapshots."""
    cursor = int(state.find_value(tx, WINDOW_CURSOR) or 0)
    there = sidecar.store.list_ids_after(tx.connection, cursor, WINDOW)
    known = snapshots.list_standing_ids(tx, BOOKING, cursor, WINDOW)
    end = min((ids[-1] for ids in (there, known) if len(ids) == WINDOW), default=None)
    state.set_value(tx, WINDOW_CURSOR, str(end or 0))
    return {booking_id for booking_id in (*there, *known) if end is None or booking_id <= end}


def _list_marks(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> list[Mark]:
    """Return a mark for each booking that is not as its snapshot says.

    Those for which marks wait are left to ingest, which knows the steps in between.
    """
    known = snapshots.read_snapshots(tx, BOOKING, ids)
    reading = read_bookings(sidecar, tx, ids)
    current = reading.records
    existing = sidecar.store.list_raw_statuses(tx.connection, [i for i in ids if i not in current])
    now = datetime.now(UTC)
    marks = []
    marked = outbox.list_marked_ids(tx, BOOKING, ids)  # after the reading: what was marked before it is seen
    for booking_id in sorted(set(ids) - reading.failures.keys() - marked):
        snapshot, record = known.get(booking_id), current.get(booking_id)
        if record is None:
            is_changed = snapshot is not None and not snapshot.is_gone and booking_id not in existing
        elif snapshot is None:
            is_changed = record.created_at is None or record.created_at < now - QUIET
        else:
            is_changed = remember(record).record != snapshot.record
        if is_changed:
            marks.append(Mark(BOOKING, booking_id, frozenset({"swept"}), {}, now))
    return marks
