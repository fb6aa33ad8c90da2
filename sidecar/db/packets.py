"""How large a value is on its way to the database, which takes no statement of more than one packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

ESCAPED = (b"\\", b"'", b'"', b"\0", b"\n", b"\r", b"\x1a")
"""What the driver puts a backslash before (MySQL manual, String Literals)."""
REST_OF_STATEMENT = 65_536
"""Bytes that are left for the other columns of a row and the words of the statement."""
NO_PACKETS = 1_000_000_000
"""SQLite's own limit of a value (its SQLITE_MAX_LENGTH)."""


def get_size(value: bytes) -> int:
    """Return how many bytes a value takes in a statement."""
    return len(value) + sum(value.count(character) for character in ESCAPED)


def get_max_size(connection: Connection) -> int:
    """Return how large a value of one row may be, by `get_size`."""
    if connection.dialect.name == "sqlite":
        return NO_PACKETS
    return int(connection.scalar(text("SELECT @@max_allowed_packet"))) - REST_OF_STATEMENT
