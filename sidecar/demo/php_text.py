"""Writes PHP's serialize format for the demo's rows: texts, integers, lists and maps, never an object.

The reader is `sidecar.wp_bridge.php_serialized`; format: https://www.php.net/manual/en/function.serialize.php
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

PhpData: TypeAlias = "str | int | Sequence[PhpData] | Mapping[str, PhpData]"


def serialize(value: PhpData) -> str:
    """Return what PHP makes of a value; the length of a text counts its UTF-8 bytes."""
    if isinstance(value, bool):
        raise TypeError("Booleans are not among the values that the demo writes.")
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    if isinstance(value, int):
        return f"i:{value};"
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    items = [serialize(key) + serialize(item) for key, item in pairs]
    return f"a:{len(items)}:{{{''.join(items)}}}"
