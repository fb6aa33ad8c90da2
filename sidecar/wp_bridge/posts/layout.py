"""Reads bookings from BookingX 1.x, which keeps them as WordPress posts with metas and comments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import MAX_BYTES
from sidecar.wp_bridge.posts import fingerprints
from sidecar.wp_bridge.posts import occupied as occupied_posts
from sidecar.wp_bridge.posts.booking_metas import ORDER, BookingMetas
from sidecar.wp_bridge.posts.booking_reader import (
    BookingPost,
    References,
    Related,
    build_record,
    read_email,
    read_references,
)
from sidecar.wp_bridge.posts.fingerprints import BookingRows
from sidecar.wp_bridge.records import MappedMetas, Note
from sidecar.wp_bridge.site import read_site
from sidecar.wp_bridge.statuses import HIDDEN
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.wordpress.users import WpUsers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.records import BookingRecord

BOOKING = "bkx_booking"
NOTE = "booking_note"
CONTACT_KEYS = ("seatEmail", "seatPhone")
NONE_MAPPED = MappedMetas()


class PostsLayout:
    """The `BookingStore` of BookingX 1.x; the docstrings name the WordPress index that serves a query."""

    def __init__(
        self, prefix: str, users_prefix: str | None = None, mapped: MappedMetas = NONE_MAPPED
    ) -> None:
        self.tables = WpTables(prefix, users_prefix)
        self.mapped = mapped
        self.users = WpUsers(self.tables)

    def read_bookings(self, connection: Connection, ids: Collection[int]) -> dict[int, BookingRecord]:
        """Return the bookings by id in six queries, however many: see `BookingStore`."""
        posts = self._read_posts(connection, ids)
        metas = {
            key: BookingMetas.from_rows(rows, self.mapped.keys)
            for key, rows in self._read_metas(connection, posts)
        }
        references = {key: read_references(found) for key, found in metas.items()}
        related = self._read_related(connection, references.values(), metas.values())
        site = read_site(connection, self.tables)
        records: dict[int, BookingRecord] = {}
        for key in ids:
            if key not in posts:
                continue
            record = build_record(posts[key], metas[key], references[key], related, site)
            if record is not None:
                records[key] = record
        return records

    def list_newest_ids(self, connection: Connection, limit: int, before_id: int | None = None) -> list[int]:
        """Return ids, newest first: see `BookingStore`. Primary key, backwards; postmeta's post_id.

        The first array is looked for row by row: an EXISTS would be turned inside out by MariaDB, which
        then reads all metas of the site to list ten bookings.
        """
        posts, metas = self.tables.posts.c, self.tables.postmeta.c
        array = sa.select(sa.func.min(metas.meta_id)).where(
            metas.post_id == posts["ID"], metas.meta_key == ORDER
        )
        query = sa.select(posts.ID).where(
            self._is_booking(), posts.post_status.not_in(HIDDEN), array.scalar_subquery().is_not(None)
        )
        if before_id is not None:
            query = query.where(posts["ID"] < before_id)
        return list(connection.scalars(query.order_by(posts.ID.desc()).limit(limit)))

    def list_ids_after(self, connection: Connection, after_id: int, limit: int) -> list[int]:
        """Return the next ids, hidden ones included: see `BookingStore`. Primary key of wp_posts."""
        posts = self.tables.posts.c
        query = sa.select(posts.ID).where(self._is_booking(), posts["ID"] > after_id)
        return list(connection.scalars(query.order_by(posts.ID).limit(limit)))

    def get_last_id(self, connection: Connection) -> int:
        """Return the highest id or 0. Index type_status_date alone answers it."""
        query = sa.select(sa.func.max(self.tables.posts.c.ID)).where(self._is_booking())
        return connection.scalar(query) or 0

    def list_notes_after(self, connection: Connection, after_comment_id: int, limit: int) -> list[Note]:
        """Return the next notes: see `BookingStore`. Primary key of wp_comments."""
        comments = self.tables.comments.c
        query = sa.select(comments.comment_ID, comments.comment_post_ID).where(
            comments.comment_type == NOTE, comments.comment_ID > after_comment_id
        )
        rows = connection.execute(query.order_by(comments.comment_ID).limit(limit))
        return [Note(id=note_id, booking_id=booking_id) for note_id, booking_id in rows]

    def get_last_note_id(self, connection: Connection) -> int:
        """Return the highest note id or 0. Primary key of wp_comments, from its end."""
        comments = self.tables.comments.c
        query = sa.select(comments.comment_ID).where(comments.comment_type == NOTE)
        return connection.scalar(query.order_by(comments.comment_ID.desc()).limit(1)) or 0

    def list_raw_statuses(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        """Return the stored status by id: see `BookingStore`. Primary key of wp_posts."""
        posts = self.tables.posts.c
        query = sa.select(posts.ID, posts.post_status).where(posts.ID.in_(ids), self._is_booking())
        return dict(connection.execute(query).all())

    def read_fingerprints(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        """Return digests of all rows: see `BookingStore`. Primary key of wp_posts, post_id of wp_postmeta."""
        return fingerprints.read_fingerprints(connection, self.rows, ids)

    def sum_rows(self, connection: Connection, after_id: int, until_id: int, size: int) -> dict[int, int]:
        """Return sums over a range of ids: see `BookingStore`. Primary key of wp_posts."""
        return fingerprints.sum_rows(connection, self.rows, after_id, until_id, size)

    def read_sizes(self, connection: Connection, ids: Collection[int]) -> dict[int, int]:
        """Return the sizes of all metas: see `BookingStore`. Index post_id of wp_postmeta."""
        metas = self.tables.postmeta.c
        query = sa.select(metas.post_id, sa.func.sum(sa.func.length(metas.meta_value)))
        rows = connection.execute(query.where(metas.post_id.in_(ids)).group_by(metas.post_id))
        return {post_id: int(size or 0) for post_id, size in rows}

    def get_top_id(self, connection: Connection) -> int:
        """Return the highest id of any post: see `BookingStore`. The end of the primary key."""
        return connection.scalar(sa.select(sa.func.max(self.tables.posts.c.ID))) or 0

    def list_occupancies(
        self,
        connection: Connection,
        staff_ids: Collection[int],
        first: date,
        last: date,
        known: Collection[int] = (),
    ) -> list[Occupancy]:
        """Return what takes time on some days: see `BookingStore`, and `occupied_posts` for the indexes."""
        ids = occupied_posts.list_candidates(connection, self.tables, first, last)
        ids = occupied_posts.narrow(connection, self.tables, ids, staff_ids, first, last)
        found = self.read_occupancies(connection, {*ids, *known}, staff_ids)
        return [taken for taken in found if taken.touches(first, last)]

    def read_occupancies(
        self, connection: Connection, ids: Collection[int], staff_ids: Collection[int]
    ) -> list[Occupancy]:
        """Return what bookings take: see `BookingStore`, and `occupied_posts` for the indexes."""
        return occupied_posts.read_occupancies(connection, self.tables, self._read_metas, ids, staff_ids)

    @property
    def rows(self) -> BookingRows:
        """What the fingerprint of a booking is made of."""
        posts, metas = self.tables.posts.c, self.tables.postmeta.c
        columns = (posts.post_status, posts.post_date_gmt, posts.post_modified_gmt)
        owner, key, value = metas.post_id, metas.meta_key, metas.meta_value
        return BookingRows(posts.ID, columns, self._is_booking(), owner, metas.meta_id, key, value)

    def _is_booking(self) -> ColumnElement[bool]:
        return self.tables.posts.c.post_type == BOOKING

    def _read_posts(self, connection: Connection, ids: Collection[int]) -> dict[int, BookingPost]:
        """Primary key of wp_posts."""
        posts = self.tables.posts.c
        columns = (posts.ID, posts.post_status, posts.post_date_gmt, posts.post_modified_gmt)
        query = sa.select(*columns).where(posts.ID.in_(ids), self._is_booking())
        return {
            post_id: BookingPost(id=post_id, status=status, created_at=created_at, modified_at=modified_at)
            for post_id, status, created_at, modified_at in connection.execute(query)
        }

    def _read_metas(
        self, connection: Connection, ids: Collection[int], keys: Collection[str] | None = None
    ) -> Iterable[tuple[int, list[tuple[str, str]]]]:
        """Return each post's metas, oldest first. Index post_id of wp_postmeta.

        What no reader would take is cut where it lies: a form stores whatever a stranger sends. What is
        mapped is delivered, whatever its size, up to that of a payload.
        """
        metas = self.tables.postmeta.c
        limit = sa.case((metas.meta_key.in_(self.mapped.keys), self.mapped.max_bytes), else_=MAX_BYTES)
        is_huge = sa.func.length(metas.meta_value) > limit
        value = sa.case((is_huge, sa.func.substr(metas.meta_value, 1, limit + 1)), else_=metas.meta_value)
        query = sa.select(metas.post_id, metas.meta_key, value).where(metas.post_id.in_(ids))
        if keys is not None:
            query = query.where(metas.meta_key.in_(keys))
        rows: dict[int, list[tuple[str, str]]] = {post_id: [] for post_id in ids}
        for post_id, key, value in connection.execute(query.order_by(metas.meta_id)):
            rows[post_id].append((key or "", value or ""))
        return rows.items()

    def _read_related(
        self, connection: Connection, references: Iterable[References], metas: Iterable[BookingMetas]
    ) -> Related:
        """Primary key of wp_posts, post_id of wp_postmeta, user_email of wp_users: one query each."""
        references = list(references)
        staff_ids = {found.staff for found in references if found.staff is not None}
        contacts: dict[int, dict[str, str]] = defaultdict(dict)
        for staff_id, rows in self._read_metas(connection, staff_ids, CONTACT_KEYS):
            contacts[staff_id] = dict(reversed(rows))
        post_ids = set[int]().union(*(found.list_post_ids() for found in references))
        emails = {read_email(found) for found in metas} - {""}
        titles = self._read_titles(connection, post_ids)
        return Related(titles, contacts, self.users.read_ids(connection, emails))

    def _read_titles(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        posts = self.tables.posts.c
        query = sa.select(posts.ID, posts.post_title).where(posts.ID.in_(ids))
        return dict(connection.execute(query).all())
