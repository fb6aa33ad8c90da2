"""Keeps single times of a staff member free: days off and one-off blocks, beside the hours of the week."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sidecar.db import blocks
from sidecar.db.blocks import NewBlock
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.wp_bridge.times import YEARS
from sidecar.wp_bridge.write_errors import UnknownBlockError

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.db.blocks import Block
    from sidecar.desk.desk import Desk

MAX_LENGTH = timedelta(days=366)
MAX_BLOCKS = 400
"""Blocks ahead of one staff member; the plugin reads 500 at most."""
ONE_DAY = timedelta(days=1)


def check_times_off(given: Given) -> dict[str, str]:
    """Return what is wrong with the days off and the block of a call, by input."""
    starts_at, ends_at = given["block_starts_at"], given["block_ends_at"]
    if (starts_at is None) != (ends_at is None):
        missing = "block_ends_at" if ends_at is None else "block_starts_at"
        return {missing: "A block needs both: when it begins and when it ends."}
    if starts_at is not None and ends_at <= starts_at:
        return {"block_ends_at": "Expected a time after the block's start."}
    if starts_at is not None and ends_at - starts_at > MAX_LENGTH:
        return {"block_ends_at": f"Expected a block of at most {MAX_LENGTH.days} days."}
    if given["block_reason"] and starts_at is None and not given["days_off"]:
        return {"block_reason": "A reason needs days off, or a block's start and end."}
    return {}


def list_wanted(desk: Desk, given: Given) -> list[NewBlock]:
    """Return the blocks that a call asks for; raises InvalidDataError for those that are over."""
    reason = given["block_reason"] or ""
    today = _read_clock(desk).date()
    late = [n for n, day in enumerate(given["days_off"] or (), 1) if day < today or day.year not in YEARS]
    faults = [FieldFault(f"days_off.{n}", f"Expected {today} or a later day.") for n in late]
    if given["block_ends_at"] and given["block_ends_at"] <= _read_clock(desk):
        faults.append(FieldFault("block_ends_at", "Expected a time that is not past."))
    if faults:
        raise InvalidDataError(fields=faults)
    wanted = [_block_day(day, reason) for day in given["days_off"] or ()]
    if given["block_starts_at"]:
        times = (given["block_starts_at"], given["block_ends_at"])
        wanted.append(NewBlock(starts_at=times[0], ends_at=times[1], reason=reason))
    return wanted


def write_blocks(desk: Desk, staff_id: int, wanted: list[NewBlock], removed_ids: tuple[int, ...]) -> None:
    """Remove and add blocks; needs the lock of the staff member.

    Raises UnknownBlockError where one of the ids is no block of theirs, and InvalidDataError for too many.
    """
    known = blocks.list_known_ids(desk.tx, staff_id, removed_ids)
    unknown = [n for n, block_id in enumerate(removed_ids, 1) if block_id not in known]
    if unknown:
        text = UnknownBlockError.message
        raise UnknownBlockError(fields=[FieldFault(f"remove_block_ids.{n}", text) for n in unknown])
    blocks.delete_blocks(desk.tx, staff_id, removed_ids)
    blocks.add_blocks(desk.tx, staff_id, wanted)
    if wanted and len(list_ahead(desk, staff_id)) > MAX_BLOCKS:
        text = f"This staff member would have more than {MAX_BLOCKS} blocks ahead. Join or remove some."
        raise InvalidDataError(text)


def list_ahead(desk: Desk, staff_id: int) -> list[Block]:
    """Return the blocks of a staff member that have not ended, the earliest first."""
    now = _read_clock(desk)
    last = now.date().replace(year=YEARS.stop - 1, month=12, day=30)
    found = blocks.list_blocks(desk.tx, [staff_id], now.date(), last, limit=MAX_BLOCKS + 1)
    return [block for block in found if block.ends_at > now]


def _read_clock(desk: Desk) -> datetime:
    """Return the wall clock of the site."""
    return desk.now.astimezone(desk.site.time_zone).replace(tzinfo=None)


def _block_day(day: datetime, reason: str) -> NewBlock:
    starts_at = datetime.combine(day, time())
    return NewBlock(starts_at=starts_at, ends_at=starts_at + ONE_DAY, reason=reason)
