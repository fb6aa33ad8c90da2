"""The recorded bookings and changes: what BookingX itself wrote, to be written again row by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = Path(__file__).parents[1] / "fixtures" / "golden"
PRIMARY_KEYS = {
    "wp_posts": "ID",
    "wp_postmeta": "meta_id",
    "wp_comments": "comment_ID",
    "wp_commentmeta": "meta_id",
    "wp_options": "option_id",
    "wp_users": "ID",
    "wp_usermeta": "umeta_id",
}

Recording = dict[str, Any]


def list_golden(kind: str) -> list[str]:
    """Return the names of the recordings of one kind: `bookings` or `changes`."""
    return sorted(path.stem for path in (FOLDER / kind).glob("*.json"))


def load_golden(kind: str, name: str) -> Recording:
    """Return one recording, for instance `load_golden("changes", "trash")`."""
    recording: Recording = json.loads((FOLDER / kind / f"{name}.json").read_text(encoding="utf-8"))
    return recording


def apply_golden(connection: Connection, recording: Recording) -> None:
    """Do to a restored golden site what the recording's steps did; the caller commits.

    Meant for a golden site as restored, to which nothing else was done: ids are as recorded.
    """
    set_options(connection, recording.get("options_before", {}))
    for step in recording.get("steps", [recording]):
        apply_rows(connection, step["rows"])


def apply_rows(connection: Connection, rows: dict[str, Any]) -> None:
    """Write the created, changed and deleted rows of one step."""
    for table, created in rows.get("created", {}).items():
        for row in created:
            connection.execute(sa.insert(_table(table, *row)).values(row))
    for table, changed in rows.get("changed", {}).items():
        for row in changed:
            values = {column: new for column, (_, new) in row["columns"].items()}
            target = _table(table, PRIMARY_KEYS[table], *values)
            connection.execute(sa.update(target).where(_is_row(target, row)).values(values))
    for table, deleted in rows.get("deleted", {}).items():
        for row in deleted:
            target = _table(table, PRIMARY_KEYS[table])
            connection.execute(sa.delete(target).where(_is_row(target, row)))


def set_options(connection: Connection, options: dict[str, str]) -> None:
    """Set WordPress options, new ones and old ones."""
    table = _table("wp_options", "option_name", "option_value", "autoload")
    for name, value in options.items():
        connection.execute(sa.delete(table).where(table.c.option_name == name))
        connection.execute(sa.insert(table).values(option_name=name, option_value=value, autoload="yes"))


def find_booking_id(recording: Recording) -> int:
    """Return the id of the booking that a recording makes or changes."""
    if "booking" in recording:
        return int(recording["booking"])
    posts = recording["steps"][0]["rows"]["created"]["wp_posts"]
    return next(int(post["ID"]) for post in posts if post["post_type"] == "bkx_booking")


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in dict.fromkeys(columns)))


def _is_row(table: sa.TableClause, row: dict[str, Any]) -> sa.ColumnElement[bool]:
    key = PRIMARY_KEYS[table.name]
    matches: sa.ColumnElement[bool] = table.c[key] == row[key]
    return matches
