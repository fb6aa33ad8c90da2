"""Says words of the catalog as people read them: of choices, of statuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
"""These need no capital in Title Case, but for the first of a label."""
SHORT_FORMS = frozenset({"csv", "json", "id", "url"})
WORD = re.compile(r"[^_\s-]+")


def label_choices(choices: Iterable[str]) -> dict[str, str]:
    """Return what people read of each word, in their order."""
    return {choice: label_choice(choice) for choice in choices}


def label_choice(choice: str) -> str:
    """Return a word in Title Case: `customer_and_admin` is `Customer and Admin`, `no-show` is `No-Show`."""
    text = choice.replace("_", " ")
    label = WORD.sub(lambda found: _label_word(found[0]), text)
    return label[:1].upper() + label[1:]


def _label_word(word: str) -> str:
    if word in SHORT_FORMS:
        return word.upper()
    return word if word in SMALL_WORDS else word[:1].upper() + word[1:]
