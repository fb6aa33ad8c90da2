"""Writes users, comments and services as WordPress would, and marks as the shim would, to be ingested."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.db.outbox import Mark
from sidecar.wp_bridge.tables import WpDateTime, WpTables
from tests.factories import NOON, add_marks, execute, fetch
from tests.support.php import serialize

if TYPE_CHECKING:
    from datetime import datetime

    from sidecar.services.sidecar import Sidecar

TABLES = WpTables("wp_")
SERVICE_METAS = {
    "base_price": "45.5",
    "base_time_option": "H",
    "base_hours": "1",
    "base_minutes": "30",
    "base_is_extended": "N",
    "base_selected_seats": serialize(["8"]),
    "base_is_allow_addition": "Y",
}


def insert_row(sidecar: Sidecar, table: sa.Table, **values: Any) -> int:
    """Write one row, with zero dates where none is given, and return its id."""
    times = {c.name: None for c in table.columns if isinstance(c.type, WpDateTime)}
    with sidecar.database.engine.begin() as connection:
        key = connection.execute(sa.insert(table).values(times | values)).inserted_primary_key
    return int(key[0]) if key else 0


def add_user(sidecar: Sidecar, email: str, role: str = "subscriber", **metas: str) -> int:
    """Register a user by SQL; return the id."""
    user_id = insert_row(
        sidecar, TABLES.users, user_login=email, user_email=email, display_name=email, user_registered=NOON
    )
    rows = {"wp_capabilities": serialize({role: True}), **metas}
    for key, value in rows.items():
        insert_row(sidecar, TABLES.usermeta, user_id=user_id, meta_key=key, meta_value=value)
    return user_id


def add_comment(sidecar: Sidecar, post_id: int, **overrides: Any) -> int:
    """Write an approved comment by SQL; return its id."""
    values = {
        "comment_post_ID": post_id,
        "comment_author": "Ann &amp; Bo",
        "comment_author_email": "ann@example.test",
        "comment_content": "Lovely.\n\nAgain!",
        "comment_date_gmt": NOON,
    }
    return insert_row(sidecar, TABLES.comments, **(values | overrides))


def add_service(
    sidecar: Sidecar, status: str = "publish", at: datetime = NOON, metas: dict[str, str] | None = None
) -> int:
    """Write a service by SQL; return its id."""
    service_id = insert_row(
        sidecar,
        TABLES.posts,
        post_type="bkx_base",
        post_title="Shave",
        post_status=status,
        post_date_gmt=at,
        post_modified_gmt=at,
    )
    for key, value in (SERVICE_METAS if metas is None else metas).items():
        insert_row(sidecar, TABLES.postmeta, post_id=service_id, meta_key=key, meta_value=value)
    return service_id


def mark(sidecar: Sidecar, object_type: str, object_id: int, *kinds: str) -> None:
    """Mark an object as the shim does; it waits as long as every new mark does."""
    add_marks(sidecar, Mark(object_type, object_id, frozenset(kinds or {"saved"}), {}, NOON))


def age_marks(sidecar: Sidecar) -> None:
    """Let the marks that wait be a minute old."""
    earlier = sa.text("UPDATE wp_bkx_zapier_outbox SET marked_at = '2026-11-22 12:00:00.000'")
    with sidecar.database.engine.begin() as connection:
        connection.execute(earlier)


def list_payloads(sidecar: Sidecar, *triggers: str) -> list[dict[str, Any]]:
    """Return the payloads of these triggers' events, oldest first, without what is made up for each."""
    payloads = []
    for trigger, payload in fetch(sidecar, "events", "trigger_type", "payload"):
        if not triggers or trigger in triggers:
            found = json.loads(payload)
            event_id = found.pop("event_id")
            if found.get("id") == event_id:
                del found["id"]
            payloads.append(found)
    return payloads


def set_meta(sidecar: Sidecar, post_id: int, key: str, value: str) -> None:
    """Change a meta by SQL."""
    statement = "UPDATE wp_postmeta SET meta_value = :value WHERE post_id = :id AND meta_key = :key"
    execute(sidecar, statement, value=value, id=post_id, key=key)
