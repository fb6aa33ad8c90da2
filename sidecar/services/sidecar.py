"""What every use case stands on: the settings, the database, the site's bookings and its offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sidecar.catalog import SEARCHES, TRIGGERS
from sidecar.db.database import Database
from sidecar.services.site_catalog import check_custom_fields, make_searches, make_triggers
from sidecar.settings import Settings
from sidecar.wp_bridge.layouts import Layout, detect_layout, open_offers, open_store
from sidecar.wp_bridge.records import MappedMetas
from sidecar.wp_bridge.site import read_site
from sidecar.wp_bridge.tables import WpTables
from sidecar.wp_bridge.wordpress.comments import WpComments
from sidecar.wp_bridge.wordpress.users import WpUsers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Search
    from sidecar.db.database import Transaction
    from sidecar.spec import Trigger
    from sidecar.wp_bridge.site import Site
    from sidecar.wp_bridge.store import BookingStore, OfferStore


@dataclass(frozen=True)
class Sidecar:
    """One site's sidecar, as a process sees it."""

    settings: Settings
    database: Database

    @cached_property
    def layout(self) -> Layout:
        """How the site's BookingX keeps its data: as it is set, or found."""
        with self.database.reading() as connection:
            return self.settings.layout or detect_layout(connection, self.settings.table_prefix)

    @cached_property
    def store(self) -> BookingStore:
        """The site's bookings."""
        keys = dict.fromkeys(field.meta_key for field in self.settings.custom_fields)
        mapped = MappedMetas(tuple(keys), self.settings.max_payload_bytes)
        return open_store(self.layout, self.settings.table_prefix, mapped=mapped)

    @cached_property
    def offers(self) -> OfferStore:
        """The site's services, staff, extras and customers."""
        return open_offers(self.layout, self.settings.table_prefix)

    @cached_property
    def users(self) -> WpUsers:
        """The site's users, which are WordPress's in every layout."""
        return WpUsers(WpTables(self.settings.table_prefix))

    @cached_property
    def comments(self) -> WpComments:
        """The site's comments, likewise."""
        return WpComments(WpTables(self.settings.table_prefix))

    @cached_property
    def triggers(self) -> Mapping[str, Trigger]:
        """The catalog's triggers, by key, with the site's custom fields."""
        return make_triggers(TRIGGERS, self.settings.custom_fields)

    @cached_property
    def searches(self) -> Mapping[str, Search]:
        """The catalog's searches, likewise."""
        return make_searches(SEARCHES, self.settings.custom_fields)

    def read_site(self, tx: Transaction) -> Site:
        """Return the site as WordPress has it now; its country as set here where BookingX does not say."""
        site = read_site(tx.connection, WpTables(self.settings.table_prefix))
        return replace(site, country=site.country or self.settings.default_country)


def open_sidecar(settings: Settings) -> Sidecar:
    """Return the sidecar of an installation; connects to nothing yet.

    Raises SetupError for a custom field of BookingX's own metas.
    """
    check_custom_fields(settings.custom_fields)
    return Sidecar(settings, Database(settings.database_url, settings.table_prefix))
