"""Finds the triggers: each module of `sidecar/triggers/` declares one, checked before anybody sees it."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from sidecar import triggers
from sidecar.catalog.checks import check_trigger
from sidecar.errors import UnknownTriggerError

if TYPE_CHECKING:
    from sidecar.spec import Trigger, WpHook


def _load() -> dict[str, Trigger]:
    found = {}
    for module in sorted(pkgutil.iter_modules(triggers.__path__), key=lambda m: m.name):
        if module.name.startswith("_"):  # what several triggers share
            continue
        trigger: Trigger = import_module(f"{triggers.__name__}.{module.name}").TRIGGER
        check_trigger(trigger, module.name)
        found[trigger.key] = trigger
    return found


TRIGGERS = _load()
"""All triggers by key, in the order of their keys."""


def get_trigger(key: str) -> Trigger:
    """Return a trigger; raise UnknownTriggerError when there is none of this key."""
    trigger = TRIGGERS.get(key)
    if trigger is None:
        raise UnknownTriggerError
    return trigger


def list_hooks() -> list[WpHook]:
    """Return every WordPress hook that a trigger needs, each once, in the order of declaration."""
    hooks: list[WpHook] = []
    for trigger in TRIGGERS.values():
        hooks += [hook for hook in trigger.hooks if hook not in hooks]
    return hooks
