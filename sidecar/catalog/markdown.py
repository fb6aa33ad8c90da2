"""Writes tables and examples for the generated pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from sidecar.spec import Field


def write_row(*cells: object) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(map(str, cells))} |\n"


def name_type(field: Field) -> str:
    """Return what a field holds: `list of integer`."""
    return f"{field.type} of {field.items}" if field.items else field.type


def format_json(value: object) -> str:
    """Return a value as readers of JSON like it."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
