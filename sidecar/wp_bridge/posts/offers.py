"""Reads from BookingX 1.x what a site offers, and its customers: WordPress posts with metas, and users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import Customer, Extra, Service, StaffMember
from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.posts.offer_reader import OfferPost, build_extra, build_service, build_staff_member
from sidecar.wp_bridge.posts.post_metas import PostMetas, take_first
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.wordpress.users import WpUsers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import Connection, Select

SERVICE, STAFF, EXTRA = "bkx_base", "bkx_seat", "bkx_addition"
NOT_OFFERED = ("auto-draft", "inherit", "trash")
MAX_GUEST_BOOKINGS = 20

Offer = TypeVar("Offer", Service, StaffMember, Extra)


class PostsOffers:
    """The `OfferStore` of BookingX 1.x; the docstrings name the WordPress indexes that serve the queries."""

    def __init__(self, prefix: str, users_prefix: str | None = None) -> None:
        self.tables = WpTables(prefix, users_prefix)
        self.bookings = PostsLayout(prefix, users_prefix)
        self.users = WpUsers(self.tables)

    def read_services(self, connection: Connection, ids: Collection[int]) -> dict[int, Service]:
        """Return services by id in two queries: see `OfferStore`. Primary key; post_id of wp_postmeta."""
        return self._read(connection, self._select(SERVICE), ids, build_service)

    def list_services(self, connection: Connection, limit: int, after_id: int = 0) -> list[Service]:
        """Return the next services in two queries: see `OfferStore`. type_status_date; post_id."""
        return self._list(connection, self._select(SERVICE), limit, after_id, build_service)

    def read_staff(self, connection: Connection, ids: Collection[int]) -> dict[int, StaffMember]:
        """Return staff members by id in two queries, by the indexes of `read_services`."""
        return self._read(connection, self._select(STAFF), ids, build_staff_member)

    def list_staff(self, connection: Connection, limit: int, after_id: int = 0) -> list[StaffMember]:
        """Return the next staff members in two queries, by the indexes of `list_services`."""
        return self._list(connection, self._select(STAFF), limit, after_id, build_staff_member)

    def read_extras(self, connection: Connection, ids: Collection[int]) -> dict[int, Extra]:
        """Return extras by id in two queries, by the indexes of `read_services`."""
        return self._read(connection, self._select(EXTRA), ids, build_extra)

    def list_extras(self, connection: Connection, limit: int, after_id: int = 0) -> list[Extra]:
        """Return the next extras in two queries, by the indexes of `list_services`."""
        return self._list(connection, self._select(EXTRA), limit, after_id, build_extra)

    def find_customer(self, connection: Connection, user_id: int) -> Customer | None:
        """Return a user in two queries: see `OfferStore`. Primary key; user_id of wp_usermeta."""
        return self.users.find(connection, user_id)

    def find_customer_by_email(self, connection: Connection, email: str) -> Customer | None:
        """Return a user in three queries, or a guest in eight: see `OfferStore`. user_email of wp_users.

        Guests stand in no index but meta_key of wp_postmeta: to look for one reads the address of every
        booking of the site.
        """
        email = email.strip()
        if not email:
            return None
        return self.users.find_by_email(connection, email) or self._find_guest(connection, email)

    def _select(self, kind: str) -> Select[*tuple[Any, ...]]:
        posts = self.tables.posts.c
        texts = (posts.post_title, posts.post_content, posts.post_status)
        return sa.select(posts["ID"], *texts, posts.post_date_gmt, posts.post_modified_gmt).where(
            posts.post_type == kind, posts.post_status.not_in(NOT_OFFERED)
        )

    def _read(
        self,
        connection: Connection,
        query: Select[*tuple[Any, ...]],
        ids: Collection[int],
        build: Callable[[OfferPost, PostMetas], Offer],
    ) -> dict[int, Offer]:
        found = self._build(connection, query.where(self.tables.posts.c["ID"].in_(ids)), build)
        by_id = {offer.id: offer for offer in found}
        return {key: by_id[key] for key in ids if key in by_id}

    def _list(
        self,
        connection: Connection,
        query: Select[*tuple[Any, ...]],
        limit: int,
        after_id: int,
        build: Callable[[OfferPost, PostMetas], Offer],
    ) -> list[Offer]:
        """Sorted by a calculation: by the key itself, MariaDB would read all posts to find the few offers."""
        key = self.tables.posts.c["ID"]
        return self._build(connection, query.where(key > after_id).order_by(key + 0).limit(limit), build)

    def _build(
        self,
        connection: Connection,
        query: Select[*tuple[Any, ...]],
        build: Callable[[OfferPost, PostMetas], Offer],
    ) -> list[Offer]:
        posts = [OfferPost(*row) for row in connection.execute(query)]
        metas = self._read_metas(connection, {post.id for post in posts})
        return [build(post, metas[post.id]) for post in posts]

    def _read_metas(self, connection: Connection, ids: Collection[int]) -> dict[int, PostMetas]:
        metas = self.tables.postmeta.c
        query = sa.select(metas.post_id, metas.meta_key, metas.meta_value).where(metas.post_id.in_(ids))
        rows: dict[int, list[tuple[str, str]]] = {post_id: [] for post_id in ids}
        for post_id, key, value in connection.execute(query.order_by(metas.meta_id)):
            rows[post_id].append((key or "", value or ""))
        return {post_id: PostMetas(take_first(found)) for post_id, found in rows.items()}

    def _find_guest(self, connection: Connection, email: str) -> Customer | None:
        """Return whom the newest booking with this address names; the booking's own record decides.

        Sorted and cut here: with both in the query, MariaDB reads all metas of the newest posts instead.
        """
        metas = self.tables.postmeta.c
        query = sa.select(metas.post_id).where(
            metas.meta_key == "email", sa.func.lower(metas.meta_value) == email.lower()
        )
        newest = sorted(connection.scalars(query), reverse=True)[:MAX_GUEST_BOOKINGS]
        for booking in self.bookings.read_bookings(connection, newest).values():
            guest = booking.customer
            if guest.email.casefold() == email.casefold():
                return Customer(
                    id=None,
                    email=guest.email,
                    first_name=guest.first_name,
                    last_name=guest.last_name,
                    name=guest.name,
                    phone=guest.phone,
                    registered_at=None,
                )
        return None
