"""What happened to the marked bookings: each is compared with its snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import snapshots, state
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


def detect(batch: Batch, marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return the events of the marked bookings, by id and in order; writes their new snapshots.

    Before them come the customers who are new with these bookings.
    A booking that cannot be processed is logged and skipped: the next mark or the sweep comes back to it.
    """
    tx = batch.tx
    known = snapshots.read_snapshots(tx, BOOKING, marks)
    batch.ledger.expect(marks)
    comparison = Comparison(batch.teller, int(state.find_value(tx, BASELINE_LAST_ID) or 0))
    made: list[StoredEvent] = []
    fresh: list[Snapshot] = []
    created: list[Change[BookingRecord]] = []
    for booking_id, now in _look(batch, marks).items():
        try:
            finding = comparison.compare(known.get(booking_id), marks[booking_id], now)
        except Exception as error:  # noqa: BLE001 # one broken booking must not stop the queue
            log_skipped(tx, BOOKING, booking_id, error)
            continue
        made += finding.events
        fresh += [finding.snapshot] if finding.snapshot else []
        created += [finding.created] if finding.created else []
    snapshots.write_snapshots(tx, BOOKING, fresh)
    return [*customers.greet(batch, created), *made]


def _look(batch: Batch, ids: Collection[int]) -> dict[int, Sighting]:
    """Return the bookings as they are now, without those at which the reader fails: these are logged."""
    sidecar, tx = batch.sidecar, batch.tx
    reading = read_bookings(sidecar, tx, ids)
    for booking_id, error in reading.failures.items():
        log_skipped(tx, BOOKING, booking_id, error)
    unseen = set(ids) - reading.records.keys() - reading.failures.keys()
    gone = unseen - sidecar.store.list_raw_statuses(tx.connection, unseen).keys() if unseen else unseen
    readable = (booking_id for booking_id in ids if booking_id not in reading.failures)
    return {id_: Sighting(reading.records.get(id_), exists=id_ not in gone) for id_ in readable}
