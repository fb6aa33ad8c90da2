"""Writes customers as WordPress users, with BookingX's two places for their phone number."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.posts.post_rows import insert_metas, replace_metas
from sidecar.wp_bridge.slugs import find_free_slug, to_slug
from sidecar.wp_bridge.text_fields import to_text_field
from sidecar.wp_bridge.wordpress.users import PHONE_KEYS, to_plain
from sidecar.wp_bridge.write_errors import CustomerExistsError, UnknownCustomerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.tables import WpTables
    from sidecar.wp_bridge.writing import CustomerChanges

MAX_LOGIN, MAX_NICENAME, MAX_DISPLAY_NAME = 60, 50, 250
_PHPASS_LETTERS = "./" + string.digits + string.ascii_letters
LEVELS = {"administrator": 10, "editor": 7, "author": 2, "contributor": 1}
"""WordPress's old numbers of its own roles; any other has none."""
DEFAULTS = {
    "description": "",
    "rich_editing": "true",
    "syntax_highlighting": "true",
    "comment_shortcuts": "false",
    "admin_color": "fresh",
    "use_ssl": "0",
    "show_admin_bar_front": "true",
    "locale": "",
}
"""What WordPress writes of every new user, in its order."""
USER_COUNT = "user_count"
"""WordPress's option: how many users there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A customer to be registered; the address is one that WordPress takes (ASCII, 100 characters)."""

    email: str
    first_name: str
    last_name: str
    phone: str
    role: str
    registered_at: datetime


class UserWriter:
    """Writes `wp_users` and `wp_usermeta` on an open connection; commits nothing."""

    def __init__(self, tables: WpTables) -> None:
        self.tables = tables

    def add_user(self, connection: Connection, new: NewUser) -> int:
        """Write a user who sets a password by WordPress's own mail, and return the id.

        Raises CustomerExistsError where somebody has the address, or logs in with it. WordPress has no
        unique key on either: whoever calls holds a lock.
        """
        login = new.email if len(new.email) <= MAX_LOGIN else f"customer-{secrets.token_hex(8)}"
        self._require_free(connection, new.email, login)
        done = connection.execute(sa.insert(self.tables.users).values(**self._build(connection, new, login)))
        key = done.inserted_primary_key
        assert key is not None  # noqa: S101 - every driver that we use tells it
        user_id = int(key[0])
        metas = self._list_metas(new, login)
        insert_metas(connection, self.tables.usermeta, "user_id", user_id, metas)
        self._count(connection)
        return user_id

    def update_user(self, connection: Connection, user_id: int, changes: CustomerChanges) -> None:
        """Change a user's names, address and phone number; what is None stays.

        The name that WordPress displays follows where it was made of the two. Raises UnknownCustomerError,
        and CustomerExistsError where somebody else has the new address.
        """
        users, row = self.tables.users, self._lock(connection, user_id)
        names = self._read_names(connection, user_id)
        given = {"first_name": changes.first_name, "last_name": changes.last_name}
        new = names | {key: to_name(text) for key, text in given.items() if text is not None}
        values: dict[str, Any] = {}
        if row.display_name == _join(names):
            values["display_name"] = _join(new) or row.display_name
        if changes.email is not None and changes.email.casefold() != row.user_email.casefold():
            self._require_free(connection, changes.email)
            values["user_email"] = changes.email
        if values:
            connection.execute(sa.update(users).where(users.c["ID"] == user_id).values(values))
        metas: dict[str, PhpValue] = {key: new[key] for key, text in given.items() if text is not None}
        if changes.phone is not None:
            metas |= dict.fromkeys(PHONE_KEYS, to_text_field(changes.phone))
        replace_metas(connection, self.tables.usermeta, "user_id", user_id, metas)

    def _build(self, connection: Connection, new: NewUser, login: str) -> dict[str, Any]:
        nicename = to_slug(login, MAX_NICENAME) or f"customer-{secrets.token_hex(4)}"
        names = {"first_name": to_name(new.first_name), "last_name": to_name(new.last_name)}
        column = self.tables.users.c.user_nicename
        return {
            "user_login": login,
            "user_pass": make_unusable_hash(),
            "user_nicename": find_free_slug(connection, column, nicename, MAX_NICENAME),
            "user_email": new.email,
            "user_registered": new.registered_at.replace(microsecond=0),
            "display_name": _join(names) or login,
        }

    def _list_metas(self, new: NewUser, login: str) -> Iterator[tuple[str, PhpValue]]:
        yield "nickname", login
        yield "first_name", to_name(new.first_name)
        yield "last_name", to_name(new.last_name)
        yield from DEFAULTS.items()
        yield f"{self.tables.prefix}capabilities", {new.role: True}
        yield f"{self.tables.prefix}user_level", LEVELS.get(new.role, 0)
        if new.phone:
            yield from ((key, to_text_field(new.phone)) for key in PHONE_KEYS)

    def _require_free(self, connection: Connection, email: str, login: str | None = None) -> None:
        """Indexes user_email and user_login_key."""
        users = self.tables.users.c
        is_taken = users.user_email == email
        if login is not None:
            is_taken |= users.user_login == login
        taken_by = connection.scalar(sa.select(users["ID"]).where(is_taken).limit(1))
        if taken_by is not None:
            raise CustomerExistsError(f"{CustomerExistsError.message} Its ID is {taken_by}.")

    def _lock(self, connection: Connection, user_id: int) -> sa.Row[str, str]:
        """Primary key."""
        users = self.tables.users.c
        query = sa.select(users.user_email, users.display_name).where(users["ID"] == user_id)
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is None:
            raise UnknownCustomerError
        return row

    def _read_names(self, connection: Connection, user_id: int) -> dict[str, str]:
        """Index user_id."""
        metas = self.tables.usermeta.c
        names = ("first_name", "last_name")
        query = sa.select(metas.meta_key, metas.meta_value)
        query = query.where(metas.user_id == user_id, metas.meta_key.in_(names))
        rows = connection.execute(query.order_by(metas.umeta_id.desc()))
        found = {key: to_plain(value or "") for key, value in rows}
        return {name: found.get(name, "") for name in names}

    def _count(self, connection: Connection) -> None:
        """Keep WordPress's own number of users right, where it has one. Unique index option_name."""
        options = self.tables.options
        number = sa.select(sa.cast(sa.func.count(), sa.String(20))).select_from(self.tables.users)
        is_count = options.c.option_name == USER_COUNT
        connection.execute(sa.update(options).where(is_count).values(option_value=number.scalar_subquery()))


def to_name(text: str) -> str:
    """Return a name as WordPress stores it of users: `&`, `<` and `>` as entities, cut to what fits."""
    text = re.sub(r"&(?!#?[A-Za-z0-9]{1,31};)", "&amp;", to_text_field(text))
    return text.replace("<", "&lt;").replace(">", "&gt;")


def make_unusable_hash() -> str:
    """Return a hash as WordPress has them, of no password that anyone knows."""
    return "$P$B" + "".join(secrets.choice(_PHPASS_LETTERS) for _ in range(30))


def _join(names: dict[str, str]) -> str:
    return f"{names['first_name']} {names['last_name']}".strip()[:MAX_DISPLAY_NAME]
