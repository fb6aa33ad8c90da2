"""Queries on the snapshots' fingerprints: what the sweep last saw of each object's rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import cast, func, select
from sqlalchemy.dialects import mysql

from sidecar.db import bulk
from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sidecar.db.database import Transaction


@dataclass(frozen=True)
class Print:
    """What a snapshot says without its record; `fingerprint` is None when the sweep has to look again."""

    fingerprint: str | None
    is_gone: bool


def read_prints(tx: Transaction, object_type: str, ids: Collection[int]) -> dict[int, Print]:
    """Return them by id (primary key)."""
    c = tx.own.snapshots.c
    query = select(c.object_id, c.fingerprint, c.is_gone)
    rows = tx.execute(query.where(c.object_type == object_type, c.object_id.in_(ids)))
    return {object_id: Print(fingerprint, is_gone) for object_id, fingerprint, is_gone in rows}


def list_newest_ids(tx: Transaction, object_type: str, limit: int) -> list[int]:
    """Return the highest ids that have a snapshot and are not gone (primary key, backwards)."""
    c = tx.own.snapshots.c
    query = select(c.object_id).where(c.object_type == object_type, ~c.is_gone)
    return list(tx.execute(query.order_by(c.object_id.desc()).limit(limit)).scalars())


def list_next_ids(tx: Transaction, object_type: str, limit: int) -> list[int]:
    """Return those that start next (index snapshots_start_idx)."""
    c = tx.own.snapshots.c
    query = select(c.object_id).where(c.object_type == object_type, c.starts_at > utc_now())
    return list(tx.execute(query.order_by(c.starts_at).limit(limit)).scalars())


def sum_rows(tx: Transaction, object_type: str, after_id: int, until_id: int, size: int) -> dict[int, int]:
    """Return, for each `size` ids of a range, the sum of what stands in the fingerprints for the row itself.

    By number of the group, `id // size`; without those that are gone or have no fingerprint. Primary key.
    """
    c = tx.own.snapshots.c
    query = select(c.object_id, c.fingerprint).where(
        c.object_type == object_type,
        c.object_id > after_id,
        c.object_id <= until_id,
        c.fingerprint.is_not(None),
    )
    sums: dict[int, int] = {}
    if tx.connection.dialect.name == "sqlite":
        for object_id, text in tx.execute(query):
            sums[object_id // size] = sums.get(object_id // size, 0) + int(text[:16], 16)
        return sums
    number = cast(func.conv(func.left(c.fingerprint, 16), 16, 10), mysql.BIGINT(unsigned=True))
    group = c.object_id.op("DIV")(size)
    grouped = query.with_only_columns(group, func.sum(number)).group_by(group)
    return {int(key): int(total) for key, total in tx.execute(grouped)}


def store_prints(tx: Transaction, object_type: str, prints: Mapping[int, str]) -> None:
    """Keep what the sweep saw, of objects that are as their snapshots say (primary key).

    Must hold the ingest lock, and have been read before the record it stands for.
    """
    c = tx.own.snapshots.c
    bulk.set_column(tx, c.fingerprint, c.object_id, c.object_type == object_type, prints)
