"""Decides who may do what: by the role of the API key's WordPress user, and by what is switched on.

What a key may do at all, its scopes, the guards have judged before (sidecar/api/guards.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.access_errors import ActionSwitchedOffError, MissingRoleError
from sidecar.action_spec import Role
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.wordpress.user_rights import read_roles

if TYPE_CHECKING:
    from sidecar.action_spec import Action
    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar
    from sidecar.settings import Settings

OF_THE_HOST = 0
"""The user of keys that whoever runs the sidecar made for no user: that person may do anything anyway."""
ADMINISTRATOR, ADMIN_RIGHT, MANAGER_RIGHT = "administrator", "manage_options", "edit_others_posts"


def is_enabled(settings: Settings, key: str) -> bool:
    """Say whether the site wants an action."""
    return not settings.allowed_actions or key in settings.allowed_actions


def check_enabled(settings: Settings, action: Action) -> None:
    """Raise ActionSwitchedOffError for an action that the site does not want."""
    if not is_enabled(settings, action.key):
        raise ActionSwitchedOffError


def check_role(sidecar: Sidecar, tx: Transaction, caller: Caller, wanted: Role) -> None:
    """Raise MissingRoleError where the key's user may not do what asks for this role."""
    found = find_role(sidecar, tx, caller.user_id)
    if found is None or (wanted is Role.ADMIN and found is not Role.ADMIN):
        raise MissingRoleError


def find_role(sidecar: Sidecar, tx: Transaction, user_id: int) -> Role | None:
    """Return what a WordPress user is to us; None for staff, customers and users that are no more.

    Admins may change the site's options, managers edit what others wrote, as editors and shop managers may
    (specification, section 2). In two queries: index user_id of wp_usermeta, option_name of wp_options.
    """
    if user_id == OF_THE_HOST:
        return Role.ADMIN
    names = sidecar.users.read_roles(tx.connection, [user_id])[user_id]
    roles = read_roles(tx.connection, WpTables(sidecar.settings.table_prefix))
    rights = names.union(*(roles.get(name, frozenset()) for name in names))
    if ADMINISTRATOR in names or ADMIN_RIGHT in rights:
        return Role.ADMIN
    return Role.MANAGER if MANAGER_RIGHT in rights else None
