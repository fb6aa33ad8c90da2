"""Turns texts as WordPress stores them into texts as people read them."""

from __future__ import annotations

import html
import re
from html.entities import html5
from html.parser import HTMLParser

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
_BLOCKS = frozenset({"address", "blockquote", "br", "div", "dl", "dt", "dd", "figure", "h1", "h2", "h3"})
_BLOCKS |= {"h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
_UNSEEN = frozenset({"script", "style"})


def decode_entities(text: str) -> str:
    """Decode HTML entities once: `Bea O&#8217;Neill`, `Bo &amp; Co`, `&pound;`.

    WordPress stores `&` and `<` of what people type as entities, BookingX the currency sign. Only
    whole entities count: `html.unescape` alone would also turn the `&copy` of "cut&copy" into a sign.
    """
    return _ENTITY.sub(_decode, text)


def _decode(entity: re.Match[str]) -> str:
    name = entity[1]
    return entity[0] if name and f"{name};" not in html5 else html.unescape(entity[0])


def strip_markup(markup: str) -> str:
    """Return what a reader sees of HTML, a line for each paragraph, list item or table row.

    Comments, scripts and styles are left out; text that only looks like markup (`a < b`) stays.
    """
    reader = _VisibleText()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _VisibleText(HTMLParser):
    """Collects the text of a page, with a line break at the edges of its blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        if tag in _BLOCKS:
            self.parts.append("\n")
        self.unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - the parser's signature
        """Pass over `<![...>` as browsers do; the parser's own way is to raise for what it does not know."""
        return self.parse_bogus_comment(i, report)
