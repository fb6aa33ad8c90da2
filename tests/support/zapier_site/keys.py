"""API keys of each kind that a Zap may be connected with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sidecar.identity import public_id_of
from sidecar.services import keys
from sidecar.services.actions.rights import OF_THE_HOST
from sidecar.services.keys import ACTIONS_SCOPE, DEFAULT_SCOPES, SCOPES, NewKey
from tests.factories import execute
from tests.support.site_rows import add_user

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

OWNER = 1
MANAGER_EMAIL = "mia.manager@example.test"


def make_keys(sidecar: Sidecar) -> dict[str, str]:
    """Make a key of each kind and return their texts.

    `host` may do everything, `manager` is an editor's, `no_actions` may trigger and search; `revoked` and
    `expired` may do nothing any more.
    """
    yesterday = datetime.now(UTC) - timedelta(days=1)
    manager = add_user(sidecar, MANAGER_EMAIL, "editor", first_name="Mia", last_name="Manager")
    execute(sidecar, "UPDATE wp_users SET display_name = 'Mia Manager' WHERE ID = :id", id=manager)
    wanted = {
        "host": NewKey("Host", OF_THE_HOST, scopes=SCOPES),
        "manager": NewKey("Manager", manager),
        "no_actions": NewKey("No actions", OWNER, scopes=DEFAULT_SCOPES - {ACTIONS_SCOPE}),
        "revoked": NewKey("Revoked", OWNER),
        "expired": NewKey("Expired", OWNER, expires_at=yesterday),
    }
    made = {name: _make(sidecar, wish) for name, wish in wanted.items()}
    sidecar.database.run(lambda tx: keys.revoke_key(tx, public_id_of(made["revoked"])))
    return made


def _make(sidecar: Sidecar, wish: NewKey) -> str:
    return sidecar.database.run(lambda tx: keys.create_key(tx, sidecar.settings, wish))
