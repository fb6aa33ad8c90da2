"""Finds out how a site's BookingX keeps its bookings, and opens the stores for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from sidecar.errors import SetupError
from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.bookingx2.offers import TablesOffers
from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.posts.offers import PostsOffers
from sidecar.wp_bridge.records import MappedMetas

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.store import BookingStore, OfferStore

Layout = Literal["posts", "tables"]


def detect_layout(connection: Connection, prefix: str) -> Layout:
    """Return `tables` where BookingX 2.0's own tables are, else `posts`.

    Raises `SetupError` when WordPress's tables are not there either.
    """
    tables = sa.inspect(connection)
    if tables.has_table(f"{prefix}bookingx_bookings"):
        return "tables"
    if tables.has_table(f"{prefix}posts"):
        return "posts"
    raise SetupError(
        f"This database has no WordPress tables with the prefix {prefix!r}. "
        "Check DB_NAME and $table_prefix in the site's wp-config.php, then run `sidecar init` again."
    )


def open_store(
    layout: Layout, prefix: str, users_prefix: str | None = None, mapped: MappedMetas | None = None
) -> BookingStore:
    """Return the store of the bookings, which also reads the metas that are mapped to fields of the site."""
    store = TablesLayout if layout == "tables" else PostsLayout
    return store(prefix, users_prefix, mapped or MappedMetas())


def open_offers(layout: Layout, prefix: str, users_prefix: str | None = None) -> OfferStore:
    """Return the store of what is offered."""
    return TablesOffers(prefix, users_prefix) if layout == "tables" else PostsOffers(prefix, users_prefix)
