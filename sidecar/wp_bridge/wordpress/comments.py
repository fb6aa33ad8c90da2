"""WordPress's comments on services and staff, which are reviews of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.hooks import REVIEW_TYPES
from sidecar.wp_bridge.texts import decode_entities, strip_markup

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

SERVICE, STAFF = "bkx_base", "bkx_seat"
APPROVED = "1"
RATING = "rating"
STARS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewComment:
    """A comment on a service or on a staff member: one of the two ids is None, `reviewed_name` is its name.

    `rating` is what a plugin stored beside it, None where there is none; `written_at` is aware UTC.
    """

    id: int
    service_id: int | None
    staff_id: int | None
    reviewed_name: str
    author_name: str
    author_email: str
    text: str
    rating: float | None
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment of any kind, as far as it takes to notice one; the time is aware UTC."""

    id: int
    kind: str
    written_at: datetime | None


class WpComments:
    """Reads `wp_comments`; the docstrings name the indexes that serve the queries."""

    def __init__(self, tables: WpTables) -> None:
        self.tables = tables

    def read_reviews(self, connection: Connection, ids: Collection[int]) -> dict[int, ReviewComment]:
        """Return by id those that are reviews and approved, in two queries.

        Primary keys of wp_comments and wp_posts; comment_id of wp_commentmeta.
        """
        comments, posts = self.tables.comments.c, self.tables.posts.c
        texts = (comments.comment_author, comments.comment_author_email, comments.comment_content)
        reviewed = (posts["ID"], posts.post_type, posts.post_title)
        query = (
            sa.select(comments["comment_ID"], *reviewed, *texts, comments.comment_date_gmt)
            .join_from(self.tables.comments, self.tables.posts, posts["ID"] == comments["comment_post_ID"])
            .where(
                comments["comment_ID"].in_(ids),
                comments.comment_type.in_(REVIEW_TYPES),
                comments.comment_approved == APPROVED,
                posts.post_type.in_((SERVICE, STAFF)),
            )
        )
        rows = connection.execute(query.order_by(comments["comment_ID"])).all()
        ratings = self._read_ratings(connection, [row[0] for row in rows])
        return {
            comment_id: ReviewComment(
                id=comment_id,
                service_id=post_id if kind == SERVICE else None,
                staff_id=post_id if kind == STAFF else None,
                reviewed_name=decode_entities(title),
                author_name=decode_entities(author),
                author_email=email.strip(),
                text=strip_markup(text),
                rating=ratings.get(comment_id),
                written_at=written_at,
            )
            for comment_id, post_id, kind, title, author, email, text, written_at in rows
        }

    def list_after(self, connection: Connection, after_id: int, limit: int) -> list[CommentRow]:
        """Return the next comments above `after_id`, ascending, of any kind. Primary key.

        A cursor over one kind alone would read those of all others again and again.
        """
        comments = self.tables.comments.c
        columns = (comments["comment_ID"], comments.comment_type, comments.comment_date_gmt)
        query = sa.select(*columns).where(comments["comment_ID"] > after_id)
        return [CommentRow(*row) for row in connection.execute(query.order_by(columns[0]).limit(limit))]

    def get_last_id(self, connection: Connection) -> int:
        """Return the highest comment id of any kind, 0 when there is none. Primary key, from its end."""
        return connection.scalar(sa.select(sa.func.max(self.tables.comments.c["comment_ID"]))) or 0

    def _read_ratings(self, connection: Connection, ids: Collection[int]) -> dict[int, float]:
        metas = self.tables.commentmeta.c
        query = sa.select(metas.comment_id, metas.meta_value).where(
            metas.comment_id.in_(ids), metas.meta_key == RATING
        )
        rows = connection.execute(query.order_by(metas.meta_id.desc()))  # of two the first counts: it is last
        return {comment_id: float(value) for comment_id, value in rows if STARS.fullmatch(value or "")}
