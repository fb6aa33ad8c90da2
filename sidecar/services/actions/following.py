"""Calls WordPress back after an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.services.callback_progress import FollowUp
from sidecar.services.callbacks import deliver_now

if TYPE_CHECKING:
    from sidecar.services.actions.running import Written
    from sidecar.services.sidecar import Sidecar


def call_back(sidecar: Sidecar, written: Written) -> FollowUp:
    """Have WordPress do an action's steps at once; what fails stays a row that the worker tries again."""
    if written.callback_id is None:
        return FollowUp()
    return deliver_now(sidecar, written.callback_id)


def queue_up(written: Written) -> FollowUp:
    """Leave an action's steps to the worker."""
    return FollowUp(queued=written.titles)
