"""Reads PHP's serialize() format, in which WordPress and BookingX keep arrays in text columns.

An own reader, because the library for it (phpserialize 1.3) is lossy and lenient: it takes `a:-5:{}`
for an empty array, ignores what follows a value, keeps numeric string keys as strings, cannot read
infinity back and dies of deep nesting. Metas can be written by strangers, so this one is strict and
bounded: it reads all of the text or raises. It never makes an object: objects, enums and references
are refused.

The values keep what a writer needs to produce the same bytes again: `int`, `float`, `str` (`bytes`
where it is not UTF-8), `bool`, `None`, a `list` for an array whose keys are 0, 1, 2, … in this order
(and for the empty one), a `dict` for any other, in order.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

PhpKey: TypeAlias = "int | str | bytes"
PhpValue: TypeAlias = "bool | int | float | str | bytes | list[PhpValue] | dict[PhpKey, PhpValue] | None"

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_ITEMS = 50_000
MIN_INT, MAX_INT = -(2**63), 2**63 - 1

_TOKEN = re.compile(
    rb"""(?P<null>N;)
    | b:(?P<bool>[01]);
    | i:(?P<int>0|-?[1-9][0-9]{0,18});
    | d:(?P<float>NAN|-?INF|-?[0-9]{1,40}(?:\.[0-9]{1,60})?(?:E[+-]?[0-9]{1,3})?);
    | s:(?P<string>0|[1-9][0-9]{0,6}):"
    | a:(?P<array>0|[1-9][0-9]{0,4}):\{""",
    re.VERBOSE,
)
_INTEGER_KEY = re.compile(r"0|-?[1-9][0-9]{0,18}")
_SERIALIZED = re.compile(r"N;|[bid]:[0-9A-Z.+-]+;|[Rr]:[0-9]+;|[saOCE]:[0-9]+:.*[;}]", re.DOTALL)


class SerializedError(ValueError):
    """The text is not a serialized value that can be read without loss; the message says where."""


def loads(serialized: str | bytes) -> PhpValue:
    """Return the value of a serialized text.

    Raises `SerializedError` for anything but one whole value, for objects, enums and references, and
    beyond 1 MB, 64 nested arrays or 50,000 items. Lengths count bytes; a `str` counts as its UTF-8.
    """
    return _Reader(_to_bytes(serialized)).read()


def looks_serialized(text: str) -> bool:
    """Say whether PHP would take this text for a serialized value, readable or not."""
    return _SERIALIZED.fullmatch(text.strip()) is not None


class _OpenArray:
    """An array of which not all items are read yet."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.items: dict[PhpKey, PhpValue] = {}
        self.key: PhpKey | None = None

    def put(self, value: PhpValue) -> None:
        """Take the next key or the next value; they alternate."""
        if self.key is None:
            self.key = _to_key(value)
            if self.key in self.items:
                raise SerializedError(f"The key {self.key!r} is there twice.")
        else:
            self.items[self.key] = value
            self.key = None

    def is_full(self) -> bool:
        """Say whether the closing brace comes next."""
        return self.key is None and len(self.items) == self.expected

    def close(self) -> list[PhpValue] | dict[PhpKey, PhpValue]:
        """Return the finished array as the list or the map that it is."""
        is_list = all(key == index for index, key in enumerate(self.items))
        return list(self.items.values()) if is_list else self.items


class _Reader:
    """Walks over one text with a stack of its own, so that nesting costs no recursion."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.items = 0
        self.open: list[_OpenArray] = []

    def read(self) -> PhpValue:
        value = self._read_value()
        while self.open:
            self._put(value)
            value = self._close() if self.open[-1].is_full() else self._read_value()
        if self.position != len(self.data):
            raise self._error("Something follows the value")
        return value

    def _read_value(self) -> PhpValue:
        """Read the next scalar or empty array; arrays with items are opened on the way."""
        while True:
            token = _TOKEN.match(self.data, self.position)
            if token is None:
                raise self._error("No value that can be read")
            self.position = token.end()
            if token.lastgroup != "array":
                return self._to_scalar(token)
            self._open(int(token["array"]))
            if self.open[-1].is_full():
                return self._close()

    def _to_scalar(self, token: re.Match[bytes]) -> PhpValue:
        match token.lastgroup:
            case "string":
                return self._read_string(int(token["string"]))
            case "int":
                return self._to_int(token["int"])
            case "float":
                return self._to_float(token["float"])
            case "bool":
                return token["bool"] == b"1"
            case _:
                return None

    def _read_string(self, length: int) -> str | bytes:
        end = self.position + length
        if self.data[end : end + 2] != b'";':
            raise self._error(f"No text of {length} bytes")
        raw = self.data[self.position : end]
        self.position = end + 2
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw

    def _to_int(self, digits: bytes) -> int:
        value = int(digits)
        if not MIN_INT <= value <= MAX_INT:
            raise self._error("An integer of more than 64 bits")
        return value

    def _to_float(self, digits: bytes) -> float:
        value = float(digits)
        if math.isinf(value) and not digits.endswith(b"INF"):
            raise self._error("A float that is too large")
        return value

    def _open(self, expected: int) -> None:
        if len(self.open) == MAX_DEPTH:
            raise self._error(f"More than {MAX_DEPTH} nested arrays")
        self.open.append(_OpenArray(expected))

    def _put(self, value: PhpValue) -> None:
        self.items += 1
        if self.items > 2 * MAX_ITEMS:  # an item is a key and a value
            raise self._error(f"More than {MAX_ITEMS} items")
        self.open[-1].put(value)

    def _close(self) -> PhpValue:
        if self.data[self.position : self.position + 1] != b"}":
            raise self._error("More items than were announced")
        self.position += 1
        return self.open.pop().close()

    def _error(self, problem: str) -> SerializedError:
        return SerializedError(f"{problem} at byte {self.position} of a serialized text.")


def _to_bytes(serialized: str | bytes) -> bytes:
    try:
        data = serialized.encode() if isinstance(serialized, str) else serialized
    except UnicodeEncodeError as error:
        raise SerializedError("The text holds half a character.") from error
    if len(data) > MAX_BYTES:
        raise SerializedError(f"More than {MAX_BYTES} bytes of serialized text.")
    return data


def _to_key(value: PhpValue) -> PhpKey:
    """Return the array key that PHP makes of a value: texts like "12" become integers."""
    if isinstance(value, str) and _INTEGER_KEY.fullmatch(value) and MIN_INT <= int(value) <= MAX_INT:
        return int(value)
    if isinstance(value, int | str | bytes) and not isinstance(value, bool):
        return value
    raise SerializedError("An array key is neither an integer nor a text.")
