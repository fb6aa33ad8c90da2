"""Writes rows of WordPress's posts, metas and comments: every column of them, so that strict modes agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from sidecar.wp_bridge.php.writer import to_meta_value
from sidecar.wp_bridge.posts.layout import NOTE
from sidecar.wp_bridge.site import Site, read_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.tables import WpTables

NOBODY = "noreply.com"  # whose mail BookingX's notes are from where the site has no host name
MAX_EMAIL = 100


class PostRows:
    """The tables of one site; the docstrings name the index that serves a statement."""

    def __init__(self, tables: WpTables) -> None:
        self.tables = tables

    def read_site(self, connection: Connection) -> Site:
        """Return the site's settings: see `site.read_site`."""
        return read_site(connection, self.tables)

    def insert_post(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Write a post and return its id; what is not given is WordPress's own default."""
        done = connection.execute(sa.insert(self.tables.posts).values(**values))
        key = done.inserted_primary_key
        assert key is not None  # noqa: S101 - every driver that we use tells it
        return int(key[0])

    def update_post(self, connection: Connection, post_id: int, **values: Any) -> None:
        """Change columns of a post. Primary key."""
        posts = self.tables.posts
        connection.execute(sa.update(posts).where(posts.c["ID"] == post_id).values(values))

    def add_metas(self, connection: Connection, post_id: int, metas: Iterable[tuple[str, PhpValue]]) -> None:
        """Write new metas of a post, in this order."""
        insert_metas(connection, self.tables.postmeta, "post_id", post_id, metas)

    def set_metas(self, connection: Connection, post_id: int, metas: Mapping[str, PhpValue]) -> None:
        """Change metas of a post, or write those that it has not; None takes one away. Index post_id."""
        replace_metas(connection, self.tables.postmeta, "post_id", post_id, metas)

    def find_meta(self, connection: Connection, post_id: int, key: str) -> str | None:
        """Return a meta as stored, the first of two, and lock it; None where there is none. Index post_id."""
        metas = self.tables.postmeta.c
        query = sa.select(metas.meta_value).where(metas.post_id == post_id, metas.meta_key == key)
        rows = connection.scalars(query.order_by(metas.meta_id).with_for_update()).all()
        return (rows[0] or "") if rows else None

    def find_post(self, connection: Connection, post_id: int, kind: str) -> sa.Row[str, str, str] | None:
        """Return title, status and name of a post of one type, and lock it. Primary key."""
        posts = self.tables.posts.c
        query = sa.select(posts.post_title, posts.post_status, posts.post_name)
        query = query.where(posts["ID"] == post_id, posts.post_type == kind)
        return connection.execute(query.with_for_update()).one_or_none()

    def find_option(self, connection: Connection, name: str) -> str | None:
        """Return an option as stored. Unique index option_name."""
        options = self.tables.options.c
        return connection.scalar(sa.select(options.option_value).where(options.option_name == name))

    def add_note(self, connection: Connection, post_id: int, text: str, at: datetime) -> None:
        """Add a line to BookingX's log of a booking, and count the lines anew. Index comment_post_ID."""
        site = self.read_site(connection)
        connection.execute(sa.insert(self.tables.comments).values(_build_note(post_id, text, at, site)))
        comments = self.tables.comments.c
        count = sa.select(sa.func.count()).where(
            comments["comment_post_ID"] == post_id, comments.comment_approved == "1"
        )
        self.update_post(connection, post_id, comment_count=count.scalar_subquery())


def insert_metas(
    connection: Connection, table: Table, owner: str, owner_id: int, metas: Iterable[tuple[str, PhpValue]]
) -> None:
    """Write metas of a post or a user, in this order, as one statement."""
    rows = [{owner: owner_id, "meta_key": key, "meta_value": to_meta_value(value)} for key, value in metas]
    if rows:
        connection.execute(sa.insert(table), rows)


def replace_metas(
    connection: Connection, table: Table, owner: str, owner_id: int, metas: Mapping[str, PhpValue]
) -> None:
    """Change metas as WordPress's update_post_meta() does: all rows of a key, or a new one; None deletes."""
    is_owner = table.c[owner] == owner_id
    found = connection.scalars(sa.select(table.c.meta_key).where(is_owner, table.c.meta_key.in_(list(metas))))
    present = set(found)
    for key, value in metas.items():
        is_meta = (is_owner, table.c.meta_key == key)
        if value is None:
            connection.execute(sa.delete(table).where(*is_meta))
        elif key in present:
            stored = to_meta_value(value)
            connection.execute(sa.update(table).where(*is_meta).values(meta_value=stored))
    absent = [(key, value) for key, value in metas.items() if value is not None and key not in present]
    insert_metas(connection, table, owner, owner_id, absent)


def to_local(moment: datetime, site: Site) -> datetime:
    """Return a moment by the site's clock, to the second, as WordPress stores it."""
    return moment.astimezone(site.time_zone).replace(tzinfo=None, microsecond=0)


def build_stamps(made_at: datetime, site: Site) -> dict[str, datetime]:
    """Return the four times of a post that is written now."""
    local, utc = to_local(made_at, site), made_at.replace(microsecond=0)
    return {"post_date": local, "post_date_gmt": utc, "post_modified": local, "post_modified_gmt": utc}


def _build_note(post_id: int, text: str, at: datetime, site: Site) -> dict[str, Any]:
    """Return a comment as BookingX writes it (class-bkx-booking.php:236-288)."""
    host = (urlsplit(site.url).hostname or NOBODY).replace("www.", "")
    return {
        "comment_post_ID": post_id,
        "comment_author": "BookingX",
        "comment_author_email": f"bookingx@{host}"[:MAX_EMAIL],
        "comment_date": to_local(at, site),
        "comment_date_gmt": at.replace(microsecond=0),
        "comment_content": text,
        "comment_approved": "1",
        "comment_agent": "BookingX",
        "comment_type": NOTE,
    }
