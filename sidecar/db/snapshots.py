"""Queries on snapshots: the last known state of each object, whole, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from sidecar.db import bulk, state
from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sidecar.db.database import Transaction


@dataclass(frozen=True)
class Snapshot:
    """An object as we last saw it: `record` is JSON; `sequence` counts its events so far.

    `is_baseline`: taken silently at the first start, so nobody was told of it. `is_gone`: deleted since.
    `starts_at`: when a booking begins, by which the clock finds it. `fingerprint`: what the sweep last saw
    of its rows; None when it has to look again.
    """

    object_id: int
    record: bytes
    sequence: int = 0
    is_baseline: bool = False
    is_gone: bool = False
    starts_at: datetime | None = None
    fingerprint: str | None = None


@dataclass(frozen=True)
class Reach:
    """How far the clock looked ahead, and when."""

    until: datetime
    looked_at: datetime


def read_snapshots(tx: Transaction, object_type: str, ids: Collection[int]) -> dict[int, Snapshot]:
    """Return the snapshots of these objects, by id (primary key)."""
    c = tx.own.snapshots.c
    query = select(c.object_id, c.record, c.sequence, c.is_baseline, c.is_gone, c.starts_at, c.fingerprint)
    rows = tx.execute(query.where(c.object_type == object_type, c.object_id.in_(ids)))
    return {row.object_id: Snapshot(*row) for row in rows}


def list_after(tx: Transaction, object_type: str, after_id: int, limit: int) -> list[Snapshot]:
    """Return the next snapshots above `after_id`, ascending (primary key)."""
    c = tx.own.snapshots.c
    query = select(c.object_id, c.record, c.sequence, c.is_baseline, c.is_gone, c.starts_at, c.fingerprint)
    query = query.where(c.object_type == object_type, c.object_id > after_id)
    return [Snapshot(*row) for row in tx.execute(query.order_by(c.object_id).limit(limit))]


def list_standing_ids(tx: Transaction, object_type: str, after_id: int, limit: int) -> list[int]:
    """Return the next ids above `after_id` that have a snapshot and are not gone (primary key)."""
    c = tx.own.snapshots.c
    query = select(c.object_id).where(c.object_type == object_type, c.object_id > after_id, ~c.is_gone)
    return list(tx.execute(query.order_by(c.object_id).limit(limit)).scalars())


def list_starting(tx: Transaction, object_type: str, until: datetime, past: Reach) -> list[int]:
    """Return the ids of what begins after now and up to `until`, and was not looked at with `past`.

    That is what begins later than one looked then (index snapshots_start_idx), and what was written since
    (index snapshots_taken_idx). MySQL is told the second: by the first it reads all that lies ahead.
    """
    t, c = tx.own.snapshots, tx.own.snapshots.c
    ahead = select(c.object_id).where(c.object_type == object_type, c.starts_at > utc_now(), ~c.is_gone)
    later = ahead.where(c.starts_at > past.until, c.starts_at <= until)
    written = ahead.where(c.taken_at >= past.looked_at, c.starts_at <= until)
    for dialect in ("mysql", "mariadb"):
        written = written.with_hint(t, "FORCE INDEX (snapshots_taken_idx)", dialect)
    return sorted(set(tx.execute(later).scalars()) | set(tx.execute(written).scalars()))


def set_sequences(tx: Transaction, object_type: str, sequences: Mapping[int, int]) -> None:
    """Note by id how many events there are; the snapshots stay as old as they are (primary key)."""
    c = tx.own.snapshots.c
    bulk.set_column(tx, c.sequence, c.object_id, c.object_type == object_type, sequences)


def write_snapshots(tx: Transaction, object_type: str, snapshots: Collection[Snapshot]) -> None:
    """Write snapshots, over those of the same objects if there are any (primary key)."""
    if snapshots:
        same = {"object_type": object_type, "taken_at": state.read_now(tx)}
        bulk.put_rows(tx, tx.own.snapshots, [vars(snapshot) | same for snapshot in snapshots])
