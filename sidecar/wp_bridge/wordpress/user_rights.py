"""Says which users and roles may do more at a site than read: no call from outside changes or gives those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import SerializedError, loads
from sidecar.wp_bridge.posts.post_metas import to_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sidecar.wp_bridge.posts.post_metas import PhpArray
    from sidecar.wp_bridge.tables import WpTables

SUBSCRIBER = "subscriber"
HARMLESS = frozenset({"read", "level_0"})
"""All that WordPress's subscribers and shops' customers may do."""
STAFF = "seat_post_id"
"""BookingX's mark of a user who is a staff member (reference: SM:1037-1106)."""

Roles = dict[str, frozenset[str]]


def read_roles(connection: Connection, tables: WpTables) -> Roles:
    """Return what each role of the site may do. Unique index option_name of wp_options.

    A role whose entry is damaged is absent, and so counts as one that may do anything.
    """
    options = tables.options.c
    query = sa.select(options.option_value).where(options.option_name == f"{tables.prefix}user_roles")
    roles = {SUBSCRIBER: HARMLESS}
    for name, role in _read_map(connection.scalar(query) or "").items():
        capabilities = to_map((to_map(role) or {}).get("capabilities"))
        if capabilities is not None:
            roles[str(name)] = _list_given(capabilities)
    return roles


def choose_role(connection: Connection, tables: WpTables, default: str) -> str:
    """Return the role that new customers get: the site's own for new users, if it may only read."""
    is_harmless = read_roles(connection, tables).get(default, frozenset({default})) <= HARMLESS
    return default if default and is_harmless else SUBSCRIBER


def is_protected(connection: Connection, tables: WpTables, user_id: int) -> bool:
    """Say whether a user may do more than read, at any site of a network or above them, or is a staff member.

    A right that stands at the user alone counts like that of a role. Index user_id of wp_usermeta.
    """
    if _is_super_admin(connection, tables, user_id):
        return True
    metas = tables.usermeta.c
    wanted = metas.meta_key.endswith("capabilities", autoescape=True) | (metas.meta_key == STAFF)
    query = sa.select(metas.meta_key, metas.meta_value).where(metas.user_id == user_id, wanted)
    roles = read_roles(connection, tables)
    return any(
        bool(value) if key == STAFF else not _list_rights(roles, value or "") <= HARMLESS
        for key, value in connection.execute(query)
    )


def _is_super_admin(connection: Connection, tables: WpTables, user_id: int) -> bool:
    """Say whether a user is over all sites of a network, without any role (get_super_admins of WordPress).

    Primary key of wp_users; index meta_key of wp_sitemeta, which networks alone have.
    """
    name = f"{tables.prefix}sitemeta"
    if not sa.inspect(connection).has_table(name):
        return False
    metas, users = sa.table(name, sa.column("meta_key"), sa.column("meta_value")), tables.users.c
    login = connection.scalar(sa.select(users.user_login).where(users["ID"] == user_id))
    stored = connection.scalars(sa.select(metas.c.meta_value).where(metas.c.meta_key == "site_admins"))
    return any(login in _read_map(value or "").values() for value in stored)


def _list_rights(roles: Mapping[str, frozenset[str]], stored: str) -> frozenset[str]:
    names = _list_given(_read_map(stored))
    return frozenset().union(*(roles.get(name, frozenset({name})) for name in names))


def _list_given(capabilities: PhpArray) -> frozenset[str]:
    return frozenset(str(name) for name, is_given in capabilities.items() if is_given)


def _read_map(stored: str) -> PhpArray:
    try:
        return to_map(loads(stored)) or {} if stored else {}
    except SerializedError:
        return {}
