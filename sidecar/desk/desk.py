"""The place at which actions and searches work: one transaction at one site, and all they may use there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sidecar.db.database import Transaction
from sidecar.settings import Settings
from sidecar.wp_bridge.layouts import Layout
from sidecar.wp_bridge.site import Site
from sidecar.wp_bridge.store import BookingStore, OfferStore
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.wordpress.users import WpUsers
from sidecar.wp_bridge.writing import BookingWriter, Edit

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One call's transaction, and the site it is about.

    `now` is the database's clock (aware, UTC); `user_id` is the WordPress user of the API key, 0 for none.
    """

    tx: Transaction
    site: Site
    layout: Layout
    store: BookingStore
    offers: OfferStore
    users: WpUsers
    tables: WpTables
    writer: BookingWriter
    settings: Settings
    now: datetime
    user_id: int = 0

    @property
    def connection(self) -> Connection:
        """The open connection; it has begun, and is committed by whoever opened the desk."""
        return self.tx.connection

    @property
    def edit(self) -> Edit:
        """Who changes something now."""
        return Edit(user_id=self.user_id, at=self.now)
