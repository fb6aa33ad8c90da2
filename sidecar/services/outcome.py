"""Decides what follows from an attempt: a pure function, tested by table (docs/delivery-states.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidecar.zapier_client.sender import AttemptResult

GONE_STATUS, TOO_MANY_STATUS = 410, 429
RETRIED_STATUSES = frozenset({404, 408, 425})
"""Not the receiver's last word; Zapier's own 404 passes when a Zap is being switched on."""
MAX_WAIT_SECONDS = 3600
MAX_AGE_SECONDS = 24 * 3600
"""A receiver may ask to wait for so long; then the delivery is as dead as any other that nobody took."""
CLIENT_ERROR_RETRIES = 1
"""A refusal of what we sent is tried once more, then it is final."""


@dataclass(frozen=True)
class Delivered:
    """The receiver has it."""


@dataclass(frozen=True)
class Retry:
    """Try again in so many seconds; uncharged attempts do not use up the retries."""

    delay_seconds: float
    reason: str
    is_charged: bool = True


@dataclass(frozen=True)
class Dead:
    """Given up; kept until it is pruned."""

    reason: str


@dataclass(frozen=True)
class Gone:
    """Zapier no longer wants the subscription (410)."""


Outcome = Delivered | Retry | Dead | Gone


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how late: the n-th retry waits `delay_seconds * 2**n` (specification sections 6, 9)."""

    retries: int
    delay_seconds: float

    def delay(self, attempts: int) -> float:
        """Return the wait after so many earlier charged attempts."""
        return self.delay_seconds * 2.0**attempts


def decide(result: AttemptResult, attempts: int, policy: RetryPolicy, age_seconds: float = 0) -> Outcome:
    """Return what follows; `attempts` is how many charged attempts there were before this one.

    `age_seconds` is how long the delivery has been in the queue.
    """
    status = result.status
    if status is not None and 200 <= status < 300:  # noqa: PLR2004 # RFC 9110's class of success
        return Delivered()
    if status == GONE_STATUS:
        return Gone()
    if result.is_blocked:
        return Dead(result.error or "")
    reason = f"HTTP {status}" if status is not None else result.error or "No answer."
    wait = max(policy.delay(attempts), min(result.retry_after_seconds or 0, MAX_WAIT_SECONDS))
    if status == TOO_MANY_STATUS and age_seconds < MAX_AGE_SECONDS:
        return Retry(wait, reason, is_charged=False)
    if status == TOO_MANY_STATUS or attempts >= _retries(status, policy):
        return Dead(reason)
    return Retry(wait, reason)


def _retries(status: int | None, policy: RetryPolicy) -> int:
    """Return how often a failure of this kind is retried."""
    if status is None or status >= 500 or status in RETRIED_STATUSES:  # noqa: PLR2004 # RFC 9110
        return policy.retries
    if 300 <= status < 400:  # noqa: PLR2004 # redirects are off: the next answer would be the same
        return 0
    return min(CLIENT_ERROR_RETRIES, policy.retries)
