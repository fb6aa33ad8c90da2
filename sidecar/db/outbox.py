"""Queries on the outbox: what the shim marked and ingest has not looked at yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import and_, delete, not_, select

from sidecar.db import bulk
from sidecar.db.types import utc_now
from sidecar.object_types import SERVICE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row

    from sidecar.db.database import Transaction

QUIET_SECONDS = 5
"""WordPress's editor saves a service twice, the second time with its metas: what is told is the end of it."""


@dataclass(frozen=True)
class Mark:
    """One row of the outbox: an object that a request of WordPress touched, and how it looked at its end.

    `facts` holds `status`, the raw status at that moment, so that steps in between are not lost when the
    sidecar comes late. Marks that the sweep makes have no id.
    """

    object_type: str
    object_id: int
    kinds: frozenset[str]
    facts: Mapping[str, Any]
    marked_at: datetime
    id: int | None = None


def list_marks(tx: Transaction, limit: int) -> list[Mark]:
    """Return the oldest ripe marks in the order of writing (primary key): see `_is_ripe`."""
    outbox = tx.own.outbox
    query = select(outbox).where(_is_ripe(tx)).order_by(outbox.c.id).limit(limit)
    return [_mark(row) for row in tx.execute(query)]


def list_later_marks(tx: Transaction, marks: Sequence[Mark]) -> list[Mark]:
    """Return the ripe marks that were written after the last of these, of the same objects (primary key)."""
    outbox = tx.own.outbox
    ids = {mark.object_id for mark in marks}  # of another type with the same id: a few marks more do no harm
    query = select(outbox).where(outbox.c.id > marks[-1].id, outbox.c.object_id.in_(ids))
    return [_mark(row) for row in tx.execute(query.where(_is_ripe(tx)).order_by(outbox.c.id))]


def list_marks_of(tx: Transaction, object_type: str, ids: Collection[int]) -> list[Mark]:
    """Return the marks of these objects in the order of writing (reads the whole table, which is short)."""
    c = tx.own.outbox.c
    query = select(tx.own.outbox).where(c.object_type == object_type, c.object_id.in_(ids))
    return [_mark(row) for row in tx.execute(query.order_by(c.id))]


def list_marked_ids(tx: Transaction, object_type: str, ids: Collection[int]) -> set[int]:
    """Return those of these objects for which marks wait (reads the whole table, which is short)."""
    c = tx.own.outbox.c
    query = select(c.object_id).distinct().where(c.object_type == object_type, c.object_id.in_(ids))
    return set(tx.execute(query).scalars())


def list_created_ids(tx: Transaction, object_type: str, ids: Collection[int]) -> set[int]:
    """Return those of these objects which waiting marks call new (reads the whole table, which is short)."""
    c = tx.own.outbox.c
    query = select(c.object_id, c.marks).where(c.object_type == object_type, c.object_id.in_(ids))
    return {object_id for object_id, kinds in tx.execute(query) if "created" in kinds.split(",")}


def find_oldest_age(tx: Transaction) -> float:
    """Return for how many seconds the oldest mark has waited; 0 when none waits."""
    c = tx.own.outbox.c
    row = tx.execute(select(c.marked_at, utc_now()).order_by(c.id).limit(1)).one_or_none()
    return 0.0 if row is None or row[0] is None else max(0.0, (row[1] - row[0]).total_seconds())


def add_marks(tx: Transaction, marks: Collection[Mark]) -> None:
    """Write marks as the shim does: for objects that were touched without WordPress."""
    rows = [
        {
            "object_type": mark.object_type,
            "object_id": mark.object_id,
            "marks": ",".join(sorted(mark.kinds)),
            "facts": msgspec.json.encode(mark.facts).decode(),
        }
        for mark in marks
    ]
    bulk.insert_rows(tx, tx.own.outbox, rows, "marked_at")


def delete_marks(tx: Transaction, marks: Collection[Mark]) -> None:
    """Remove marks that were looked at (primary key)."""
    ids = [mark.id for mark in marks if mark.id is not None]
    if ids:
        tx.execute(delete(tx.own.outbox).where(tx.own.outbox.c.id.in_(ids)))


def _is_ripe(tx: Transaction) -> ColumnElement[bool]:
    """Return the condition that an object's editor is done: services wait until no new mark comes.

    The subquery reads the whole table, which is short, and only where there are marks of services.
    """
    c, other = tx.own.outbox.c, tx.own.outbox.alias()
    restless = select(other.c.object_id).where(
        other.c.object_type == SERVICE, other.c.marked_at > utc_now(-QUIET_SECONDS)
    )
    return not_(and_(c.object_type == SERVICE, c.object_id.in_(restless)))


def _mark(row: Row[Any]) -> Mark:
    kinds = frozenset(row.marks.split(","))
    marked_at = row.marked_at or datetime.now(UTC)  # a day that no calendar has: it was marked by now
    return Mark(row.object_type, row.object_id, kinds, _facts(row.facts), marked_at, row.id)


def _facts(text: str) -> Mapping[str, Any]:
    """Return the facts of a mark; none when PHP wrote something that is not a JSON object."""
    try:
        facts = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}
