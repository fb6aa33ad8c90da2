"""How long one call may take in all: it begins as the call arrives, and every part of it looks here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

BOUND_SECONDS = 20.0
"""WordPress waits 25 seconds for the sidecar, Zapier 30 for WordPress."""
LOCK_SECONDS = 8.0
"""So long a call waits for others' locks in all, and tries again what lost a race."""
WORK_SECONDS = 2.0
"""Kept for the action's own work, after what is waited for before it."""
CALL_BACK_SECONDS = 2.0
"""With less time left WordPress is not called: the worker does it."""


def _end() -> float:
    return time.monotonic() + BOUND_SECONDS


@dataclass(frozen=True)
class Deadline:
    """The moment, by the machine's clock that never jumps, at which a call must be answered."""

    ends_at: float = field(default_factory=_end)

    @property
    def seconds_left(self) -> float:
        """How many seconds are left; 0 when it is over."""
        return max(0.0, self.ends_at - time.monotonic())

    def for_waiting(self) -> float:
        """Return how long may be waited for another call with the same key."""
        return max(0.0, self.seconds_left - WORK_SECONDS)

    def for_locks(self) -> Deadline:
        """Return until when others' locks are waited for."""
        return Deadline(time.monotonic() + min(LOCK_SECONDS, self.for_waiting()))

    def for_calling_back(self, timeout: float) -> float:
        """Return how long WordPress may take, given what it may take at most; 0: do not call it."""
        left = self.seconds_left
        return min(timeout, left) if left >= CALL_BACK_SECONDS else 0.0
