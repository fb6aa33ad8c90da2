"""Calls WordPress back after an action."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from sidecar.services.callback_progress import FollowUp
from sidecar.services.callbacks import deliver_now

if TYPE_CHECKING:
    from sidecar.services.actions.deadline import Deadline
    from sidecar.services.actions.running import Written
    from sidecar.services.sidecar import Sidecar


AT_ONCE = 4
"""Calls of WordPress that a process makes: a host has few PHP workers, and each caller holds one, too."""
PLACE_SECONDS = 1.0
"""How long a place among them is waited for."""

_places = BoundedSemaphore(AT_ONCE)


def call_back(sidecar: Sidecar, written: Written, deadline: Deadline) -> FollowUp:
    """Have WordPress do an action's steps at once; what fails stays a row that the worker tries again.

    So does what there is no time for, and what would make too many calls at once: a WordPress that is slow
    holds up some calls, not all.
    """
    if written.callback_id is None:
        return FollowUp()
    timeout = sidecar.settings.callback_timeout
    if not deadline.for_calling_back(timeout) or not _places.acquire(timeout=PLACE_SECONDS):
        return queue_up(written)
    try:
        seconds = deadline.for_calling_back(timeout)
        return deliver_now(sidecar, written.callback_id, seconds) if seconds else queue_up(written)
    finally:
        _places.release()


def queue_up(written: Written) -> FollowUp:
    """Leave an action's steps to the worker."""
    return FollowUp(queued=written.titles)
