"""Makes texts of strangers what BookingX's form makes of them before it stores them: one line, no markup."""

from __future__ import annotations

import html
import re

_UNSEEN = re.compile(r"<(script|style)[^<>]*>.*?</\1[^<>]*>", re.IGNORECASE | re.DOTALL)
_UNCLOSED = re.compile(r"<[^<>]*(?=<|\Z)")
_TAG = re.compile(r"<(?!\s)[^<>]*>")
_BLANKS = re.compile(r"[\r\n\t ]+")
_OCTET = re.compile(r"%[a-f0-9]{2}", re.IGNORECASE)


def to_text_field(text: str) -> str:
    """Return a text as WordPress's sanitize_text_field() leaves it (wp-includes/formatting.php).

    Tags go, scripts with what is in them; what only begins like a tag (`a <b`) stays, as entities; blanks
    and line ends become one blank; `%2f` and its like go. Entities that were given stay what they are. (A
    `>` in an attribute's quotes ends its tag here; the form would read on. What is left is text either way.)
    """
    if "<" in text:
        text = _UNCLOSED.sub(lambda found: html.escape(found[0]), _UNSEEN.sub("", text))
        text = _TAG.sub("", text)
    text = _BLANKS.sub(" ", text).strip(" \0\x0b")
    while _OCTET.search(text):
        text = _BLANKS.sub(" ", _OCTET.sub("", text)).strip(" \0\x0b")
    return text
