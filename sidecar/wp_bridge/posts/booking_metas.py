"""One booking's metas, read with BookingX's own precedence and without trust in their form.

BookingX keeps most values twice: as flat rows (only where not empty) and, all of them, in the
serialized array `order_meta_data`. The flat rows of staff, service, extras and payment are the ones it
keeps up to date; for all else the array is the record and the flat row its fallback.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sidecar.wp_bridge.php.serialized import looks_serialized
from sidecar.wp_bridge.posts.meta_keys import OWN_KEYS
from sidecar.wp_bridge.posts.post_metas import PhpArray, PostMetas, take_first, to_map
from sidecar.wp_bridge.texts import decode_entities

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDER = "order_meta_data"
MAX_CHARACTERS = 10_000
"""Of any one text: a form takes whatever a stranger sends, but a database no packet of any size."""
MAX_CUSTOM_FIELDS = 50
MAX_ALL_CUSTOM_CHARACTERS = 100_000


@dataclass(slots=True)
class BookingMetas(PostMetas):
    """The metas of one booking; whatever turns out to be damaged is noted in `unreadable`."""

    order: PhpArray = field(default_factory=dict)
    mapped_keys: Collection[str] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str]], mapped_keys: Collection[str] = ()) -> BookingMetas:
        """Take the rows of one booking in the order of their ids; some are mapped to fields of the site."""
        metas = cls(take_first(rows), mapped_keys=mapped_keys)
        metas.order = metas.find_array(ORDER) or {}
        return metas

    def is_booking(self) -> bool:
        """Say whether BookingX wrote this row; it never makes a booking without its array."""
        return ORDER in self.flat

    def text(self, key: str) -> str:
        """Return a text as people read it; "" where there is none."""
        return decode_entities(self.order_first(key)).strip()

    def order_first(self, key: str) -> str:
        """Return the stored text, from the array if it has one; of one far too long the beginning."""
        return (self._scalar(key) or self.flat.get(key, ""))[:MAX_CHARACTERS]

    def flat_first(self, key: str) -> str:
        """Return the stored text, from the flat row if there is one; cut like `order_first`."""
        return (self.flat.get(key, "") or self._scalar(key))[:MAX_CHARACTERS]

    def array(self, key: str) -> PhpArray:
        """Return an array as a map, from its flat row or from `order_meta_data`; {} for none."""
        flat = self.find_array(key)
        if flat is not None:
            return flat
        value = self.order.get(key)
        return to_map(value) or {}

    def custom_fields(self) -> dict[str, str]:
        """Return what other plugins stored: plain texts, at most fifty, of bounded size each and together.

        Names with `_` are WordPress's sign for "internal"; arrays are left to those who wrote them; and what
        is mapped has a field of its own.
        """
        fields: dict[str, str] = {}
        left = MAX_ALL_CUSTOM_CHARACTERS
        for name, value in self.flat.items():
            if not name or name.startswith("_") or name in OWN_KEYS or name in self.mapped_keys:
                continue
            if len(fields) < MAX_CUSTOM_FIELDS and len(value) <= left and _is_presentable(value):
                fields[name] = value
                left -= len(value)
        return fields

    def mapped_metas(self) -> dict[str, str | None]:
        """Return the mapped metas as stored, None where the booking has none: unbounded, and of any form."""
        return {key: self.flat.get(key) for key in self.mapped_keys}

    def _scalar(self, key: str) -> str:
        value = self.order.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, bool) or value is None:
            return "1" if value else ""
        if isinstance(value, int | float):
            return str(value)
        if value:  # an array or bytes that are no text, where a text belongs
            self.mark_unreadable(key)
        return ""


def to_id(stored: str) -> int | None:
    """Return a WordPress id; None for "", "0" and BookingX's literal "None". Raises ValueError."""
    stored = stored.strip()
    if stored in {"", "0", "None"}:
        return None
    if not re.fullmatch(r"[0-9]{1,19}", stored):
        raise ValueError("not an id")
    return int(stored)


def to_ids(stored: str) -> tuple[int, ...]:
    """Return the ids of a comma list, which may end in a comma. Raises ValueError, also if it was cut."""
    if len(stored) >= MAX_CHARACTERS:
        raise ValueError("too many ids")
    ids = [to_id(part) for part in stored.split(",")]
    return tuple(dict.fromkeys(found for found in ids if found is not None))


def _is_presentable(value: str) -> bool:
    return len(value) <= MAX_CHARACTERS and not looks_serialized(value)
