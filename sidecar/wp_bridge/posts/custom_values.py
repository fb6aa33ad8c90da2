"""Turns the metas that a site's owner mapped to fields into values of the type that they chose."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.wp_bridge.php.serialized import loads, looks_serialized
from sidecar.wp_bridge.posts.post_metas import to_map
from sidecar.wp_bridge.times import YEARS, ZERO, get_named_zone, parse_date, parse_local, start_of_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

TRUE = frozenset({"1", "true", "yes", "y", "on"})
FALSE = frozenset({"", "0", "false", "no", "n", "off"})
"""WordPress stores PHP's false as an empty text."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SECONDS = re.compile(r"[0-9]{9,10}")


def to_string(stored: str) -> str:
    """Return the text as stored; of a stored list its items, with commas. Raises ValueError."""
    if not looks_serialized(stored):
        return stored
    return ", ".join(_to_text(item) for item in _load(stored))


def to_list(stored: str) -> list[Any]:
    """Return the items of a stored list, PHP's or JSON's; of any other text itself. Raises ValueError."""
    if looks_serialized(stored):
        return _load(stored)
    text = stored.strip()
    if text.startswith("["):
        with suppress(msgspec.DecodeError, RecursionError):
            return [_check_scalar(item) for item in msgspec.json.decode(text, type=list[Any])]
    return [stored] if text else []


def to_integer(stored: str) -> int | None:
    """Return a whole number; None for none. Raises ValueError."""
    text = _to_single(stored)
    if text and not _INTEGER.fullmatch(text):
        raise ValueError("not a whole number")
    return int(text) if text else None


def to_number(stored: str) -> int | float | None:
    """Return a number; None for none. Raises ValueError."""
    text = _to_single(stored)
    if text and not _NUMBER.fullmatch(text):
        raise ValueError("not a number")
    if not text:
        return None
    return int(text) if _INTEGER.fullmatch(text) else _check_finite(float(text))


def to_boolean(stored: str) -> bool:
    """Return a truth as forms and plugins write it. Raises ValueError."""
    text = _to_single(stored).lower()
    if text not in TRUE | FALSE:
        raise ValueError("neither true nor false")
    return text in TRUE


def to_date(stored: str) -> date | None:
    """Return a day, written as BookingX writes days or as 20270317; None for none. Raises ValueError."""
    return parse_date(_COMPACT_DATE.sub(r"\1-\2-\3", _to_single(stored)))


def to_datetime(stored: str, site_zone: str) -> datetime | None:
    """Return a moment: ISO 8601, a wall clock of the site, a day, or seconds since 1970; None for none.

    Raises ValueError.
    """
    text = _to_single(stored)
    if not text or text.startswith(ZERO):
        return None
    zone = get_named_zone(site_zone)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    with suppress(ValueError):
        return parse_local(text, zone)
    with suppress(ValueError):
        day = parse_date(text)
        return start_of_day(day, zone) if day else None
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError("not a time of this age")
    return moment if moment.tzinfo else parse_local(moment.strftime("%Y-%m-%d %H:%M:%S"), zone)


def _to_single(stored: str) -> str:
    """Return a text, or the text of a stored scalar."""
    if not looks_serialized(stored):
        return stored.strip()
    value = loads(stored)
    if isinstance(value, bool):
        return "1" if value else ""
    return _to_text(_check_scalar(value)).strip()


def _load(stored: str) -> list[Any]:
    """Return the items of a serialized list; a scalar is its only item. Raises ValueError for all else.

    A map is refused: without its keys it would say something else.
    """
    value = loads(stored)
    items = to_map(value)
    if items is None:
        return [] if value is None else [_check_scalar(value)]
    if not all(isinstance(key, int) for key in items):
        raise ValueError("not a list")
    return [_check_scalar(item) for item in items.values()]


def _check_scalar(value: Any) -> Any:
    if isinstance(value, float):
        return _check_finite(value)
    if value is None or isinstance(value, str | int):
        return value
    raise ValueError("not a single value")


def _check_finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("not a number")
    return value


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


READERS: dict[str, Callable[[str], Any]] = {
    "string": to_string,
    "integer": to_integer,
    "number": to_number,
    "boolean": to_boolean,
    "date": to_date,
    "list": to_list,
}
"""By type, those that need nothing but the stored text."""
