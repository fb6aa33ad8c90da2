"""Names of posts and users as they stand in addresses: short, plain and nobody else's."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

_GONE = re.compile(r"[^a-z0-9 _.\-]")
_DASHES = re.compile(r"[ .\-]+")


def to_slug(text: str, max_length: int) -> str:
    """Return a name in small letters, digits and dashes, as WordPress's sanitize_title(); "" for none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _DASHES.sub("-", _GONE.sub("", plain)).strip("-")[:max_length].strip("-")


def find_free_slug(
    connection: Connection,
    column: ColumnElement[str],
    slug: str,
    max_length: int,
    *conditions: ColumnElement[bool],
) -> str:
    """Return a slug, or the first of `slug-2`, `slug-3`, … that no row has. The index on the column."""
    taken = set(
        connection.scalars(sa.select(column).where(column.startswith(slug, autoescape=True), *conditions))
    )
    if slug not in taken:
        return slug
    number = 2
    while f"{slug[: max_length - 1 - len(str(number))]}-{number}" in taken:
        number += 1
    return f"{slug[: max_length - 1 - len(str(number))]}-{number}"
