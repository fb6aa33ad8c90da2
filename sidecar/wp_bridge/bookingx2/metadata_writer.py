"""Adds to the column `metadata` of a booking of BookingX 2.0, in the spelling that it has: JSON or PHP's."""

from __future__ import annotations

from typing import Any

import msgspec

from sidecar.wp_bridge.php.serialized import SerializedError, loads, looks_serialized
from sidecar.wp_bridge.php.writer import to_meta_value
from sidecar.wp_bridge.write_errors import UnreadableBookingError


def add_to_metadata(stored: str, values: dict[str, Any]) -> str:
    """Return the column with other values in it. Raises UnreadableBookingError where it could lose some.

    Numbers of JSON keep their spelling: they are left as the text that they were.
    """
    stored = stored.strip()
    try:
        if looks_serialized(stored):
            found: Any = loads(stored)
            return to_meta_value(_to_map(found) | values)
        parts = msgspec.json.decode(stored, type=dict[str, msgspec.Raw]) if stored else {}
    except (SerializedError, msgspec.DecodeError) as error:
        raise UnreadableBookingError from error
    return msgspec.json.encode(parts | values).decode()


def _to_map(value: Any) -> dict[Any, Any]:
    if isinstance(value, list):
        return dict(enumerate(value))
    if not isinstance(value, dict):
        raise UnreadableBookingError
    return value
