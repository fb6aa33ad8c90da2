"""Turns texts as WordPress stores them into texts as people read them."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_MARKUP = re.compile(
    r"""(?P<comment><!--)
    | <[!?][^<>]*>
    | </?(?P<tag>[A-Za-z][^\s/<>"']*)(?:(?>[^<>"']++|"[^"]*"|'[^']*')*+>|[^<>]*>)""",
    re.VERBOSE,
)
"""Reads any text in time that grows as its length does: what begins at a `<` ends before the next one, but
for what stands in quotes."""
_BLOCKS = frozenset({"address", "blockquote", "br", "div", "dl", "dt", "dd", "figure", "h1", "h2", "h3"})
_BLOCKS |= {"h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
_UNSEEN = {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style")}
"""Elements whose text nobody sees, with their ends."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


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
    lines = (" ".join(line.split()) for line in "".join(_list_visible(markup)).splitlines())
    return "\n".join(line for line in lines if line)


def _list_visible(markup: str) -> Iterator[str]:
    """Yield the texts of a page, with a line break at the edges of its blocks.

    The standard library's parser takes seconds for 60 KB that somebody made to be slow, and raises for a
    character's number of 5,000 digits.
    """
    position = 0
    while found := _MARKUP.search(markup, position):
        yield _decode_all(markup[position : found.start()])
        position, tag = found.end(), (found["tag"] or "").lower()
        if tag in _BLOCKS:
            yield "\n"
        if found["comment"]:
            position = _find_end(markup, found.start() + 2, "-->")
        elif tag in _UNSEEN and markup[found.start() + 1] != "/":
            end = _UNSEEN[tag].search(markup, position)
            position = end.end() if end else len(markup)
    yield _decode_all(markup[position:])


def _find_end(text: str, start: int, end: str) -> int:
    """Return where a text goes on after `end`; what has no end takes all that follows, as in a browser."""
    index = text.find(end, start)
    return len(text) if index < 0 else index + len(end)


def _decode_all(text: str) -> str:
    """Decode entities as browsers do, those without a semicolon too; what is no character is replaced."""
    return html.unescape(_LONG_NUMBER.sub(_REPLACEMENT, text))
