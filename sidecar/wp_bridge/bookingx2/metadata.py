"""Reads the column `metadata` of a booking of BookingX 2.0: JSON, or what PHP makes of an array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.wp_bridge.php.serialized import MAX_BYTES, SerializedError, loads, looks_serialized
from sidecar.wp_bridge.posts.post_metas import to_map

if TYPE_CHECKING:
    from sidecar.wp_bridge.bookingx2.rows import Row

COLUMN = "metadata"
_JSON = msgspec.json.Decoder(float_hook=str)  # an amount stays as it is spelled: 1.10 is not 1.1


def read_metadata(row: Row) -> dict[str, str]:
    """Return the texts by name; arrays in it, and null, are left to those who wrote them.

    {}, and a mark, for what is damaged, no array, or beyond the bounds of every reader.
    """
    stored = row.flat.get(COLUMN, "").strip()
    if not stored:
        return {}
    try:
        values = _load(stored)
    except (ValueError, RecursionError):
        row.mark_unreadable(COLUMN)
        return {}
    texts = {str(name): _to_text(value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _load(stored: str) -> dict[Any, Any]:
    if len(stored) > MAX_BYTES:
        raise ValueError("too long")
    value = loads(stored) if looks_serialized(stored) else _JSON.decode(stored)
    found = to_map(value)
    if found is None:
        raise SerializedError("not an array")
    return found


def _to_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None
