"""The clock's trigger: tells each booking as many minutes before its start as a subscription asks for.

Snapshots know when bookings start, so the clock finds them by an index; the booking itself is read again.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from sidecar.services.subscriptions.tailoring import Payload, Tailor, read_taste
from sidecar.spec import Change
from sidecar.wp_bridge.records import BookingRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.detecting.batch import Batch
    from sidecar.services.sidecar import Sidecar

TRIGGER = "booking_upcoming"
MINUTES = "minutes_before"
REACHES = "upcoming_reaches"
"""How far we looked ahead, by number of minutes: JSON."""
PAUSE = timedelta(seconds=5)
"""Between two looks; the worker asks each second."""
STANDING = frozenset({"pending", "confirmed"})
TELLING = "telling"
MAX_TELLINGS = 5
"""Of one booking, start and number of minutes; each of them is for others."""
KEYS_AT_ONCE = 5000
"""In one query: databases take only so many values in it."""


@dataclass(frozen=True, eq=False)
class Coming:
    """A booking that comes up, and for which number of minutes."""

    record: BookingRecord
    minutes: int


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
    """Tell the found bookings, each once for a start and a number of minutes; return how many events.

    A Zap whose filters a booking did not meet then is told once it does: a booking that is confirmed late is
    a reminder that nobody sent.
    """
    standing = _read_standing(batch, found, now)
    known = snapshots.read_snapshots(batch.tx, BOOKING, standing)
    sequences = {booking_id: snapshot.sequence for booking_id, snapshot in known.items()}
    due = [Coming(standing[id_], minutes) for id_ in standing for minutes in found[id_]]
    made: list[StoredEvent] = []
    earlier: dict[str, list[bytes]] = {}
    for coming, past in _list_tellings(batch, due, now):
        id_ = coming.record.id
        sequences[id_] += 1
        event = _make(batch, coming, now, sequences[id_], telling=len(past) + 1)
        made.append(event)
        earlier[event.event_id] = past
    snapshots.set_sequences(batch.tx, BOOKING, {event.object_id: event.sequence for event in made})
    return len(record_events(batch.sidecar, batch.tx, made, earlier))


def _list_tellings(
    batch: Batch, due: Sequence[Coming], now: datetime
) -> Iterator[tuple[Coming, list[bytes]]]:
    """Yield what is to be told, each with the payloads of what was told of it before."""
    events_now = {coming: _make(batch, coming, now) for coming in due}
    told = events.list_known_keys(batch.tx, [event.dedup_key for event in events_now.values()])
    choosy = _list_choosy(batch) if told else []
    known = {coming: event for coming, event in events_now.items() if event.dedup_key in told}
    past = _read_past(batch, known if choosy else {}, now)
    for coming, event in events_now.items():
        if event.dedup_key not in told:
            yield coming, []
        elif coming in past and _is_missed(choosy, event.payload, past[coming]):
            yield coming, past[coming]


def _list_choosy(batch: Batch) -> list[Tailor]:
    """Return those who do not want every booking of their lead time: only they can have missed one."""
    trigger = batch.sidecar.triggers[TRIGGER]
    wanted = subscriptions.list_active_filters(batch.tx, TRIGGER)
    tailors = (Tailor(trigger, read_taste(filters, None)) for filters, _ in wanted)
    return [tailor for tailor in tailors if len(tailor.conditions) > 1]


def _is_missed(choosy: Sequence[Tailor], now: bytes, past: Sequence[bytes]) -> bool:
    """Whether somebody wants it as it is now, and wanted none of what was told before."""
    if len(past) >= MAX_TELLINGS:
        return False
    payload, told = Payload(now), [Payload(body) for body in past]
    return any(tailor.wants(payload) and not any(tailor.wants(one) for one in told) for tailor in choosy)


def _read_past(batch: Batch, again: Mapping[Coming, StoredEvent], now: datetime) -> dict[Coming, list[bytes]]:
    """Return by what was told before the payloads, oldest first.

    A round for each telling: most were told once, and to make the key of a telling is to make its event.
    """
    past: dict[Coming, list[bytes]] = {coming: [] for coming in again}
    keys = {coming: event.dedup_key for coming, event in again.items()}
    while keys:
        stored = _read_payloads(batch.tx, list(keys.values()))
        found = {coming: stored[key] for coming, key in keys.items() if key in stored}
        for coming, payload in found.items():
            past[coming].append(payload)
        more = {coming: len(past[coming]) + 1 for coming in found if len(past[coming]) < MAX_TELLINGS}
        keys = {coming: _make(batch, coming, now, telling=n).dedup_key for coming, n in more.items()}
    return past


def _read_payloads(tx: Transaction, keys: Sequence[str]) -> dict[str, bytes]:
    stored: dict[str, bytes] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        stored |= events.read_payloads(tx, keys[start : start + KEYS_AT_ONCE])
    return stored


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


def _make(batch: Batch, coming: Coming, now: datetime, sequence: int = 0, *, telling: int = 1) -> StoredEvent:
    trigger = batch.sidecar.triggers[TRIGGER]
    record = coming.record
    change = Change(BOOKING, record.id, record, record, now)
    return batch.teller.tell(trigger, change, {MINUTES: coming.minutes, TELLING: telling}, sequence)
