"""Which plugins a site has: what is active stands in an option, a version only in the plugin's file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.wp_bridge.php.serialized import SerializedError, loads
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

VERSION_HEADER = re.compile(r"^[ \t/*#@]*Version:\s*(?P<version>[\w.+-]{1,30})", re.MULTILINE | re.IGNORECASE)
HEADER_BYTES = 8192
"""WordPress, too, looks for a plugin's headers in the first 8 KB of its file alone."""
BOOKINGX_FILE = "wp-content/plugins/bookingx/bookingx.php"


def is_plugin_active(connection: Connection, prefix: str, plugin: str) -> bool:
    """Whether a plugin (`folder/file.php`) is switched on for this site."""
    options = WpTables(prefix).options.c
    query = sa.select(options.option_value).where(options.option_name == "active_plugins")
    try:
        active = loads(connection.execute(query).scalar_one_or_none() or "a:0:{}")
    except SerializedError:
        return False
    if isinstance(active, dict):
        active = list(active.values())
    return isinstance(active, list) and plugin in active


def find_bookingx_version(wordpress: Path) -> str | None:
    """Return the version in BookingX's plugin header, None when it is not in this WordPress."""
    path = wordpress / BOOKINGX_FILE
    if not path.is_file():
        return None
    with path.open("rb") as file:
        match = VERSION_HEADER.search(file.read(HEADER_BYTES).decode("utf-8", "replace"))
    return match["version"] if match else None
