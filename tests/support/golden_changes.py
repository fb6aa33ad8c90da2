"""The recorded changes of bookings as rows made and changed, and where we write otherwise on purpose."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.php.writer import dumps
from sidecar.wp_bridge.writing import Edit
from tests.support.golden_bookings import TABLES, to_stored

if TYPE_CHECKING:
    from sqlalchemy import Connection

STATUS_CHANGES = {
    "button-ack": "bkx-ack",
    "button-cancelled": "bkx-cancelled",
    "button-completed": "bkx-completed",
    "button-pending": "bkx-pending",
    "php-ack": "bkx-ack",
    "php-same": "bkx-ack",
}
"""The recordings of a new status, and which it is."""


def dump(connection: Connection) -> dict[str, dict[Any, dict[str, Any]]]:
    """Return all posts, metas and comments by id."""
    tables = (TABLES.posts, TABLES.postmeta, TABLES.comments)
    return {
        table.name: {
            next(iter(row.values())): dict(row) for row in connection.execute(sa.select(table)).mappings()
        }
        for table in tables
    }


def compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the rows made and changed, spelled like a recording's, without the ids of those made."""
    created: dict[str, Any] = {}
    changed: dict[str, Any] = {}
    for table, rows in after.items():
        for key, row in rows.items():
            old = before[table].get(key)
            if old is None:
                created.setdefault(table, []).append(drop_id(row))
            elif old != row:
                columns = {name: [old[name], row[name]] for name in row if old[name] != row[name]}
                changed.setdefault(table, {})[key] = columns
    return {"created": created, "changed": changed}


def expect(recording: dict[str, Any]) -> dict[str, Any]:
    """Return a recording's rows in the same spelling; rows of users (keys of mails) are none of ours."""
    rows = recording["rows"]
    created = {
        table: [drop_id(to_stored(row)) for row in found] for table, found in rows.get("created", {}).items()
    }
    changed = {
        table: {next(iter(row.values())): row["columns"] for row in found}
        for table, found in rows.get("changed", {}).items()
        if table != "wp_users"
    }
    return {"created": created, "changed": changed}


def expect_reassigned(recording: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of the recorded reassignment as we write them."""
    expected = expect(recording)
    note = expected["created"]["wp_comments"][0]
    note["comment_content"] = note["comment_content"].replace("&#8217;", "'")  # the name as it is stored
    return expected


def expect_moved(recording: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of the recorded move as we write them."""
    expected = expect(recording)
    post = expected["changed"]["wp_posts"][33]
    del post["post_author"]  # whoever moves it does not become its owner
    del post["post_status"]  # a status is changed by who wants it changed
    for column in ("post_modified", "post_modified_gmt"):
        post[column] = [to_stored({column: stamp})[column] for stamp in post[column]]
    metas = expected["created"]["wp_postmeta"]
    metas[:] = [meta for meta in metas if meta["meta_key"] != "bkx_return_page_url"]  # of another booking
    arrays = expected["changed"]["wp_postmeta"]
    arrays[686]["meta_value"][1] = with_number(arrays[686]["meta_value"][1], without="bkx_return_page_url")
    arrays[687]["meta_value"][1] = with_number(arrays[687]["meta_value"][1])
    return expected


def drop_id(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without the id that its table gave it."""
    return {key: value for key, value in row.items() if key not in {"meta_id", "comment_ID"}}


def get_edit(recording: dict[str, Any]) -> Edit:
    """Return when the recorded change was made, and by whom."""
    stamp = max(re.findall(r"2026-11-22 11:3\d:\d\d", json.dumps(recording["rows"])))
    return Edit(user_id=1, at=datetime.fromisoformat(stamp).replace(tzinfo=UTC))


def with_number(stored: str, without: str = "") -> str:
    """Return an array in which the booking's id is a number: the form made it a text on the way."""
    value: Any = loads(stored)
    if isinstance(value, list):
        value[0]["booking_record_id"] = int(value[0]["booking_record_id"])
    else:
        value["order_id"] = int(value["order_id"])
        value.pop(without)
    return dumps(value).decode()
