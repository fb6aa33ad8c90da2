"""The demo keeps its promises or fails: what it says is checked, or waited for so long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from sidecar.errors import SidecarError

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_WAIT_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.05


class BrokenPromiseError(SidecarError):
    """Something that the demo says did not happen."""

    code: ClassVar[str] = "broken_promise"


def wait_until(what: str, is_so: Callable[[], bool], seconds: float = LONGEST_WAIT_SECONDS) -> None:
    """Return as soon as something is so; raise BrokenPromiseError when it is not in so many seconds."""
    give_up_at = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up_at:
            raise BrokenPromiseError(f"The demo waited {seconds:.0f} s in vain for this: {what}.")
        time.sleep(LOOK_EVERY_SECONDS)
