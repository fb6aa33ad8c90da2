"""What people do on the demo's site, as BookingX 1.1.2 writes it: visitors book, staff change a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.demo import booking_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sidecar.demo.booking_rows import Sent, StatusChange
    from sidecar.wp_bridge.tables import WpTables


def book(connection: Connection, tables: WpTables, sent: Sent) -> int:
    """Write the rows of a new booking and return its number; the caller commits."""
    post = booking_rows.make_post(sent)
    post["post_name"] = _unique_name(connection, tables, post["post_name"])
    key = connection.execute(sa.insert(tables.posts).values(post)).inserted_primary_key
    booking_id = int(key[0]) if key else 0
    text = booking_rows.first_note(booking_id)
    note = booking_rows.make_note(booking_id, text, sent.home, sent.made_at)
    connection.execute(sa.insert(tables.comments).values(note))
    metas = booking_rows.make_metas(sent, booking_id)
    rows = [{"post_id": booking_id, "meta_key": key, "meta_value": value} for key, value in metas]
    connection.execute(sa.insert(tables.postmeta), rows)
    return booking_id


def change_status(connection: Connection, tables: WpTables, change: StatusChange) -> None:
    """Give a booking another status, as the button in wp-admin's list does; the caller commits."""
    posts = tables.posts.c
    is_booking = posts["ID"] == change.booking_id
    old = connection.execute(sa.select(posts.post_status).where(is_booking)).scalar_one()
    text = booking_rows.status_note(old, change.status)
    note = booking_rows.make_note(change.booking_id, text, change.home, change.changed_at)
    connection.execute(sa.insert(tables.comments).values(note))
    values = {"post_status": change.status, "comment_count": posts.comment_count + 1}
    connection.execute(sa.update(tables.posts).where(is_booking).values(values))
    _set_metas(connection, tables, change.booking_id, booking_rows.status_metas(change))


def _set_metas(connection: Connection, tables: WpTables, booking_id: int, metas: Mapping[str, str]) -> None:
    """Change each meta, or add it where there is none, as `update_post_meta` does."""
    c = tables.postmeta.c
    for key, value in metas.items():
        there = (c.post_id == booking_id) & (c.meta_key == key)
        changed = connection.execute(sa.update(tables.postmeta).where(there).values(meta_value=value))
        if changed.rowcount == 0:
            row = {"post_id": booking_id, "meta_key": key, "meta_value": value}
            connection.execute(sa.insert(tables.postmeta).values(row))


def _unique_name(connection: Connection, tables: WpTables, name: str) -> str:
    """Return the name with the next free number, as WordPress does for two posts of one name."""
    names = tables.posts.c.post_name
    same = (names == name) | names.startswith(f"{name}-", autoescape=True)
    taken = connection.execute(sa.select(sa.func.count()).where(same)).scalar_one()
    return f"{name}-{taken + 1}" if taken else name
