"""How the demo speaks: headings, sentences, requests and kept promises, in a little colour."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

import click

from sidecar.demo.promises import BrokenPromiseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

WIDTH = 96
INDENT = "   "


class Terminal:
    """Writes the story to a stream; colour only on a terminal, and never against NO_COLOR."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._color = stream.isatty() and not os.environ.get("NO_COLOR")

    def title(self, text: str) -> None:
        """Say what this is."""
        self._line()
        self._line(click.style(text, bold=True))

    def heading(self, number: int, text: str) -> None:
        """Begin a chapter."""
        self._line()
        self._line(click.style(f"{number}  {text}", fg="cyan", bold=True))

    def say(self, text: str) -> None:
        """Say something, wrapped."""
        for line in textwrap.wrap(text, WIDTH - len(INDENT)):
            self._line(INDENT + line)

    def command(self, text: str, result: str) -> None:
        """Show a command that is run right now, and what came of it."""
        self._line(INDENT + click.style(f"$ {text:16}", bold=True) + result)

    def block(self, text: str) -> None:
        """Show what went over the wire, as it is."""
        self._line()
        for line in text.splitlines():
            self._line(INDENT + "  " + click.style(line, dim=True) if line else "")
        self._line()

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show rows in columns that are as wide as they must be."""
        cells = [list(header), *(list(row) for row in rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
        self._line()
        for number, row in enumerate(cells):
            padded = zip(row, widths, strict=True)
            text = "  ".join(cell.ljust(width) for cell, width in padded).rstrip()
            self._line(INDENT + "  " + click.style(text, bold=number == 0))
        self._line()

    def promise(self, text: str, *, holds: bool) -> None:
        """Say what has been checked; raise BrokenPromiseError when it does not hold."""
        if not holds:
            raise BrokenPromiseError(f"This should hold, but does not: {text}")
        self._line(INDENT + click.style("✓ ", fg="green", bold=True) + click.style(text, fg="green"))

    def _line(self, text: str = "") -> None:
        click.echo(text, file=self._stream, color=self._color)
