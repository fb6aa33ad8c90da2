"""WordPress's users as customers, found by id and by address: the same whatever BookingX's layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import Customer
from sidecar.wp_bridge.php.serialized import SerializedError, loads, looks_serialized
from sidecar.wp_bridge.posts.post_metas import PostMetas, take_first, to_map
from sidecar.wp_bridge.texts import decode_entities

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

PHONE_KEYS = ("bkx_phone_number", "phone")  # of BookingX's account page; of what prefills its form
USER_KEYS = ("first_name", "last_name", *PHONE_KEYS)
CUSTOMER_ROLES = frozenset({"subscriber", "customer"})
MAX_ALIKE = 1000


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as far as it takes to notice one; the time is aware UTC, None where none is stored."""

    id: int
    email: str
    registered_at: datetime | None


class WpUsers:
    """Reads `wp_users` and `wp_usermeta`; the docstrings name the indexes that serve the queries."""

    def __init__(self, tables: WpTables) -> None:
        self.tables = tables

    def find(self, connection: Connection, user_id: int) -> Customer | None:
        """Return a user in two queries, None if there is none. Primary key; user_id of wp_usermeta."""
        return self.read_customers(connection, [user_id]).get(user_id)

    def find_display_name(self, connection: Connection, user_id: int) -> str:
        """Return the name by which WordPress shows a user, "" where there is none. Primary key."""
        users = self.tables.users.c
        query = sa.select(users.display_name).where(users["ID"] == user_id)
        return decode_entities(connection.scalar(query) or "")

    def read_customers(self, connection: Connection, ids: Collection[int]) -> dict[int, Customer]:
        """Return users by id in two queries, however many; unknown ones are absent. Indexes as for `find`."""
        users = self.tables.users.c
        columns = (users["ID"], users.user_email, users.display_name, users.user_registered)
        rows = connection.execute(sa.select(*columns).where(users["ID"].in_(ids))).all()
        metas = self._read_metas(connection, [row[0] for row in rows], USER_KEYS)
        return {
            user_id: _build(user_id, email, display_name, registered_at, PostMetas(metas[user_id]))
            for user_id, email, display_name, registered_at in rows
        }

    def read_roles(self, connection: Connection, ids: Collection[int]) -> dict[int, frozenset[str]]:
        """Return what each user may be at this site, in one query. Index user_id of wp_usermeta.

        A damaged row gives no role, as WordPress itself takes it.
        """
        key = f"{self.tables.prefix}capabilities"
        metas = self._read_metas(connection, ids, [key])
        return {user_id: _read_roles(found.get(key, "")) for user_id, found in metas.items()}

    def read_default_role(self, connection: Connection) -> str:
        """Return the role that a new user of this site gets. Unique index option_name of wp_options."""
        options = self.tables.options.c
        query = sa.select(options.option_value).where(options.option_name == "default_role")
        return connection.scalar(query) or ""

    def read_customer_roles(self, connection: Connection) -> frozenset[str]:
        """Return what customers may be at this site: see `read_default_role` for the index."""
        return CUSTOMER_ROLES | {self.read_default_role(connection)}

    def list_ids_by_email(self, connection: Connection, begin: str, after_id: int, limit: int) -> list[int]:
        """Return who has an address that begins so, in any case, ascending by id. Index user_email.

        Sorted and cut here, of a thousand addresses at most: with the order in the query, MariaDB may read
        the whole table by its primary key. See `find_by_email` for other letters than those of ASCII.
        """
        if not begin.isascii():
            return []
        users = self.tables.users.c
        is_alike = users.user_email.startswith(begin, autoescape=True)
        query = sa.select(users["ID"]).where(is_alike).order_by(users.user_email).limit(MAX_ALIKE)
        return sorted(user_id for user_id in connection.scalars(query) if user_id > after_id)[:limit]

    def list_after(self, connection: Connection, after_id: int, limit: int) -> list[UserRow]:
        """Return the next users above `after_id`, ascending. Primary key of wp_users."""
        users = self.tables.users.c
        query = sa.select(users["ID"], users.user_email, users.user_registered).where(users["ID"] > after_id)
        return [UserRow(*row) for row in connection.execute(query.order_by(users["ID"]).limit(limit))]

    def find_by_email(self, connection: Connection, email: str) -> Customer | None:
        """Return who has an address, in any case, in up to three queries; of two the older. user_email.

        Accounts have addresses of ASCII alone (WordPress's `is_email`); MySQL refuses to compare others with
        columns whose character set lacks a letter of theirs, as those of old sites do.
        Addresses are compared here again, as `é` and `e` are one to the database.
        """
        if not email.isascii():
            return None
        users = self.tables.users.c
        query = sa.select(users["ID"], users.user_email).where(users.user_email == email)
        rows = connection.execute(query.order_by(users["ID"]))
        ids = [user_id for user_id, stored in rows if stored.casefold() == email.casefold()]
        return self.find(connection, ids[0]) if ids else None

    def read_ids(self, connection: Connection, emails: Collection[str]) -> dict[str, int]:
        """Return user ids by casefolded address in one query; of two users with one address, the older.

        Other addresses than those of ASCII are no account's: see `find_by_email`.
        """
        users = self.tables.users.c
        possible = [email for email in emails if email.isascii()]
        query = sa.select(users.user_email, users.ID).where(users.user_email.in_(possible))
        rows = connection.execute(query.order_by(users.ID.desc()))
        return {email.casefold(): user_id for email, user_id in rows}

    def _read_metas(
        self, connection: Connection, ids: Collection[int], keys: Collection[str]
    ) -> dict[int, dict[str, str]]:
        metas = self.tables.usermeta.c
        query = sa.select(metas.user_id, metas.meta_key, metas.meta_value).where(
            metas.user_id.in_(ids), metas.meta_key.in_(keys)
        )
        rows: dict[int, list[tuple[str, str]]] = {user_id: [] for user_id in ids}
        for user_id, key, value in connection.execute(query.order_by(metas.umeta_id)):
            rows[user_id].append((key, value or ""))
        return {user_id: take_first(found) for user_id, found in rows.items()}


def to_plain(stored: str) -> str:
    """Return a text of a user as WordPress hands it out: what looks serialized was serialized once more.

    So a name `O:8:"stdClass":0:{}` is that very name. An array or an object in its place is no text: "".
    """
    if not looks_serialized(stored):
        return stored
    try:
        value = loads(stored)
    except SerializedError:
        return ""
    return value if isinstance(value, str) else ""


def _build(
    user_id: int, email: str, display_name: str, registered_at: datetime | None, metas: PostMetas
) -> Customer:
    metas = PostMetas({key: to_plain(stored) for key, stored in metas.flat.items()})
    first_name, last_name = metas.text("first_name"), metas.text("last_name")
    return Customer(
        id=user_id,
        email=email,
        first_name=first_name,
        last_name=last_name,
        name=f"{first_name} {last_name}".strip() or decode_entities(display_name),
        phone=next((phone for phone in map(metas.text, PHONE_KEYS) if phone), ""),
        registered_at=registered_at,
    )


def _read_roles(stored: str) -> frozenset[str]:
    try:
        capabilities = to_map(loads(stored)) if stored else None
    except SerializedError:
        capabilities = None
    return frozenset(str(role) for role, is_given in (capabilities or {}).items() if is_given)
