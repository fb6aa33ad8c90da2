"""Finds out how a site's BookingX keeps its bookings, and opens the stores for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from sidecar.errors import SetupError
from sidecar.wp_bridge.offers import PostsOffers
from sidecar.wp_bridge.posts_layout import PostsLayout

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


def open_store(layout: Layout, prefix: str, users_prefix: str | None = None) -> BookingStore:
    """Return the store of the bookings. Raises `SetupError` for a layout that cannot be read."""
    _require_posts(layout)
    return PostsLayout(prefix, users_prefix)


def open_offers(layout: Layout, prefix: str, users_prefix: str | None = None) -> OfferStore:
    """Return the store of what is offered. Raises `SetupError` for a layout that cannot be read."""
    _require_posts(layout)
    return PostsOffers(prefix, users_prefix)


def _require_posts(layout: Layout) -> None:
    if layout == "posts":
        return
    raise SetupError(
        "This site's BookingX keeps its bookings in tables of its own (BookingX 2.0), which this version "
        "cannot read yet. Use BookingX 1.x, or update the sidecar when its changelog names BookingX 2.0."
    )
