"""Queries of the rate limit: one timestamp for each key, moved on by one statement for each reservation.

GCRA: `full_at` is when the key's whole amount would be there again if nothing more were taken, in nanoseconds
of unix time by the database's clock. A cell is one call; each moves `full_at` on by the time that refills it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import case, insert, select, update

from sidecar.db.types import utc_nanoseconds

if TYPE_CHECKING:
    from sidecar.db.database import Transaction

MINUTE = 60 * 10**9
CLOCK_FAULT = 2 * MINUTE
"""No reservation reaches so far ahead: it was made before the database's clock was set back, and is void."""


class Level(NamedTuple):
    """How far a key has used up its amount, in nanoseconds of unix time."""

    full_at: int
    now: int


def reserve(tx: Transaction, key_id: int, limit: int, cells: int) -> bool:
    """Take cells from a key's amount if they are there; return whether they were (primary key).

    The one statement looks and writes, under the row's lock: no two processes get the same cell.
    """
    c = tx.own.rate_limits.c
    cell = nanoseconds_per_cell(limit)
    after = _used_until(c.full_at) + cells * cell
    has_room = after <= utc_nanoseconds() + limit * cell
    statement = update(tx.own.rate_limits).where(c.key_id == key_id, has_room).values(full_at=after)
    return tx.execute(statement).rowcount == 1


def find_level(tx: Transaction, key_id: int) -> Level | None:
    """Return a key's level; None before its first call (primary key)."""
    c = tx.own.rate_limits.c
    query = select(_used_until(c.full_at), utc_nanoseconds()).where(c.key_id == key_id)
    row = tx.execute(query).one_or_none()
    return None if row is None else Level(*row)


def begin(tx: Transaction, key_id: int) -> None:
    """Write the row of a key that has its whole amount.

    Raises IntegrityError where another process did so at this moment: `Database.run` then looks again.
    """
    tx.execute(insert(tx.own.rate_limits).values(key_id=key_id, full_at=0))


def nanoseconds_per_cell(limit: int) -> int:
    """Return the time that refills one cell; rounded down, at most a millionth too short."""
    return MINUTE // limit


def _used_until(full_at: Any) -> Any:
    now = utc_nanoseconds()
    return case((full_at.between(now, now + CLOCK_FAULT), full_at), else_=now)
