"""What a Zap template is: the vocabulary in which `zap_templates/` declares itself.

A template is a Zap as somebody would click it together in Zapier's editor. What it names of ours is checked
against the catalog (sidecar/catalog/template_checks.py), so that no page shows a Zap that cannot be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

OURS = "BookingX"
"""The app's name in Zapier's editor."""
REFERENCE = re.compile(r"\{\{(?P<step>[0-9]+)\.(?P<path>[^{}]+)\}\}")
"""`{{1.customer.email}}`: a field of an earlier step, by its number in Zapier's editor and its path."""

FilterValue = str | int | bool


class Reference(NamedTuple):
    """A field of an earlier step; the trigger is step 1."""

    step: int
    path: str


@dataclass(frozen=True, kw_only=True)
class Start:
    """What a Zap begins with: a trigger of ours by its `key`, else another app's `event` in its words.

    `filters` are those of our trigger, by key.
    """

    key: str = ""
    app: str = OURS
    event: str = ""
    filters: Mapping[str, FilterValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that a Zap does: an action or a search of ours by its `key`, else another app's `event`.

    `fields` says what goes where, by the key of our input or the name of the other app's field: a text in
    which `{{1.customer.email}}` stands for a field of an earlier step.
    """

    key: str = ""
    app: str = OURS
    event: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ZapTemplate:
    """A Zap that many sites want. `description` and `audience` are a sentence each: its use, and for whom."""

    key: str
    title: str
    description: str
    audience: str
    trigger: Start
    steps: tuple[Step, ...]


def find_references(text: str) -> Iterator[Reference]:
    """Yield the fields of earlier steps that a text names, in their order."""
    for match in REFERENCE.finditer(text):
        yield Reference(int(match["step"]), match["path"])
