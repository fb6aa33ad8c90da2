"""Takes due deliveries from the queue and writes down what came of them; both are short transactions.

Nothing is open while an attempt is under way (`sidecar.services.courier` makes it).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import structlog

from sidecar.db import activity, queue, subscriptions
from sidecar.db.activity import Activity
from sidecar.db.queue import Parcel
from sidecar.db.types import utc_now
from sidecar.services.outcome import Dead, Delivered, Gone, Outcome, Retry, RetryPolicy, decide
from sidecar.zapier_client.sender import AttemptResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

log = structlog.get_logger()


@dataclass(frozen=True)
class Attempt:
    """One try at a leased delivery, and its result."""

    parcel: Parcel
    result: AttemptResult


def lease(sidecar: Sidecar, limit: int) -> list[Parcel]:
    """Take due deliveries for this worker."""
    seconds = sidecar.settings.lease_seconds
    return sidecar.database.run(lambda tx: queue.lease(tx, limit, seconds))


def headers_of(parcel: Parcel) -> dict[str, str]:
    """Return the headers of an attempt: the hook's id (specification section 9) and the event's."""
    return {"X-Zapier-Hook-Id": parcel.hook_id, "webhook-id": parcel.event_id}


def settle(sidecar: Sidecar, attempts: Sequence[Attempt]) -> float | None:
    """Write the ends of attempts with their activity rows in one transaction.

    Return in how many seconds the first of them is to be retried, None when none is.
    """
    policy = RetryPolicy(sidecar.settings.webhook_retry_attempts, sidecar.settings.webhook_retry_delay)
    decided = [(a, decide(a.result, a.parcel.attempts, policy, a.parcel.age_seconds)) for a in attempts]
    sidecar.database.run(lambda tx: _settle(tx, decided, is_logged=sidecar.settings.log_activity))
    for attempt, outcome in decided:
        _log(attempt, outcome)
    return min((o.delay_seconds for _, o in decided if isinstance(o, Retry)), default=None)


def reclaim(sidecar: Sidecar) -> int:
    """Free what dead workers left behind; return how many deliveries."""
    return sidecar.database.run(_reclaim)


def _reclaim(tx: Transaction) -> int:
    freed = queue.reclaim_expired(tx)
    if freed:  # a subscription may have ended while the dead worker held its deliveries
        queue.cancel_pending(tx, queue.list_ended_subscriptions(tx))
    return freed


def _settle(tx: Transaction, decided: Sequence[tuple[Attempt, Outcome]], *, is_logged: bool) -> None:
    """Write the ends; what is to be retried is cancelled where the subscription ended during the attempt.

    Subscriptions are locked first, in one order, as everywhere: nobody waits in a circle.
    """
    ended = subscriptions.lock_ended(tx, {attempt.parcel.subscription_id for attempt, _ in decided})
    for attempt, outcome in sorted(decided, key=lambda pair: pair[0].parcel.id):
        parcel = attempt.parcel
        if not queue.settle(tx, parcel, _columns(attempt, outcome)):
            log.warning("lease lost", action="lease_lost", event_id=parcel.event_id, delivery=parcel.id)
        if isinstance(outcome, Gone) and subscriptions.end_gone(tx, parcel.subscription_id, parcel.hook_id):
            ended.add(parcel.subscription_id)
    if ended:
        queue.cancel_pending(tx, ended)
    delivered = Counter(a.parcel.subscription_id for a, outcome in decided if isinstance(outcome, Delivered))
    for subscription_id, times in delivered.items():
        subscriptions.count_triggered(tx, subscription_id, times)
    if is_logged:
        activity.add_activity(tx, [_activity(attempt, outcome) for attempt, outcome in decided])


def _log(attempt: Attempt, outcome: Outcome) -> None:
    log.info(
        "attempt settled",
        action="attempt_settled",
        event_id=attempt.parcel.event_id,
        delivery=attempt.parcel.id,
        outcome=type(outcome).__name__.lower(),
        status=attempt.result.status,
        seconds=round(attempt.result.duration_seconds, 3),
    )


def _columns(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    """Return the queue row's columns after an attempt."""
    common = {"last_status": attempt.result.status, "attempts": attempt.parcel.attempts + 1}
    match outcome:
        case Delivered():
            return common | {"status": queue.DELIVERED, "processed_at": utc_now(), "error_message": None}
        case Gone():
            return common | {
                "status": queue.CANCELLED,
                "processed_at": utc_now(),
                "error_message": "HTTP 410: Zapier has ended this subscription.",
            }
        case Dead(reason):
            return common | {"status": queue.DEAD, "processed_at": utc_now(), "error_message": reason}
        case Retry(delay_seconds, reason, is_charged):
            return common | {
                "status": queue.PENDING,
                "attempts": attempt.parcel.attempts + int(is_charged),
                "next_attempt_at": utc_now(delay_seconds),
                "error_message": reason,
            }


def _activity(attempt: Attempt, outcome: Outcome) -> Activity:
    parcel, result = attempt.parcel, attempt.result
    about = {"host": urlsplit(parcel.target_url).hostname, "attempt": parcel.attempts + 1}
    error = None if isinstance(outcome, Delivered) else result.error or f"HTTP {result.status}"
    return Activity(
        event_type=parcel.trigger_type,
        direction=activity.OUTBOUND,
        success=isinstance(outcome, Delivered),
        status_code=result.status,
        request_data=msgspec.json.encode(about).decode(),
        response_data=None if isinstance(outcome, Delivered) else result.snippet or None,
        error_message=error,
        execution_time=result.duration_seconds,
        event_id=parcel.event_id,
        subscription_id=parcel.subscription_id,
    )
