"""Turns marks into events and deliveries: one transaction per batch, one process at a time.

The shim's doorbell, the worker's tick and the sweep all end here.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from sqlalchemy.exc import InternalError, NotSupportedError, OperationalError, ProgrammingError

from sidecar.db import outbox, state
from sidecar.errors import SidecarError
from sidecar.object_types import BOOKING, COMMENT, CUSTOMER, REMINDERS, REPORT, SERVICE
from sidecar.services.baseline import is_taken
from sidecar.services.detecting import addon_rows, bookings, customers, reports, reviews, services
from sidecar.services.detecting.batch import Batch, log_skipped, open_batch
from sidecar.services.reading import take_readable
from sidecar.services.recording import record_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.services.sidecar import Sidecar

    Detector = Callable[[Batch, Mapping[int, Sequence[Mark]]], list[StoredEvent]]

BATCH = 200
"""Marks per transaction: a bulk change of 500 bookings holds the ingest lock three times, briefly."""
NOBODYS_FAULT = (InternalError, NotSupportedError, OperationalError, ProgrammingError)
"""What the database refuses whatever the object: marks wait until it is better."""
OF_BOOKINGS = frozenset({BOOKING, REPORT})
"""Marks that name a booking, which is read."""
DETECTORS: dict[str, Detector] = {
    BOOKING: bookings.detect,  # before customers: of one who registers by booking it knows the phone number
    CUSTOMER: customers.detect,
    SERVICE: services.detect,
    REPORT: reports.detect,
    COMMENT: reviews.detect,
    REMINDERS: addon_rows.detect,
}
"""Who finds out what the marks of a kind of object mean, in the order in which their events are told."""


def drain(sidecar: Sidecar) -> int:
    """Ingest every mark that waits; return how many events that made."""
    made = 0
    while True:
        try:
            events_made, is_last = sidecar.database.run(lambda tx: _ingest_batch(sidecar, tx))
        except (SidecarError, *NOBODYS_FAULT):
            raise
        except Exception:  # noqa: BLE001 # one object of the batch cannot be processed: find out which
            events_made, is_last = _ingest_singly(sidecar)
        made += events_made
        if is_last:
            return made


def _ingest_batch(sidecar: Sidecar, tx: Transaction) -> tuple[int, bool]:
    """Ingest the oldest marks; return how many events were made, and whether no more marks wait."""
    if not outbox.list_marks(tx, 1):  # without the lock: most ticks find nothing
        return 0, True
    state.lock_ingest(tx)
    if not is_taken(tx):
        return 0, True
    listed = outbox.list_marks(tx, BATCH)
    marks = _take_readable(sidecar, tx, listed)
    is_last = len(marks) == len(listed) < BATCH
    if not is_last:  # a booking's steps must not be cut in two: its present comes after them all
        marks += outbox.list_later_marks(tx, marks)
    outbox.delete_marks(tx, marks)  # first: who looks for marks that wait must not find these
    return len(ingest_marks(sidecar, tx, marks)), is_last


def _take_readable(sidecar: Sidecar, tx: Transaction, marks: Sequence[Mark]) -> list[Mark]:
    """Return the first of these marks, up to one whose booking is too much to be read with the others."""
    ids = dict.fromkeys(mark.object_id for mark in marks if mark.object_type in OF_BOOKINGS)
    later = ids.keys() - take_readable(sidecar, tx, list(ids))
    return list(
        takewhile(lambda mark: mark.object_type not in OF_BOOKINGS or mark.object_id not in later, marks)
    )


def _ingest_singly(sidecar: Sidecar) -> tuple[int, bool]:
    """Ingest the oldest marks object by object; what cannot be processed is logged and dropped."""
    marks = sidecar.database.run(lambda tx: outbox.list_marks(tx, BATCH))
    made = 0
    for object_type, by_id in _group(marks).items():
        for object_id in by_id:
            try:
                made += sidecar.database.run(partial(_ingest_object, sidecar, object_type, object_id))
            except (SidecarError, *NOBODYS_FAULT):
                raise
            except Exception as error:  # noqa: BLE001 # whatever it is, the next object is not to wait for it
                sidecar.database.run(partial(_drop_marks, object_type, object_id, error))
    return made, len(marks) < BATCH


def _ingest_object(sidecar: Sidecar, object_type: str, object_id: int, tx: Transaction) -> int:
    state.lock_ingest(tx)
    marks = outbox.list_marks_of(tx, object_type, [object_id])
    outbox.delete_marks(tx, marks)
    return len(ingest_marks(sidecar, tx, marks))


def _drop_marks(object_type: str, object_id: int, error: Exception, tx: Transaction) -> None:
    log_skipped(tx, object_type, object_id, error)
    outbox.delete_marks(tx, outbox.list_marks_of(tx, object_type, [object_id]))


def ingest_marks(sidecar: Sidecar, tx: Transaction, marks: Sequence[Mark]) -> list[StoredEvent]:
    """Find out what the marks mean; write events, deliveries and new snapshots.

    Must hold the ingest lock. Marks of a kind that nobody knows, which a newer shim may write, mean nothing.
    """
    batch = open_batch(sidecar, tx)
    groups = _group(marks)
    for object_type, detect in DETECTORS.items():
        if object_type in groups:
            batch.made.extend(detect(batch, groups[object_type]))
    return record_events(sidecar, tx, batch.made)


def _group(marks: Iterable[Mark]) -> dict[str, dict[int, list[Mark]]]:
    """Return the marks by kind of object and by id, each object's in the order of writing."""
    groups: dict[str, dict[int, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        groups[mark.object_type][mark.object_id].append(mark)
    return groups
