"""What every use case stands on: the settings, the database, and the site's bookings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sidecar.db.database import Database
from sidecar.settings import Settings
from sidecar.wp_bridge.layouts import detect_layout, open_store
from sidecar.wp_bridge.site import read_site
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.wp_bridge.site import Site
    from sidecar.wp_bridge.store import BookingStore


@dataclass(frozen=True)
class Sidecar:
    """One site's sidecar, as a process sees it."""

    settings: Settings
    database: Database

    @cached_property
    def store(self) -> BookingStore:
        """The site's bookings, in the layout that is set or found."""
        prefix = self.settings.table_prefix
        with self.database.reading() as connection:
            layout = self.settings.layout or detect_layout(connection, prefix)
        return open_store(layout, prefix)

    def read_site(self, tx: Transaction) -> Site:
        """Return the site's name, address and zone as WordPress has them now."""
        return read_site(tx.connection, WpTables(self.settings.table_prefix))


def open_sidecar(settings: Settings) -> Sidecar:
    """Return the sidecar of an installation; connects to nothing yet."""
    return Sidecar(settings, Database(settings.database_url, settings.table_prefix))
