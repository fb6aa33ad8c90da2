"""WordPress's users as customers, found by id and by address: the same whatever BookingX's layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import Customer
from sidecar.wp_bridge.post_metas import PostMetas, take_first
from sidecar.wp_bridge.texts import decode_entities

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

PHONE_KEYS = ("bkx_phone_number", "phone")  # of BookingX's account page; of what prefills its form
USER_KEYS = ("first_name", "last_name", *PHONE_KEYS)


class WpUsers:
    """Reads `wp_users` and `wp_usermeta`; the docstrings name the indexes that serve the queries."""

    def __init__(self, tables: WpTables) -> None:
        self.tables = tables

    def find(self, connection: Connection, user_id: int) -> Customer | None:
        """Return a user in two queries, None if there is none. Primary key; user_id of wp_usermeta."""
        users = self.tables.users.c
        columns = (users.user_email, users.display_name, users.user_registered)
        user = connection.execute(sa.select(*columns).where(users["ID"] == user_id)).one_or_none()
        if user is None:
            return None
        email, display_name, registered_at = user
        metas = self._read_metas(connection, user_id)
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

    def find_by_email(self, connection: Connection, email: str) -> Customer | None:
        """Return who has an address, in any case, in up to three queries; of two the older. user_email.

        Addresses are compared here again, as `é` and `e` are one to the database.
        """
        users = self.tables.users.c
        query = sa.select(users["ID"], users.user_email).where(users.user_email == email)
        rows = connection.execute(query.order_by(users["ID"]))
        ids = [user_id for user_id, stored in rows if stored.casefold() == email.casefold()]
        return self.find(connection, ids[0]) if ids else None

    def read_ids(self, connection: Connection, emails: Collection[str]) -> dict[str, int]:
        """Return user ids by casefolded address in one query; of two users with one address, the older."""
        users = self.tables.users.c
        query = sa.select(users.user_email, users.ID).where(users.user_email.in_(emails))
        rows = connection.execute(query.order_by(users.ID.desc()))
        return {email.casefold(): user_id for email, user_id in rows}

    def _read_metas(self, connection: Connection, user_id: int) -> PostMetas:
        metas = self.tables.usermeta.c
        query = sa.select(metas.meta_key, metas.meta_value).where(
            metas.user_id == user_id, metas.meta_key.in_(USER_KEYS)
        )
        rows = connection.execute(query.order_by(metas.umeta_id))
        return PostMetas(take_first((key, value or "") for key, value in rows))
