"""The metas of any post of BookingX, read without trust in their form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sidecar.wp_bridge.php.serialized import PhpValue, SerializedError, loads
from sidecar.wp_bridge.texts import decode_entities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
PhpArray = dict[Any, PhpValue]


@dataclass(slots=True)
class PostMetas:
    """The flat rows of one post; whatever turns out to be damaged is noted in `unreadable`."""

    flat: dict[str, str]
    unreadable: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return a text as people read it; "" where there is none."""
        return decode_entities(self.flat.get(key, "")).strip()

    def parse(self, key: str, stored: str, parser: Callable[[str], T]) -> T | None:
        """Return what `parser` makes of a stored text; None, and a mark, where it raises ValueError."""
        try:
            return parser(stored)
        except ValueError:
            self.mark_unreadable(key)
            return None

    def parse_flat(self, key: str, parser: Callable[[str], T]) -> T | None:
        """Return what `parser` makes of a flat row; None, and a mark, where it raises ValueError."""
        return self.parse(key, self.flat.get(key, ""), parser)

    def find_array(self, key: str) -> PhpArray | None:
        """Return the array of a flat row as a map; None for none and, with a mark, for a damaged one."""
        stored = self.flat.get(key, "")
        if not stored:
            return None
        try:
            value = to_map(loads(stored))
        except SerializedError:
            value = None
        if value is None:
            self.mark_unreadable(key)
        return value

    def mark_unreadable(self, key: str) -> None:
        """Note that this meta is damaged."""
        if key not in self.unreadable:
            self.unreadable.append(key)


def take_first(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one post's rows, given in the order of their ids, by key; of two with one key the first counts.

    That is what WordPress itself reads where it asks for a single value.
    """
    flat: dict[str, str] = {}
    for key, value in rows:
        flat.setdefault(key, value)
    return flat


def to_map(value: PhpValue) -> PhpArray | None:
    """Return an array of PHP as a map; None for anything else."""
    if isinstance(value, list):
        return dict(enumerate(value))
    return value if isinstance(value, dict) else None
