"""Finds the catalog's entries: each module of `triggers/`, `actions/`, `searches/`, `lists/` declares one.

So does each of `zap_templates/`. They are checked before anybody sees them.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sidecar import actions, lists, searches, triggers, zap_templates
from sidecar.catalog.action_checks import check_action, check_list, check_names, check_search
from sidecar.catalog.checks import check_trigger
from sidecar.catalog.template_checks import Offered, check_template
from sidecar.errors import UnknownActionError, UnknownListError, UnknownSearchError, UnknownTriggerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sidecar.action_spec import Action, OptionList, Search
    from sidecar.spec import Trigger, WpHook
    from sidecar.template_spec import ZapTemplate


def _load(package: ModuleType, name: str, check: Callable[[Any, str], None]) -> dict[str, Any]:
    """Return what the modules of a package declare under a name, by key, in the order of the keys."""
    found = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if module.name.startswith("_"):  # what several of them share
            continue
        declared = getattr(import_module(f"{package.__name__}.{module.name}"), name)
        check(declared, module.name)
        found[declared.key] = declared
    return found


TRIGGERS: dict[str, Trigger] = _load(triggers, "TRIGGER", check_trigger)
"""All triggers by key, in the order of their keys."""
ACTIONS: dict[str, Action] = _load(actions, "ACTION", check_action)
"""All actions, likewise."""
SEARCHES: dict[str, Search] = _load(searches, "SEARCH", check_search)
"""All searches, likewise."""
LISTS: dict[str, OptionList] = _load(lists, "LIST", check_list)
"""All lists of choices, likewise."""
check_names(ACTIONS)
_OFFERED = Offered(TRIGGERS, ACTIONS, SEARCHES)
ZAP_TEMPLATES: dict[str, ZapTemplate] = _load(
    zap_templates, "TEMPLATE", lambda found, module: check_template(found, module, _OFFERED)
)
"""All Zap templates, likewise; they name nothing that the others do not have."""
_ALIASES = {alias: action.key for action in ACTIONS.values() for alias in action.aliases}


def get_trigger(key: str) -> Trigger:
    """Return a trigger; raise UnknownTriggerError when there is none of this key."""
    trigger = TRIGGERS.get(key)
    if trigger is None:
        raise UnknownTriggerError
    return trigger


def get_action(key: str) -> Action:
    """Return an action, by its key or an alias; raise UnknownActionError when there is none."""
    action = ACTIONS.get(_ALIASES.get(key, key))
    if action is None:
        raise UnknownActionError
    return action


def get_search(key: str) -> Search:
    """Return a search; raise UnknownSearchError when there is none of this key."""
    search = SEARCHES.get(key)
    if search is None:
        raise UnknownSearchError
    return search


def get_list(key: str) -> OptionList:
    """Return a list of choices; raise UnknownListError when there is none of this key."""
    found = LISTS.get(key)
    if found is None:
        raise UnknownListError
    return found


def list_hooks() -> list[WpHook]:
    """Return every WordPress hook that a trigger needs, each once, in the order of declaration."""
    hooks: list[WpHook] = []
    for trigger in TRIGGERS.values():
        hooks += [hook for hook in trigger.hooks if hook not in hooks]
    return hooks
