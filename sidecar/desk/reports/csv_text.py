"""Writes a report's rows as CSV that spreadsheets open without harm, packed while it grows.

RFC 4180, in UTF-8 with a byte order mark, without which Excel takes it for the machine's own encoding.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from codecs import BOM_UTF8
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.desk.reports.table import Cell, Row

FORMULA = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t]))(?=\s*[=+\-@＝＋－＠])")  # noqa: RUF001 - full width
"""Where a text begins that a spreadsheet would run, in signs of Asian keyboards too (OWASP, CSV Injection).

Half of Europe's spreadsheets begin a new cell after a semicolon, whatever stands around it.
"""
AMOUNT = re.compile(r"-[0-9]+(\.[0-9]+)?")
CHUNK = 65_536


class PackedCsv:
    """A file that is written row by row and kept packed; what is not packed yet is small."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._packer = zlib.compressobj()
        self._parts = [self._packer.compress(BOM_UTF8)]
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._columns = columns
        self._writer.writerow(columns)

    def add(self, row: Row) -> None:
        """Write a row."""
        self._writer.writerow(_defuse(row[column]) for column in self._columns)
        if self._text.tell() > CHUNK:
            self._pack()

    def finish(self) -> bytes:
        """Return the packed file."""
        self._pack()
        return b"".join((*self._parts, self._packer.flush()))

    def _pack(self) -> None:
        self._parts.append(self._packer.compress(self._text.getvalue().encode("utf-8", "replace")))
        self._text.seek(0)
        self._text.truncate()


def unpack(packed: bytes) -> Iterator[bytes]:
    """Yield a packed file piece by piece."""
    unpacker = zlib.decompressobj()
    rest = packed
    while rest and not unpacker.eof:
        yield unpacker.decompress(rest, CHUNK)
        rest = unpacker.unconsumed_tail
    yield unpacker.flush()


def _defuse(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; amounts below zero stay amounts."""
    if not isinstance(cell, str) or AMOUNT.fullmatch(cell):
        return cell
    return FORMULA.sub("'", cell)
