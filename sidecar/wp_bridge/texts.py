"""Turns texts as WordPress stores them into texts as people read them."""

from __future__ import annotations

import html
import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")


def decode_entities(text: str) -> str:
    """Decode HTML entities once: `Bea O&#8217;Neill`, `Bo &amp; Co`, `&pound;`.

    WordPress stores `&` and `<` of what people type as entities, BookingX the currency sign. Only
    whole entities count: `html.unescape` alone would also turn the `&copy` of "cut&copy" into a sign.
    """
    return _ENTITY.sub(_decode, text)


def _decode(entity: re.Match[str]) -> str:
    name = entity[1]
    return entity[0] if name and f"{name};" not in html5 else html.unescape(entity[0])
