"""Takes a report over the API: checks it, and makes its event before the caller hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.db import outbox, state
from sidecar.db.outbox import Mark
from sidecar.errors import BodyTooLargeError, UnknownTriggerError
from sidecar.object_types import BOOKING, REPORT
from sidecar.services.baseline import is_taken
from sidecar.services.detecting.reports import check_report, read_report
from sidecar.services.ingest import ingest_marks
from sidecar.services.reports.details import read_booking_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

REPORTED = "reported"
MAX_FACTS = 60_000
"""Bytes; the column of the outbox holds 64 KB."""


def raise_trigger(sidecar: Sidecar, tx: Transaction, name: str, said: Mapping[str, Any]) -> list[str]:
    """Take a report of a trigger, by its key with `-` or `_`; return the ids of the events that it made.

    There are none when it was told before, or while the baseline is taken: then it waits in the outbox. What
    waits there of its booking is looked at first. Raises UnknownTriggerError, BodyTooLargeError, and
    InvalidDataError with a fault for every field that is wrong.
    """
    key = name.replace("-", "_")
    if key not in sidecar.triggers:
        raise UnknownTriggerError
    booking_id = read_booking_id(said)
    facts = {"trigger": key, "details": said}
    if len(msgspec.json.encode(facts)) > MAX_FACTS:
        raise BodyTooLargeError(f"A report has at most {MAX_FACTS} bytes. Send shorter texts.")
    mark = Mark(REPORT, booking_id, frozenset({REPORTED}), facts, state.read_now(tx))
    check_report(sidecar, tx, read_report(sidecar.triggers, mark))
    state.lock_ingest(tx)
    if not is_taken(tx):
        outbox.add_marks(tx, [mark])
        return []
    waiting = _list_waiting(tx, booking_id)
    outbox.delete_marks(tx, waiting)
    made = ingest_marks(sidecar, tx, [*waiting, mark])
    about = {(BOOKING, booking_id)} if booking_id else set()
    return [
        event.event_id
        for event in made
        if event.trigger_type == key and (not about or (event.object_type, event.object_id) in about)
    ]


def _list_waiting(tx: Transaction, booking_id: int) -> list[Mark]:
    """Return the marks of a booking and its reports, which came before this one."""
    if not booking_id:
        return []
    kinds = (BOOKING, REPORT)
    found = [mark for kind in kinds for mark in outbox.list_marks_of(tx, kind, [booking_id])]
    return sorted(found, key=lambda mark: mark.id or 0)
