"""Writes PHP's serialize() format, and metas as WordPress itself would store them; never an object.

The counterpart of `sidecar.wp_bridge.php.serialized`, with the same values: what it reads, this writes
back with the same bytes (https://www.php.net/manual/en/function.serialize.php).
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from sidecar.wp_bridge.php.serialized import MAX_DEPTH, MAX_INT, MIN_INT, SerializedError, loads

if TYPE_CHECKING:
    from sidecar.wp_bridge.php.serialized import PhpKey, PhpValue

_INTEGER_KEY = re.compile(r"0|-?[1-9][0-9]{0,18}")
_TRIMMED = " \t\n\r\0\x0b"  # by PHP's trim()
_TAKEN_FOR_SERIALIZED = re.compile(
    r"""N;
    | [aOE]:[0-9]+:(?=.*[;}]).*
    | s:[0-9]+:(?=.*")(?=.*[;}]).*
    | [bid]:[0-9.E+-]+;.*""",
    re.VERBOSE | re.DOTALL,
)
MAX_FIXED_POINT, MIN_FIXED_POINT = 17, -3  # where PHP begins to write exponents (its precision of 17)


def dumps(value: PhpValue) -> bytes:
    """Return the serialized text of a value: see `php_serialized.loads` for the types.

    Keys are what PHP makes of them: "12" becomes an integer. Raises `SerializedError` for what our own reader
    would refuse (half a character, integers beyond 64 bits, two keys that PHP takes for one, its bounds), and
    TypeError for any other type: there is no way to write an object.
    """
    written = _write(value, 0)
    loads(written)
    return written


def to_meta_value(value: PhpValue) -> str:
    """Return what WordPress stores of a value as a meta (wp-includes/functions.php: maybe_serialize).

    Arrays are serialized, and so are texts that WordPress, when it reads, would take for serialized ones: a
    name `O:8:"stdClass":0:{}` comes back as that very name, and makes no object. Raises as `dumps` does, and
    for arrays with bytes that are no text, which the column cannot hold.
    """
    if isinstance(value, list | dict):
        return _to_text(dumps(value))
    if isinstance(value, str):
        _to_bytes(value)
        return _to_text(dumps(value)) if is_taken_for_serialized(value) else value
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"A meta cannot be a {type(value).__name__}: spell it as a text.")


def is_taken_for_serialized(text: str) -> bool:
    """Say whether WordPress takes a text for a serialized value when it stores one.

    Its rule, not PHP's: it looks at the beginning, and whether a `;` or a `}` follows anywhere.
    """
    return _TAKEN_FOR_SERIALIZED.fullmatch(text.strip(_TRIMMED)) is not None


def is_empty(value: PhpValue) -> bool:
    """Say whether PHP's empty() holds for a value: "" and "0", 0, false, null and arrays without items."""
    return value in ("", b"", "0", b"0") or not value


def _write(value: PhpValue, depth: int) -> bytes:
    match value:
        case None:
            return b"N;"
        case bool():
            return b"b:%d;" % value
        case int():
            return b"i:%d;" % _check_int(value)
        case float():
            return f"d:{_spell_float(value)};".encode()
        case str() | bytes():
            raw = _to_bytes(value)
            return b's:%d:"%s";' % (len(raw), raw)
        case list() | dict():
            return _write_array(value, depth)
        case _:
            raise TypeError(f"A {type(value).__name__} cannot be serialized: only texts, numbers and arrays.")


def _write_array(array: list[PhpValue] | dict[PhpKey, PhpValue], depth: int) -> bytes:
    items: dict[PhpKey, PhpValue] = dict(enumerate(array)) if isinstance(array, list) else array
    if depth == MAX_DEPTH:
        raise SerializedError(f"More than {MAX_DEPTH} nested arrays.")
    pairs = [_write(_to_key(key), depth) + _write(value, depth + 1) for key, value in items.items()]
    return b"a:%d:{%s}" % (len(pairs), b"".join(pairs))


def _to_key(key: PhpKey) -> PhpKey:
    if isinstance(key, bool) or not isinstance(key, int | str | bytes):
        raise TypeError(f"A {type(key).__name__} cannot be the key of an array.")
    if isinstance(key, str) and _INTEGER_KEY.fullmatch(key) and MIN_INT <= int(key) <= MAX_INT:
        return int(key)
    return key


def _check_int(value: int) -> int:
    if not MIN_INT <= value <= MAX_INT:
        raise SerializedError("An integer of more than 64 bits.")
    return value


def _spell_float(value: float) -> str:
    """Return the shortest text that reads back as the same number, spelled as PHP does since 7.1."""
    if not math.isfinite(value):
        return "NAN" if math.isnan(value) else f"{'-' if value < 0 else ''}INF"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    point = len(digits) + int(exponent)
    if value and not MIN_FIXED_POINT <= point <= MAX_FIXED_POINT:
        text = "".join(map(str, digits))
        return f"{'-' * sign}{text[0]}.{text[1:] or '0'}E{point - 1:+d}"
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _to_bytes(text: str | bytes) -> bytes:
    try:
        return text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError as error:
        raise SerializedError("The text holds half a character.") from error


def _to_text(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise SerializedError("The array holds bytes that are no text.") from error
