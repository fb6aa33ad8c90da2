"""Says up to where snapshots are sure to know a site's bookings; what came later is to be looked up there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - msgspec reads the annotations
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, select, union_all

from sidecar.db import state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.db.database import Transaction

STEP, DONE = "baseline_step", "done"
BASELINE_LAST_ID, LAST_NOTE = "baseline_last_booking_id", "sweep_note_cursor"
CURSORS = "sweep_cursors"
"""Names of facts in `state`, which baseline and sweep write."""
OF_DAYS = '"all_day":true'
"""How a record says that it takes whole days."""


@dataclass(frozen=True)
class Progress:
    """Bookings up to `booking_id` have snapshots, which are as BookingX's notes up to `note_id` say."""

    booking_id: int
    note_id: int


class _Cursors(msgspec.Struct):
    settled_id: int
    note_id: int


class _Reference(msgspec.Struct):
    id: int


class Known(msgspec.Struct):
    """What a snapshot says of whose time a booking takes, and when; None where it does not know."""

    id: int
    staff: _Reference | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def find_progress(tx: Transaction) -> Progress | None:
    """Return how far snapshots know; None as long as the baseline is not complete (primary key)."""
    found = state.find_values(tx, (STEP, CURSORS, BASELINE_LAST_ID, LAST_NOTE))
    if found.get(STEP) != DONE:
        return None
    if CURSORS in found:
        cursors = msgspec.json.decode(found[CURSORS], type=_Cursors)
        return Progress(cursors.settled_id, cursors.note_id)
    return Progress(int(found.get(BASELINE_LAST_ID) or 0), int(found.get(LAST_NOTE) or 0))


def list_known(
    tx: Transaction, object_type: str, after: datetime, before: datetime, days_after: datetime
) -> Iterator[Known]:
    """Yield what begins between two moments, and what has no beginning (index snapshots_start_idx, 3 times).

    Of what takes whole days, what begins earlier comes along, from `days_after` on.
    """
    c = tx.own.snapshots.c
    query = select(c.record).where(c.object_type == object_type, ~c.is_gone)
    of_days = (c.starts_at >= days_after, c.starts_at < after, func.instr(c.record, OF_DAYS) > 0)
    found = union_all(
        query.where(c.starts_at.between(after, before)),
        query.where(c.starts_at.is_(None)),
        query.where(*of_days),
    )
    for record in tx.execute(found).scalars():
        yield msgspec.json.decode(record, type=Known)


def list_marked(tx: Transaction, object_type: str, limit: int) -> list[int]:
    """Return the objects of which the outbox has marks that nobody worked off yet (index of the outbox)."""
    c = tx.own.outbox.c
    query = select(c.object_id).where(c.object_type == object_type).distinct().limit(limit)
    return list(tx.execute(query).scalars())
