"""Says where the sweep looks: cheap queries that name the few bookings which may have changed silently.

Reads alone, without the ingest lock; what it names is compared in earnest by `sweep.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from sidecar.db import fingerprints, progress, snapshots, state
from sidecar.object_types import BOOKING
from sidecar.services.baseline import BASELINE_LAST_ID, LAST_NOTE, is_taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

NEWEST = 50
"""Newest bookings, all their rows."""
UPCOMING = 50
"""Bookings that start next, all their rows."""
WINDOW = 75
"""Of all bookings, in turn, all their rows."""
SPAN = 3000
"""Ids of which the bookings' own rows are looked at (status, times), in turn."""
GROUP = 100
"""Ids that are summed up together, so that thousands cost one row per group."""
GROUPS = 20
"""Groups that differ, and are looked at one by one in the same sweep."""
PAGE = 1000
"""New bookings, and new notes, in one sweep."""
QUIET = timedelta(seconds=30)
"""A booking younger than this may still be written by its request, whose own mark will come."""
CURSORS = progress.CURSORS


@dataclass(frozen=True)
class Cursors:
    """How far the sweeps came.

    Notes and new bookings are read in two sweeps at least, for a row with a lower id may be committed after
    one with a higher: `note_id` and `settled_id` are behind `last_note_id` and `seen_id` by a sweep. What is
    up to `settled_id` was there QUIET ago, whatever time it carries.
    """

    note_id: int
    last_note_id: int
    settled_id: int
    seen_id: int
    seen_at: datetime
    window_id: int = 0
    span_id: int = 0


@dataclass(frozen=True)
class Plan:
    """Bookings to compare, those that matter most first, and the cursors to keep once that is done."""

    suspects: list[int]
    cursors: Cursors


def make_plan(sidecar: Sidecar, tx: Transaction) -> Plan | None:
    """Return where to look; None as long as the baseline is not complete."""
    cursors = _read_cursors(tx)
    if cursors is None:
        return None
    noted, cursors = _next_notes(sidecar, tx, cursors)
    new, cursors = _next_new(sidecar, tx, cursors)
    newest = fingerprints.list_newest_ids(tx, BOOKING, NEWEST)
    upcoming = fingerprints.list_next_ids(tx, BOOKING, UPCOMING)
    window, cursors = _next_window(sidecar, tx, cursors)
    differing, cursors = _next_span(sidecar, tx, cursors, max(newest, default=0))
    looked_at = list(dict.fromkeys((*noted, *new, *newest, *upcoming, *window, *differing)))
    return Plan(_list_suspects(sidecar, tx, looked_at), cursors)


def keep_cursors(tx: Transaction, cursors: Cursors) -> None:
    """Go on from here the next time."""
    state.set_value(tx, CURSORS, msgspec.json.encode(cursors).decode())


def _read_cursors(tx: Transaction) -> Cursors | None:
    baseline = state.find_value(tx, BASELINE_LAST_ID)
    if baseline is None or not is_taken(tx):
        return None
    stored = state.find_value(tx, CURSORS)
    if stored is not None:
        return msgspec.json.decode(stored, type=Cursors)
    note_id, booking_id = int(state.find_value(tx, LAST_NOTE) or 0), int(baseline)
    return Cursors(note_id, note_id, booking_id, booking_id, datetime.now(UTC))


def _list_suspects(sidecar: Sidecar, tx: Transaction, ids: list[int]) -> list[int]:
    """Return those whose rows are not what the sweep last saw."""
    there = sidecar.store.read_fingerprints(tx.connection, ids)
    known = fingerprints.read_prints(tx, BOOKING, ids)
    suspects = []
    for booking_id in ids:
        seen = known.get(booking_id)
        if booking_id in there:
            is_suspect = seen is None or seen.fingerprint != there[booking_id]
        else:
            is_suspect = seen is not None and not seen.is_gone
        if is_suspect:
            suspects.append(booking_id)
    return suspects


def _next_notes(sidecar: Sidecar, tx: Transaction, cursors: Cursors) -> tuple[list[int], Cursors]:
    """Return the bookings that BookingX wrote a note about since the sweep before the last."""
    notes = sidecar.store.list_notes_after(tx.connection, cursors.note_id, PAGE)
    last = notes[-1].id if notes else cursors.last_note_id
    settled = last if len(notes) == PAGE else cursors.last_note_id
    cursors = replace(cursors, note_id=settled, last_note_id=last)
    return [note.booking_id for note in notes], cursors


def _next_new(sidecar: Sidecar, tx: Transaction, cursors: Cursors) -> tuple[list[int], Cursors]:
    """Return the bookings above those that were there QUIET ago, hidden ones included."""
    top_id = sidecar.store.get_top_id(tx.connection)
    ids = sidecar.store.list_ids_after(tx.connection, min(cursors.settled_id, top_id), PAGE)
    now = datetime.now(UTC)
    if cursors.seen_at + QUIET <= now:
        seen_id = ids[-1] if len(ids) == PAGE else top_id
        settled_id = min(cursors.seen_id, top_id)  # MySQL 5.7 gives ids again after a deletion and a restart
        cursors = replace(cursors, settled_id=settled_id, seen_id=seen_id, seen_at=now)
    return ids, cursors


def _next_window(sidecar: Sidecar, tx: Transaction, cursors: Cursors) -> tuple[list[int], Cursors]:
    """Return the next bookings by id, after the last one the first again; gone ones by their snapshots."""
    there = sidecar.store.list_ids_after(tx.connection, cursors.window_id, WINDOW)
    known = snapshots.list_standing_ids(tx, BOOKING, cursors.window_id, WINDOW)
    end = min((ids[-1] for ids in (there, known) if len(ids) == WINDOW), default=None)
    ids = [booking_id for booking_id in (*there, *known) if end is None or booking_id <= end]
    return ids, replace(cursors, window_id=end or 0)


def _next_span(
    sidecar: Sidecar, tx: Transaction, cursors: Cursors, newest_id: int
) -> tuple[list[int], Cursors]:
    """Return the ids of the groups in the next span whose bookings have another status than they had."""
    after_id, until_id = cursors.span_id, cursors.span_id + SPAN
    there = sidecar.store.sum_rows(tx.connection, after_id, until_id, GROUP)
    known = fingerprints.sum_rows(tx, BOOKING, after_id, until_id, GROUP)
    groups = sorted(group for group in there.keys() | known.keys() if there.get(group) != known.get(group))
    if len(groups) > GROUPS:
        groups = groups[:GROUPS]
        until_id = min(until_id, _last_id(groups[-1]))
    is_end = until_id >= max(newest_id, sidecar.store.get_top_id(tx.connection))
    return _list_ids(groups, after_id, until_id), replace(cursors, span_id=0 if is_end else until_id)


def _list_ids(groups: Iterable[int], after_id: int, until_id: int) -> list[int]:
    return [
        booking_id
        for group in groups
        for booking_id in range(group * GROUP, _last_id(group) + 1)
        if after_id < booking_id <= until_id
    ]


def _last_id(group: int) -> int:
    return group * GROUP + GROUP - 1
