"""What happened to the marked bookings: each is compared with its snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from sidecar.db import outbox, snapshots, state
from sidecar.object_types import BOOKING
from sidecar.services.baseline import BASELINE_LAST_ID
from sidecar.services.changes import Sighting
from sidecar.services.comparing import Comparison
from sidecar.services.detecting import customers
from sidecar.services.detecting.batch import log_skipped
from sidecar.services.reading import read_bookings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.db.snapshots import Snapshot
    from sidecar.services.detecting.batch import Batch
    from sidecar.spec import Change
    from sidecar.wp_bridge.records import BookingRecord

LOOKS = 10
"""How often a booking is looked at again because it changed meanwhile; then it is told as it is."""


def detect(batch: Batch, marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return the events of the marked bookings, by id and in order; writes their new snapshots.

    Before them come the customers who are new with these bookings.
    A booking that cannot be processed is logged and skipped: the next mark or the sweep comes back to it.
    """
    tx = batch.tx
    seen, marks = _look_after_marks(batch, marks)
    known = snapshots.read_snapshots(tx, BOOKING, marks)
    batch.ledger.expect(marks)
    comparison = Comparison(batch.teller, int(state.find_value(tx, BASELINE_LAST_ID) or 0))
    made: list[StoredEvent] = []
    fresh: list[Snapshot] = []
    created: list[Change[BookingRecord]] = []
    for booking_id, now in seen.items():
        try:
            finding = comparison.compare(known.get(booking_id), marks[booking_id], now)
        except SQLAlchemyError:
            raise  # the transaction has to begin anew
        except Exception as error:  # noqa: BLE001 # one broken booking must not stop the queue
            log_skipped(tx, BOOKING, booking_id, error)
            continue
        made += finding.events
        fresh += [finding.snapshot] if finding.snapshot else []
        created += [finding.created] if finding.created else []
    snapshots.write_snapshots(tx, BOOKING, fresh)
    return [*customers.greet(batch, created), *made]


def _look_after_marks(
    batch: Batch, marks: Mapping[int, Sequence[Mark]]
) -> tuple[dict[int, Sighting], dict[int, list[Mark]]]:
    """Return the bookings as they are now, and all marks of the steps that led there.

    Marks that still wait, or were written while we looked, are taken along, and their bookings looked at
    again: what is there comes after all steps. Bookings at which the reader fails are logged and left out.
    """
    taken = {booking_id: list(of_one) for booking_id, of_one in marks.items()}
    seen: dict[int, Sighting | Exception] = {}
    ids: Collection[int] = marks.keys()
    for _ in range(LOOKS):
        seen |= _look(batch, ids)
        late = outbox.list_marks_of(batch.tx, BOOKING, ids)
        outbox.delete_marks(batch.tx, late)
        for mark in late:
            taken[mark.object_id].append(mark)
        ids = {mark.object_id for mark in late}
        if not ids:
            break
    for booking_id, found in seen.items():
        if isinstance(found, Exception):
            log_skipped(batch.tx, BOOKING, booking_id, found)
    return {id_: found for id_, found in seen.items() if isinstance(found, Sighting)}, taken


def _look(batch: Batch, ids: Collection[int]) -> dict[int, Sighting | Exception]:
    """Return the bookings as they are now, or what befell the reader."""
    reading = read_bookings(batch.sidecar, batch.tx, ids)
    unseen = set(ids) - reading.records.keys() - reading.failures.keys()
    gone = unseen and unseen - batch.sidecar.store.list_raw_statuses(batch.tx.connection, unseen).keys()
    seen = {id_: Sighting(reading.records.get(id_), exists=id_ not in gone) for id_ in ids}
    return seen | reading.failures
