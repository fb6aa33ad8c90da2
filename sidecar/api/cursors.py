"""Cursors of polls: a place among the events as an opaque text, and back."""

from __future__ import annotations

import base64
import re
import struct
from datetime import UTC, datetime, timedelta

from sidecar.db.events import Place
from sidecar.errors import FieldFault, InvalidDataError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MAX_MILLISECONDS = 253_402_300_799_999
"""The end of the year 9999, where calendars of databases end."""
FORM = struct.Struct(">qq")
TEXT = re.compile(r"[A-Za-z0-9_-]{22}")


def write_cursor(place: Place) -> str:
    """Return a place as 22 URL-safe characters."""
    packed = FORM.pack((place.created_at - EPOCH) // MILLISECOND, place.id)
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def read_cursor(text: str) -> Place:
    """Return the place that `write_cursor` was given; raise InvalidDataError for any other text."""
    place = _unpack(text) if TEXT.fullmatch(text) else None
    if place is None:
        problem = "Give the cursor exactly as the Link header of the page before has it, or none."
        raise InvalidDataError(fields=[FieldFault("cursor", problem)])
    return place


def _unpack(text: str) -> Place | None:
    milliseconds, id_ = FORM.unpack(base64.urlsafe_b64decode(text + "=="))
    if not 0 <= milliseconds <= MAX_MILLISECONDS or id_ < 0:
        return None
    return Place(EPOCH + milliseconds * MILLISECOND, id_)
