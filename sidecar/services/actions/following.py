"""Calls WordPress back after an action, and tells of what the action wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.services.actions.answers import FollowUp

if TYPE_CHECKING:
    from sidecar.services.actions.running import Written
    from sidecar.services.sidecar import Sidecar


def call_back(_sidecar: Sidecar, written: Written) -> FollowUp:
    """Have WordPress do an action's steps at once; what fails stays a row that the worker tries again."""
    return queue_up(written)


def queue_up(written: Written) -> FollowUp:
    """Leave an action's steps to the worker."""
    return FollowUp(queued=written.titles)
