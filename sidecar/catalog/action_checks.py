"""Refuses an action, a search or a list that Zapier would refuse, or that contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.errors import SetupError

if TYPE_CHECKING:
    from sidecar.action_spec import Action, OptionList, Search


def check_action(action: Action, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `actions/<module>.py`."""
    _check_key("actions", action.key, module)


def check_search(search: Search, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `searches/<module>.py`."""
    _check_key("searches", search.key, module)


def check_list(found: OptionList, module: str) -> None:
    """Raise SetupError with everything that is wrong with a declaration in `lists/<module>.py`."""
    _check_key("lists", found.key, module)


def _check_key(package: str, key: str, module: str) -> None:
    if key != module:
        raise SetupError(f"{package}/{module}.py: It declares the key {key!r}: name the file after the key.")
