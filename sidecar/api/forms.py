"""Reads forms and queries: UTF-8, a bounded number of fields, each said once."""

from __future__ import annotations

from urllib.parse import parse_qsl

MAX_FIELDS = 30


def read_pairs(raw: bytes) -> dict[str, str]:
    """Return fields by name; one that was said twice is "", one without a value is not there.

    Raises ValueError for what is no UTF-8, or too many fields.
    """
    pairs = parse_qsl(raw.decode(), errors="strict", max_num_fields=MAX_FIELDS)
    names = [name for name, _ in pairs]
    return {name: value if names.count(name) == 1 else "" for name, value in pairs}
