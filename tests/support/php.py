"""Writes values as PHP's serialize() does, so that tests can say what a meta holds."""

from __future__ import annotations

from typing import Any


def serialize(value: Any) -> str:
    """Return the serialized text of a text, an integer, a truth, a list or a map."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        items = "".join(serialize(key) + serialize(item) for key, item in value.items())
        return f"a:{len(value)}:{{{items}}}"
    if isinstance(value, bool):
        return f"b:{value:d};"
    return f"i:{value};" if isinstance(value, int) else f's:{len(value.encode())}:"{value}";'
