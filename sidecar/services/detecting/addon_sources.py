"""Finds what is new in the tables in which add-ons keep reviews and reminders.

A cursor of ids finds new rows. Those that say nothing yet, such as reviews that wait for approval, are
remembered by id and looked at again; so nothing has to be compared with what was told, which is pruned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.db import state
from sidecar.services.reports.values import MAX_TEXT
from sidecar.wp_bridge.addons.tables import (
    REMINDER_LOGS,
    REVIEWS,
    SCHEDULED_REMINDERS,
    AddonRows,
    AddonTable,
    Row,
    find_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

LIMIT = 200
"""New rows read at once; the next look goes on with the others."""
MAX_WAITING = 1000
"""Rows that are looked at again, of each table; beyond, the oldest are given up."""
APPROVED = frozenset({"approved", "publish", "published"})
SENT = frozenset({"sent", "delivered"})


@dataclass(frozen=True)
class Source:
    """How the rows of a table become reports.

    `is_ready`: whether a row has happened. `details`: the reported fields. `may_ripen`: whether a row that is
    not ready is looked at again.
    """

    table: AddonTable
    trigger: str
    is_ready: Callable[[Row], bool]
    details: Callable[[Row], dict[str, Any]]
    may_ripen: bool = True


class Position(msgspec.Struct):
    """How far a table was read, and which rows before that are waited for."""

    last_id: int
    waiting: list[int] = []


def list_new_rows(sidecar: Sidecar, tx: Transaction) -> list[tuple[Source, Row]]:
    """Return the rows that have happened since the last look, and move on.

    Without such tables this costs one look at the schema for each; with them one query by their primary key
    each, and one more where rows are waited for.
    """
    return [(source, row) for source, table in _open(sidecar, tx) for row in _take(tx, source, table)]


def remember_ends(sidecar: Sidecar, tx: Transaction) -> None:
    """Note what the tables hold now, which is not told, unless that was noted before."""
    for source, rows in _open(sidecar, tx):
        if _find_position(tx, source) is None:
            _set_position(tx, source, _at_end(tx, source, rows))


def _open(sidecar: Sidecar, tx: Transaction) -> Iterator[tuple[Source, AddonRows]]:
    """Yield the tables that are there; of the two of reminders the one that says what was sent."""
    prefix = sidecar.settings.table_prefix
    for choice in SOURCES:
        for source in choice:
            rows = find_rows(tx.connection, prefix, source.table)
            if rows is not None:
                yield source, rows
                break


def _take(tx: Transaction, source: Source, table: AddonRows) -> list[Row]:
    """Return the rows that are to be told; a table that is seen for the first time has none."""
    position = _find_position(tx, source)
    if position is None:
        _set_position(tx, source, _at_end(tx, source, table))
        return []
    last_id = min(position.last_id, table.get_last_id(tx.connection))  # less in a table that was made anew
    waiting = table.read(tx.connection, position.waiting)
    new = table.list_after(tx.connection, last_id, LIMIT)
    rows = [*waiting, *new]
    after = Position(new[-1]["id"] if new else last_id, _list_waiting(source, rows))
    if after != position:
        _set_position(tx, source, after)
    return [row for row in rows if source.is_ready(row)]


def _at_end(tx: Transaction, source: Source, table: AddonRows) -> Position:
    newest = table.list_newest(tx.connection, MAX_WAITING)
    return Position(newest[-1]["id"] if newest else 0, _list_waiting(source, newest))


def _list_waiting(source: Source, rows: Iterable[Row]) -> list[int]:
    waiting = [row["id"] for row in rows if not source.is_ready(row)]
    return waiting[-MAX_WAITING:] if source.may_ripen else []


def _find_position(tx: Transaction, source: Source) -> Position | None:
    value = state.find_value(tx, _state_name(source))
    return None if value is None else msgspec.json.decode(value, type=Position)


def _set_position(tx: Transaction, source: Source, position: Position) -> None:
    state.set_value(tx, _state_name(source), msgspec.json.encode(position).decode())


def _state_name(source: Source) -> str:
    return f"addon_{source.table.name}"


def _has_status(row: Row, wanted: frozenset[str]) -> bool:
    """Whether a row has one of these statuses; one without a status has happened by being there."""
    status = row.get("status")
    return status is None or str(status).lower() in wanted


def _review(row: Row) -> dict[str, Any]:
    return {
        "review_id": row["id"],
        "rating": row.get("rating"),
        "text": str(row.get("review_text") or "")[:MAX_TEXT],
        "author_email": row.get("customer_email"),
        "service_id": to_id(row.get("service_id")) or None,
        "staff_id": to_id(row.get("seat_id")) or None,
        "source": REVIEWS.name,
        "submitted_at": _to_text(row.get("created_at")),
    }


def _reminder(kind: str) -> Callable[[Row], dict[str, Any]]:
    """Return what makes a report of a row; the two tables count apart, so an id names its table."""

    def details(row: Row) -> dict[str, Any]:
        return {
            "reminder_id": f"{kind}-{row['id']}",
            "channel": row.get("channel"),
            "recipient": row.get("recipient"),
            "reminder_type": row.get("reminder_type"),
            "sent_at": _to_text(row.get("sent_at")),
        }

    return details


def _to_text(local: datetime | None) -> str | None:
    """Return a time as WordPress writes it: the report's reader knows the site's zone."""
    return None if local is None else f"{local:%Y-%m-%d %H:%M:%S}"


def to_id(value: object) -> int:
    """Return an id, 0 for none and for what is no id."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < len(str(2**63)) else 0


SOURCES: tuple[tuple[Source, ...], ...] = (
    (Source(REVIEWS, "review_submitted", lambda row: _has_status(row, APPROVED), _review),),
    (
        Source(
            REMINDER_LOGS,
            "reminder_sent",
            lambda row: _has_status(row, SENT),
            _reminder("log"),
            may_ripen=False,
        ),
        Source(
            SCHEDULED_REMINDERS,
            "reminder_sent",
            lambda row: row.get("sent_at") is not None and _has_status(row, SENT),
            _reminder("scheduled"),
        ),
    ),
)
"""For each kind of row the tables that may hold it: the first that is there is read."""
