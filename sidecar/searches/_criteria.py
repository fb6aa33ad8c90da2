"""What all searches ask of their inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sidecar.action_spec import Given


def needs_one_of(*keys: str) -> Callable[[Given], Mapping[str, str]]:
    """Return a check that at least one of some inputs is given; the first is named where none is."""

    def check(given: Given) -> Mapping[str, str]:
        if any(given[key] is not None for key in keys):
            return {}
        return {keys[0]: f"Give at least one of {', '.join(keys)}."}

    return check
