"""The first start: remembers silently what is already there, so that only what happens from then on is told.

It goes step by step, each in batches that are transactions of their own: a killed start goes on where it
left off. An installation whose baseline an earlier version took has the later steps taken at its next start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import structlog

from sidecar.db import customers, outbox, progress, snapshots, state
from sidecar.db.customers import digest_email
from sidecar.object_types import BOOKING, CUSTOMER, SERVICE
from sidecar.services.changes import CREATED
from sidecar.services.detecting.addon_sources import remember_ends
from sidecar.services.detecting.services import remember_service
from sidecar.services.memory import remember
from sidecar.services.reading import list_services, read_bookings, take_readable
from sidecar.wp_bridge.offer_records import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.outbox import Mark
    from sidecar.db.snapshots import Snapshot
    from sidecar.services.sidecar import Sidecar

    Step = Callable[[Sidecar, Transaction, int], int | None]

BASELINE_LAST_ID = progress.BASELINE_LAST_ID
"""The highest booking that was there; set when the bookings are remembered, which is the first step."""
STEP = progress.STEP
DONE = progress.DONE
BATCH = 500
SNAPSHOTS = 100
"""Snapshots read at once: each may have three megabytes."""
LAST_NOTE = progress.LAST_NOTE
LAST_USER = "sweep_user_cursor"
LAST_COMMENT = "sweep_comment_cursor"

log = structlog.get_logger()


def ensure_baseline(sidecar: Sidecar) -> None:
    """Take the baseline unless it was taken; goes on where a killed start left off.

    What WordPress marks meanwhile waits in the outbox, so nothing that happens during it is lost. What it
    marked before a booking was remembered is part of what is remembered.
    """
    while not sidecar.database.run(lambda tx: _take_batch(sidecar, tx)):
        pass


def is_taken(tx: Transaction) -> bool:
    """Whether the baseline is complete; until then nothing is ingested."""
    return state.find_value(tx, STEP) == DONE


def _take_batch(sidecar: Sidecar, tx: Transaction) -> bool:
    """Take the next batch of the step that is under way; return whether the baseline is complete."""
    state.lock_ingest(tx)
    name = _find_step(tx)
    if name == DONE:
        return True
    cursor = f"baseline_{name}_cursor" if name != BOOKINGS else "baseline_cursor"
    last_id = STEPS[name](sidecar, tx, int(state.find_value(tx, cursor) or 0))
    if last_id is not None:
        state.set_value(tx, cursor, str(last_id))
        return False
    names = [*STEPS, DONE]
    state.set_value(tx, STEP, names[names.index(name) + 1])
    return False


def _find_step(tx: Transaction) -> str:
    """Return the step that is under way; versions that knew bookings alone did not write it down."""
    name = state.find_value(tx, STEP)
    if name is not None:
        return name
    return BOOKINGS if state.find_value(tx, BASELINE_LAST_ID) is None else SERVICES


def _take_bookings(sidecar: Sidecar, tx: Transaction, cursor: int) -> int | None:
    """Remember bookings; return where to go on, None at the end, as every step does."""
    if cursor == 0:
        state.set_value(tx, LAST_NOTE, str(sidecar.store.get_last_note_id(tx.connection)))
    listed = sidecar.store.list_ids_after(tx.connection, cursor, BATCH)
    ids = take_readable(sidecar, tx, listed)
    marked = outbox.list_marks_of(tx, BOOKING, ids)  # before the reading, which shows what they tell
    reading = read_bookings(sidecar, tx, ids)
    _drop_old_marks(tx, marked, reading.records)
    for booking_id, error in reading.failures.items():
        log.error("booking unread", action="baseline_skipped", booking=booking_id, error=type(error).__name__)
    snapshots.write_snapshots(
        tx, BOOKING, [remember(record, is_baseline=True) for record in reading.records.values()]
    )
    if len(listed) == BATCH or ids != listed:
        return ids[-1]
    state.set_value(tx, BASELINE_LAST_ID, str(ids[-1] if ids else cursor))
    return None


def _drop_old_marks(tx: Transaction, marked: Sequence[Mark], read: Container[int]) -> None:
    """Forget the marks of what is remembered as it is; those of a booking that was made meanwhile tell it."""
    new = {mark.object_id for mark in marked if CREATED in mark.kinds}
    old = [mark for mark in marked if mark.object_id in read and mark.object_id not in new]
    outbox.delete_marks(tx, old)


def _take_services(sidecar: Sidecar, tx: Transaction, cursor: int) -> int | None:
    """Remember the services that customers see."""
    services = list_services(sidecar, tx, BATCH, cursor) or []
    published = [service for service in services if service.status == PUBLISHED]
    snapshots.write_snapshots(tx, SERVICE, [remember_service(item, is_baseline=True) for item in published])
    return services[-1].id if len(services) == BATCH else None


def _take_users(sidecar: Sidecar, tx: Transaction, cursor: int) -> int | None:
    """Remember the addresses of all users: whoever they are, they are not new."""
    rows = sidecar.users.list_after(tx.connection, cursor, BATCH)
    new = outbox.list_created_ids(tx, CUSTOMER, [row.id for row in rows])
    _remember_addresses(tx, [row.email for row in rows if row.id not in new])
    if len(rows) == BATCH:
        return rows[-1].id
    state.set_value(tx, LAST_USER, str(rows[-1].id if rows else cursor))
    return None


def _take_guests(_sidecar: Sidecar, tx: Transaction, cursor: int) -> int | None:
    """Remember the addresses of all bookings, as the snapshots tell them."""
    found = snapshots.list_after(tx, BOOKING, cursor, SNAPSHOTS)
    new = outbox.list_created_ids(tx, BOOKING, [snapshot.object_id for snapshot in found])
    old = (snapshot for snapshot in found if snapshot.object_id not in new)
    _remember_addresses(tx, [_read_address(snapshot) for snapshot in old])
    return found[-1].object_id if len(found) == SNAPSHOTS else None


def _take_ends(sidecar: Sidecar, tx: Transaction, _cursor: int) -> int | None:
    """Note up to where comments and the add-ons' tables are old."""
    state.set_value(tx, LAST_COMMENT, str(sidecar.comments.get_last_id(tx.connection)))
    remember_ends(sidecar, tx)
    return None


def _remember_addresses(tx: Transaction, emails: Sequence[str]) -> None:
    customers.add_known(tx, {digest_email(email) for email in emails if email.strip()})


class _Addressee(msgspec.Struct):
    email: str


class _Addressed(msgspec.Struct):
    """What is asked of a booking's snapshot, whatever else its version wrote."""

    customer: _Addressee


def _read_address(snapshot: Snapshot) -> str:
    """Return a booking's address; "" for a snapshot that holds none, which must not stop the first start."""
    try:
        return msgspec.json.decode(snapshot.record, type=_Addressed).customer.email
    except msgspec.DecodeError:
        log.error("address unread", action="baseline_skipped", booking=snapshot.object_id)  # noqa: TRY400 # as above
        return ""


BOOKINGS, SERVICES = "bookings", "services"
STEPS: dict[str, Step] = {
    BOOKINGS: _take_bookings,
    SERVICES: _take_services,
    "users": _take_users,
    "guests": _take_guests,
    "ends": _take_ends,
}
"""What is remembered, in this order."""
