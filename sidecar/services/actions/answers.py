"""Puts answers together: what was done, and what WordPress did of what follows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.services.actions.idempotency import Kept
from sidecar.services.callback_progress import FollowUp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.errors import SidecarError

OK = 200
SUCCESS, PARTIAL, ERROR = "success", "partial", "error"


def add_up(follow_ups: Iterable[FollowUp]) -> FollowUp:
    """Return several follow-ups as one."""
    lists = ([one.done, one.queued, one.failed, one.reasons] for one in follow_ups)
    return FollowUp(*(tuple(chain.from_iterable(parts)) for parts in zip(*lists, strict=True)))


def make_answer(action: str, result: Any, follow_up: FollowUp, status: str = SUCCESS) -> Kept:
    """Return the answer to a call that ended well."""
    body = {"status": status, "action": action, "result": result, "follow_up": follow_up.as_dict()}
    return Kept(OK, msgspec.json.encode(body))


def make_failure(error: SidecarError) -> Kept:
    """Return the answer to a call that failed."""
    return Kept(error.status, msgspec.json.encode(error.as_dict()))
