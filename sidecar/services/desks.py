"""Opens the desk at which actions and searches work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import state
from sidecar.desk.desk import Desk
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.writers import open_writer

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar


def open_desk(sidecar: Sidecar, tx: Transaction, user_id: int = 0) -> Desk:
    """Return the desk of an open transaction; raises SetupError for a site whose zone does not exist."""
    prefix = sidecar.settings.table_prefix
    return Desk(
        tx=tx,
        site=sidecar.read_site(tx),
        layout=sidecar.layout,
        store=sidecar.store,
        offers=sidecar.offers,
        users=sidecar.users,
        tables=WpTables(prefix),
        writer=open_writer(sidecar.layout, prefix),
        settings=sidecar.settings,
        now=state.read_now(tx),
        user_id=user_id,
    )
