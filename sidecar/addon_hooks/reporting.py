"""How the hooks of add-ons are declared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.object_types import REPORT
from sidecar.spec import WpHook

if TYPE_CHECKING:
    from collections.abc import Mapping


def reports(
    trigger: str,
    hook: str,
    arguments: int,
    details: Mapping[str, tuple[str, ...]],
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> WpHook:
    """Return the declaration of a hook whose first argument is the booking's id."""
    return WpHook(
        hook,
        arguments,
        "0",
        "reported",
        dict(where or {}),
        object_type=REPORT,
        report=trigger,
        details=dict(details),
    )


def without_booking(hook: WpHook) -> WpHook:
    """Return the same declaration for a hook whose arguments name no booking."""
    return replace(hook, object_id="")
