"""Says what is wrong with texts that people read in the editor, by the rules of Zapier's checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_LABEL, MAX_LABEL, MAX_HELP = 2, 64, 1000
SENTENCE = re.compile(r"[A-Z].*\.")
HISSING = re.compile(r"(?:s|x|z|ch|sh|[^aeiou]o)$")
CONSONANT_Y = re.compile(r"(?<=[^aeiou])y$")


def check_length(label: str) -> Iterator[str]:
    """Yield a fault where a label is too short or too long."""
    if not MIN_LABEL <= len(label) <= MAX_LABEL:
        yield f"The label {label!r} must have {MIN_LABEL} to {MAX_LABEL} characters."


def check_help(name: str, label: str, text: str) -> Iterator[str]:
    """Yield what is wrong with the label and the help of something; `name` says of what: `The filter x`."""
    yield from check_length(label)
    if not SENTENCE.fullmatch(text):
        yield f"{name} has a help that is no sentence."
    if len(text) > MAX_HELP:
        yield f"{name} has a help of more than {MAX_HELP} characters."
    if _reduce(label) == _reduce(text):
        yield f"{name} has a help that says what its label says (Zapier check D011)."


def check_noun(noun: str) -> Iterator[str]:
    """Yield a fault where a noun is not one word in the singular."""
    if len(noun.split()) != 1 or (noun.endswith("s") and not noun.endswith("ss")):
        yield f"The noun {noun!r} must be one word in the singular."


def check_description(label: str, description: str) -> Iterator[str]:
    """Yield a fault where a description is not one sentence that begins with the label's verb.

    `Create Booking` is described by `Creates … .`, as Zapier asks of actions and searches.
    """
    verb = to_third_person(label.partition(" ")[0])
    if not description.startswith(f"{verb} "):
        yield f"The description must begin with {verb!r}, as the label says."
    if ". " in description:
        yield "The description must be one sentence."


def to_third_person(verb: str) -> str:
    """Return a regular verb as of somebody who does it: `Creates`, `Applies`, `Does`."""
    if CONSONANT_Y.search(verb):
        return CONSONANT_Y.sub("ies", verb)
    return f"{verb}es" if HISSING.search(verb) else f"{verb}s"


def _reduce(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
