"""Opens the writer of a site's bookings for the layout that its BookingX has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.wp_bridge.bookingx2.writer import TablesWriter
from sidecar.wp_bridge.posts.writer import PostsWriter

if TYPE_CHECKING:
    from sidecar.wp_bridge.layouts import Layout
    from sidecar.wp_bridge.writing import BookingWriter


def open_writer(layout: Layout, prefix: str, users_prefix: str | None = None) -> BookingWriter:
    """Return the writer; it is as cheap as a constructor."""
    return TablesWriter(prefix, users_prefix) if layout == "tables" else PostsWriter(prefix, users_prefix)
