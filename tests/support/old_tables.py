"""Makes a site as it was before 2015: tables that keep three bytes a letter, so no emoji."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

OURS = "wp_bkx_zapier_"


def make_old(sidecar: Sidecar) -> None:
    """Convert all tables of WordPress and BookingX; the sidecar's own keep every letter."""
    with sidecar.database.engine.begin() as connection:
        for name in sa.inspect(connection).get_table_names():
            if not name.startswith(OURS):
                connection.execute(sa.text(f"ALTER TABLE `{name}` CONVERT TO CHARACTER SET utf8mb3"))
