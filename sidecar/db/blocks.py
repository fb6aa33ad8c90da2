"""Queries on one-off blocks: times in which a staff member cannot be booked, beside their weekly hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from sidecar.db import bulk, state

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select

    from sidecar.db.database import Transaction

KEPT_DAYS = 366
"""How long a block is kept after its end: a year, so that old days still show why they were closed."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A time that is kept free, by the site's clock (naive); the end is not part of it."""

    id: int
    staff_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBlock:
    """A block before it has an id: see `Block`."""

    starts_at: datetime
    ends_at: datetime
    reason: str = ""


def list_blocks(
    tx: Transaction, staff_ids: Collection[int], first_day: date, last_day: date, limit: int | None = None
) -> list[Block]:
    """Return the blocks that touch the days, both included, the earliest first (index blocks_staff_idx)."""
    c = tx.own.blocks.c
    query = select(c.id, c.staff_id, c.starts_at, c.ends_at, c.reason).where(
        c.staff_id.in_(staff_ids),
        c.ends_at > _to_text(_midnight(first_day)),
        c.starts_at < _to_text(_midnight(last_day + ONE_DAY)),
    )
    return _read_rows(tx, query.order_by(c.starts_at, c.id).limit(limit))


def list_open(
    tx: Transaction, now: datetime, after_id: int, limit: int, staff_ids: Collection[int] = ()
) -> list[Block]:
    """Return the next blocks that have not ended by the site's clock (naive), ascending by id.

    Those of some staff members, or of all (primary key; index blocks_staff_idx).
    """
    c = tx.own.blocks.c
    query = select(c.id, c.staff_id, c.starts_at, c.ends_at, c.reason).where(
        c.id > after_id, c.ends_at > _to_text(now)
    )
    if staff_ids:
        query = query.where(c.staff_id.in_(staff_ids))
    return _read_rows(tx, query.order_by(c.id).limit(limit))


def add_blocks(tx: Transaction, staff_id: int, new: Collection[NewBlock]) -> None:
    """Write blocks; those that the staff member has already, to the second, change nothing.

    Needs the lock of the staff member (index blocks_staff_idx).
    """
    rows = {
        (_to_text(block.starts_at), _to_text(block.ends_at)): {
            "staff_id": staff_id,
            "starts_at": _to_text(block.starts_at),
            "ends_at": _to_text(block.ends_at),
            "reason": block.reason,
        }
        for block in new
    }
    c = tx.own.blocks.c
    ends = sorted({end for _, end in rows})
    query = select(c.starts_at, c.ends_at).where(c.staff_id == staff_id, c.ends_at.in_(ends))
    known = {(row.starts_at, row.ends_at) for row in tx.execute(query)}
    fresh = [row for key, row in rows.items() if key not in known]
    bulk.insert_rows(tx, tx.own.blocks, fresh, "created_at")


def list_known_ids(tx: Transaction, staff_id: int, ids: Collection[int]) -> set[int]:
    """Return those of the ids that are blocks of the staff member (primary key)."""
    c = tx.own.blocks.c
    return set(tx.execute(select(c.id).where(c.id.in_(ids), c.staff_id == staff_id)).scalars())


def delete_blocks(tx: Transaction, staff_id: int, ids: Collection[int]) -> int:
    """Delete blocks of the staff member; return how many there were (primary key)."""
    c = tx.own.blocks.c
    return tx.execute(delete(tx.own.blocks).where(c.id.in_(ids), c.staff_id == staff_id)).rowcount


def delete_ended(tx: Transaction, days: int, limit: int) -> int:
    """Delete up to `limit` blocks that ended more than so many days ago; return how many.

    No index: the table holds what people closed by hand, some rows for each staff member.
    """
    c = tx.own.blocks.c
    last = _to_text(state.read_now(tx).replace(tzinfo=None) - timedelta(days=days))
    ids = list(tx.execute(select(c.id).where(c.ends_at < last).order_by(c.id).limit(limit)).scalars())
    return tx.execute(delete(tx.own.blocks).where(c.id.in_(ids))).rowcount if ids else 0


def _read_rows(tx: Transaction, query: Select[Any]) -> list[Block]:
    return [
        Block(
            id=row.id,
            staff_id=row.staff_id,
            starts_at=datetime.fromisoformat(row.starts_at),
            ends_at=datetime.fromisoformat(row.ends_at),
            reason=row.reason,
        )
        for row in tx.execute(query)
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _to_text(moment: datetime) -> str:
    """Return a time as the table keeps it, and the shim reads it: its texts sort as its times do."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")
