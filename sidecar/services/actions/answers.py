"""Puts answers together: what was done, and what WordPress did of what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.services.actions.idempotency import Kept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.errors import SidecarError

OK = 200
SUCCESS, PARTIAL, ERROR = "success", "partial", "error"
DONE, QUEUED, NONE = "done", "queued", "none"


@dataclass(frozen=True)
class FollowUp:
    """The titles of the steps that WordPress has done, and of those that it still has to do."""

    done: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        status = QUEUED if self.queued else DONE if self.done else NONE
        return {"status": status, "done": list(self.done), "queued": list(self.queued)}


def add_up(follow_ups: Iterable[FollowUp]) -> FollowUp:
    """Return several follow-ups as one."""
    found = list(follow_ups)
    return FollowUp(
        tuple(title for one in found for title in one.done),
        tuple(title for one in found for title in one.queued),
    )


def make_answer(action: str, result: Any, follow_up: FollowUp, status: str = SUCCESS) -> Kept:
    """Return the answer to a call that ended well."""
    body = {"status": status, "action": action, "result": result, "follow_up": follow_up.as_dict()}
    return Kept(OK, msgspec.json.encode(body))


def make_failure(error: SidecarError) -> Kept:
    """Return the answer to a call that failed."""
    return Kept(error.status, msgspec.json.encode(error.as_dict()))
