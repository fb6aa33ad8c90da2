"""Looks for users, comments and services of which no hook told: the sweep ingests the marks it makes.

On a site at rest it asks: one query each for users and comments (their primary keys), two for services
(type_status_date of wp_posts, post_id of wp_postmeta), and two for their snapshots (primary key).
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Protocol, TypeVar

from sidecar.db import outbox, snapshots, state
from sidecar.db.outbox import Mark
from sidecar.hooks import REVIEW_TYPES
from sidecar.object_types import COMMENT, CUSTOMER, SERVICE
from sidecar.services.baseline import LAST_COMMENT, LAST_USER
from sidecar.services.detecting.services import is_news
from sidecar.services.reading import list_services
from sidecar.services.sweeping.suspects import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.offer_records import Service

LIMIT = 200
"""New users and comments looked at once; the next sweep goes on with the others."""
WINDOW = 50
"""Services looked at per sweep, in turn; most sites have fewer."""
WINDOW_CURSOR = "sweep_service_cursor"


class _Row(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_Row)


def list_silent_marks(sidecar: Sidecar, tx: Transaction) -> list[Mark]:
    """Return a mark for each new user and comment, and for each service that is not as its snapshot says.

    What was told already gives no second event. Needs the ingest lock, as it moves its cursors.
    """
    now = datetime.now(UTC)
    found = (
        (CUSTOMER, _list_users(sidecar, tx, now)),
        (COMMENT, _list_comments(sidecar, tx, now)),
        (SERVICE, _list_services(sidecar, tx, now)),
    )
    swept = frozenset({"swept"})
    return [Mark(object_type, id_, swept, {}, now) for object_type, ids in found for id_ in ids]


def _list_users(sidecar: Sidecar, tx: Transaction, now: datetime) -> list[int]:
    rows = sidecar.users.list_after(tx.connection, _find_cursor(tx, LAST_USER), LIMIT)
    settled = list(takewhile(lambda row: not _is_young(row.registered_at, now), rows))
    return [row.id for row in _pass(tx, LAST_USER, settled)]


def _list_comments(sidecar: Sidecar, tx: Transaction, now: datetime) -> list[int]:
    rows = sidecar.comments.list_after(tx.connection, _find_cursor(tx, LAST_COMMENT), LIMIT)
    settled = list(takewhile(lambda row: not _is_young(row.written_at, now), rows))
    return [row.id for row in _pass(tx, LAST_COMMENT, settled) if row.kind in REVIEW_TYPES]


def _list_services(sidecar: Sidecar, tx: Transaction, now: datetime) -> list[int]:
    """Return the services of this window that differ, those that are gone by their snapshots.

    Those for which marks wait are left to ingest, those that were saved just now to their editor's marks.
    """
    cursor = _find_cursor(tx, WINDOW_CURSOR)
    there = list_services(sidecar, tx, WINDOW, cursor)
    if there is None:
        return []
    standing = snapshots.list_standing_ids(tx, SERVICE, cursor, WINDOW)
    services = _cut(tx, cursor, there, standing)
    known = snapshots.read_snapshots(tx, SERVICE, services)
    changed = [id_ for id_, service in services.items() if is_news(known.get(id_), service)]
    marked = outbox.list_marked_ids(tx, SERVICE, changed) if changed else set()
    saved_at = {id_: service.updated_at for id_, service in services.items() if service}
    return [id_ for id_ in changed if id_ not in marked and not _is_young(saved_at.get(id_), now)]


def _cut(
    tx: Transaction, cursor: int, there: Sequence[Service], standing: Sequence[int]
) -> dict[int, Service | None]:
    """Return the window's services by id, None for those that are gone; after the last comes the first."""
    full = (ids[-1] for ids in ([item.id for item in there], standing) if len(ids) == WINDOW)
    end = min(full, default=None)
    if (end or 0) != cursor:
        state.set_value(tx, WINDOW_CURSOR, str(end or 0))
    services: dict[int, Service | None] = dict.fromkeys(standing) | {item.id: item for item in there}
    return {id_: services[id_] for id_ in sorted(services) if end is None or id_ <= end}


def _find_cursor(tx: Transaction, name: str) -> int:
    return int(state.find_value(tx, name) or 0)


def _pass(tx: Transaction, cursor: str, rows: Sequence[Row]) -> Iterable[Row]:
    """Move a cursor behind these rows."""
    if rows:
        state.set_value(tx, cursor, str(rows[-1].id))
    return rows


def _is_young(at: datetime | None, now: datetime) -> bool:
    """Whether something was written just now; a time to come is a mistake that must hold up nothing."""
    return at is not None and now - QUIET < at <= now
