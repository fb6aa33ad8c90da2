"""The first start: takes a silent snapshot of every booking that is already there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from sidecar.db import snapshots, state
from sidecar.services.changes import BOOKING
from sidecar.services.memory import remember
from sidecar.services.reading import read_bookings

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

BASELINE_LAST_ID = "baseline_last_booking_id"
"""Set when the baseline is complete; until then nothing is ingested."""
BATCH = 500
CURSOR = "baseline_cursor"
LAST_NOTE = "sweep_note_cursor"

log = structlog.get_logger()


def ensure_baseline(sidecar: Sidecar) -> None:
    """Take the baseline unless it was taken; goes on where a killed start left off.

    What WordPress marks meanwhile waits in the outbox, so nothing that happens during it is lost.
    """
    while not sidecar.database.run(lambda tx: _take_batch(sidecar, tx)):
        pass


def _take_batch(sidecar: Sidecar, tx: Transaction) -> bool:
    """Take the next snapshots; return whether the baseline is complete."""
    state.lock_ingest(tx)
    if state.find_value(tx, BASELINE_LAST_ID) is not None:
        return True
    cursor = int(state.find_value(tx, CURSOR) or 0)
    if cursor == 0:
        state.set_value(tx, LAST_NOTE, str(sidecar.store.get_last_note_id(tx.connection)))
    ids = sidecar.store.list_ids_after(tx.connection, cursor, BATCH)
    reading = read_bookings(sidecar, tx, ids)
    for booking_id, error in reading.failures.items():
        log.error("booking unread", action="baseline_skipped", booking=booking_id, error=type(error).__name__)
    snapshots.add_snapshots(
        tx, BOOKING, [remember(record, is_baseline=True) for record in reading.records.values()]
    )
    if len(ids) == BATCH:
        state.set_value(tx, CURSOR, str(ids[-1]))
        return False
    state.set_value(tx, BASELINE_LAST_ID, str(ids[-1] if ids else cursor))
    return True
