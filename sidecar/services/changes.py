"""Decides what happened to a booking: pure comparison of what was known with what was marked and what is.

Three marks for one change make one change; steps in between, which the marks' facts tell, are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sidecar.db.outbox import Mark
from sidecar.object_types import BOOKING
from sidecar.services.origins import carries_data, find_data_origin, find_origin, is_mixed
from sidecar.spec import ORIGIN_SITE, Change, Removal
from sidecar.wp_bridge.records import BookingRecord
from sidecar.wp_bridge.statuses import to_public_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CREATED, DELETED = "created", "deleted"
BINNED_STATUS = "trash"
RAW_STATUS = re.compile(r"[A-Za-z0-9_-]{1,20}")
"""What WordPress can store as a status; anything else in a mark's facts was not written by the shim."""


@dataclass(frozen=True)
class Known:
    """What we knew of a booking; `is_told` is False for those of the first start's baseline."""

    record: BookingRecord
    is_told: bool = True


@dataclass(frozen=True)
class Sighting:
    """A booking as it is now: `record` is None when it cannot be seen; `exists` tells hidden from gone."""

    record: BookingRecord | None
    exists: bool


@dataclass(frozen=True)
class _Step:
    """A state, and the mark that tells of it; None for the state that is there now."""

    record: BookingRecord
    occurred_at: datetime
    removal: Removal | None = None
    mark: Mark | None = None


def list_changes(known: Known | None, marks: Sequence[Mark], now: Sighting) -> list[Change[BookingRecord]]:
    """Return the changes that lead from what was known to what is, oldest first.

    `marks` are those of one booking in the order of writing, at least one. A booking of the baseline that
    carries a mark `created` was made while the baseline was taken: it counts as new.
    """
    was_created = any(CREATED in mark.kinds for mark in marks)
    before = known.record if known and (known.is_told or not was_created) else None
    changes = []
    for step in _list_steps(known.record if known else now.record, marks, now):
        if step.record != before:
            changes.append(_change(before, step, _find_origin(before, step, marks)))
        before = step.record
    return changes


def _list_steps(last: BookingRecord | None, marks: Sequence[Mark], now: Sighting) -> Iterator[_Step]:
    """Yield each state in turn: one per mark that tells a status, and the one that is there now."""
    turn = _find_turn(marks)
    for number, mark in enumerate(marks):
        seen = (last or now.record) if number < turn else (now.record or last)
        if seen is None:
            return  # made and deleted before anyone looked: there is nothing to tell
        if DELETED not in mark.kinds:
            yield from _marked_step(seen, mark)
    end = marks[-1].marked_at
    if now.record is not None:
        yield _Step(now.record, end, _removal(now.record.raw_status))
    elif not now.exists and last is not None:
        gone = replace(last, raw_status=DELETED, status="cancelled")
        yield _Step(gone, end, Removal.DELETED)


def _marked_step(seen: BookingRecord, mark: Mark) -> Iterator[_Step]:
    raw_status = mark.facts.get("status")
    if not isinstance(raw_status, str) or not RAW_STATUS.fullmatch(raw_status):
        return
    status = to_public_status(raw_status)
    if status is not None:
        record = replace(seen, raw_status=raw_status, status=status)
        yield _Step(record, mark.marked_at, _removal(raw_status), mark)


def _find_turn(marks: Sequence[Mark]) -> int:
    """Return from which mark on a booking's data are those of now.

    That is the first, unless a Zap and the site took turns: then the statuses before the first mark of data
    are told of the booking as it was, so that each event is of who caused it.
    """
    if not is_mixed(marks):
        return 0
    return next((number for number, mark in enumerate(marks) if carries_data(mark)), 0)


def _find_origin(before: BookingRecord | None, step: _Step, marks: Sequence[Mark]) -> str:
    """Return who caused a step: of a status whose mark tells it, of data whoever wrote any."""
    if step.removal is Removal.DELETED:
        return ORIGIN_SITE  # no action deletes
    if before is None or _without_status(before) != _without_status(step.record):
        return find_data_origin(marks)
    return find_origin([step.mark] if step.mark else [mark for mark in marks if "status" not in mark.facts])


def _without_status(record: BookingRecord) -> BookingRecord:
    return replace(record, raw_status="", status="", updated_at=None)


def _removal(raw_status: str) -> Removal | None:
    return Removal.BINNED if raw_status == BINNED_STATUS else None


def _change(before: BookingRecord | None, step: _Step, origin: str) -> Change[BookingRecord]:
    occurred_at = step.occurred_at
    if before is None and step.record.created_at is not None:
        occurred_at = step.record.created_at
    return Change(BOOKING, step.record.id, before, step.record, occurred_at, step.removal, origin)
