"""The clock's trigger: tells each booking as many minutes before its start as a subscription asks for.

Snapshots know when bookings start, so the clock finds them by an index; the booking itself is read again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from sidecar.db import events, snapshots, state, subscriptions
from sidecar.db.snapshots import Reach
from sidecar.object_types import BOOKING
from sidecar.services.baseline import is_taken
from sidecar.services.detecting.batch import log_skipped, open_batch
from sidecar.services.reading import read_bookings
from sidecar.services.recording import record_events
from sidecar.services.subscriptions.tailoring import read_taste
from sidecar.spec import Change

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.detecting.batch import Batch
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord

TRIGGER = "booking_upcoming"
MINUTES = "minutes_before"
REACHES = "upcoming_reaches"
"""How far we looked ahead, by number of minutes: JSON."""
PAUSE = timedelta(seconds=5)
"""Between two looks; the worker asks each second."""
STANDING = frozenset({"pending", "confirmed"})


def announce(sidecar: Sidecar) -> int:
    """Tell the bookings that come up; return how many events that made."""
    return sidecar.database.run(lambda tx: _announce(sidecar, tx))


def _announce(sidecar: Sidecar, tx: Transaction) -> int:
    wanted = _list_wanted(tx)  # without the lock: most sites have no such Zap, most ticks nothing to do
    if not _is_time(tx, wanted):
        return 0
    state.lock_ingest(tx)
    if not is_taken(tx):
        return 0
    now = state.read_now(tx)
    found = _look_ahead(tx, wanted, now)
    return _tell(open_batch(sidecar, tx), found, now) if found else 0


def _is_time(tx: Transaction, wanted: Mapping[int, datetime]) -> bool:
    """Whether somebody asks for what we did not look at a moment ago, or nobody asks any more."""
    reaches = _load_reaches(tx)
    if wanted.keys() != reaches.keys():
        return True
    return bool(reaches) and state.read_now(tx) - min(reach.looked_at for reach in reaches.values()) >= PAUSE


def _look_ahead(tx: Transaction, wanted: Mapping[int, datetime], now: datetime) -> dict[int, list[int]]:
    """Return by booking the numbers of minutes for which it comes up, and note how far we looked.

    Who asks for the first time hears of what comes up from then on; who asks again, or for another number of
    minutes than before, begins anew.
    """
    past = _load_reaches(tx)
    last_look = max((reach.looked_at for reach in past.values()), default=None)
    found: dict[int, list[int]] = {}
    for minutes, born_at in sorted(wanted.items()):
        since = max(born_at, last_look or born_at)
        begun = Reach(since + timedelta(minutes=minutes), since)
        until = now + timedelta(minutes=minutes)
        for booking_id in snapshots.list_starting(tx, BOOKING, until, past.get(minutes, begun)):
            found.setdefault(booking_id, []).append(minutes)
    reaches = {minutes: Reach(now + timedelta(minutes=minutes), now) for minutes in wanted}
    state.set_value(tx, REACHES, msgspec.json.encode(reaches).decode())
    return found


def _list_wanted(tx: Transaction) -> dict[int, datetime]:
    """Return each number of minutes that is asked for, and since when there is somebody who does."""
    wanted: dict[int, datetime] = {}
    for filters, created_at in subscriptions.list_active_filters(tx, TRIGGER):
        for minutes in read_taste(filters, None).filters.get(MINUTES, []):
            wanted[minutes] = min(created_at, wanted.get(minutes, created_at))
    return wanted


def _load_reaches(tx: Transaction) -> dict[int, Reach]:
    return msgspec.json.decode(state.find_value(tx, REACHES) or "{}", type=dict[int, Reach])


def _tell(batch: Batch, found: Mapping[int, list[int]], now: datetime) -> int:
    """Tell the found bookings, each once for a start and a number of minutes; return how many events."""
    standing = _read_standing(batch, found, now)
    known = snapshots.read_snapshots(batch.tx, BOOKING, standing)
    sequences = {booking_id: snapshot.sequence for booking_id, snapshot in known.items()}
    due = [(standing[id_], minutes) for id_ in standing for minutes in found[id_]]
    keys = [_make(batch, record, minutes, 0, now).dedup_key for record, minutes in due]
    told = events.list_known_keys(batch.tx, keys)
    made = []
    for (record, minutes), key in zip(due, keys, strict=True):
        if key not in told:
            sequences[record.id] += 1
            made.append(_make(batch, record, minutes, sequences[record.id], now))
    snapshots.set_sequences(batch.tx, BOOKING, {event.object_id: event.sequence for event in made})
    return len(record_events(batch.sidecar, batch.tx, made))


def _read_standing(batch: Batch, ids: Collection[int], now: datetime) -> dict[int, BookingRecord]:
    """Return those of the bookings that will take place; what moved or went meanwhile is left to ingest."""
    reading = read_bookings(batch.sidecar, batch.tx, ids)
    for booking_id, error in reading.failures.items():
        log_skipped(batch.tx, BOOKING, booking_id, error)
    return {
        record.id: record
        for record in reading.records.values()
        if record.status in STANDING and record.starts_at is not None and record.starts_at > now
    }


def _make(batch: Batch, record: BookingRecord, minutes: int, sequence: int, now: datetime) -> StoredEvent:
    trigger = batch.sidecar.triggers[TRIGGER]
    change = Change(BOOKING, record.id, record, record, now)
    return batch.teller.tell(trigger, change, {MINUTES: minutes}, sequence)
