"""Writes posts and their metas as another plugin, or damage, would leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from sqlalchemy import Connection

TABLES = WpTables("wp_")


def write_metas(connection: Connection, post_id: int, values: dict[str, str | None]) -> None:
    """Put metas in the place of those there are; None takes one away."""
    metas = TABLES.postmeta
    for key, value in values.items():
        connection.execute(sa.delete(metas).where(metas.c.post_id == post_id, metas.c.meta_key == key))
        if value is not None:
            connection.execute(sa.insert(metas).values(post_id=post_id, meta_key=key, meta_value=value))


def write_post(connection: Connection, post_id: int, **values: str) -> None:
    """Change columns of a post."""
    posts = TABLES.posts
    connection.execute(sa.update(posts).where(posts.c["ID"] == post_id).values(values))
