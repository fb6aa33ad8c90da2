"""Calls WordPress back after a write: at once, and again by the worker for as long as it fails.

Nothing is open while a call is under way. docs/callback.md has the states of a callback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from sidecar.db import activity, callbacks
from sidecar.db.activity import Activity
from sidecar.db.callbacks import Callback
from sidecar.db.types import utc_now
from sidecar.errors import SidecarError
from sidecar.services.callback_progress import (
    Again,
    Dead,
    Finished,
    FollowUp,
    Verdict,
    decide,
    read_follow_up,
    was_run_through,
)
from sidecar.wp_bridge.wordpress.callback_client import CallAnswer, call_wordpress

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

LEASE_MARGIN_SECONDS = 30
MAX_ERROR = 500

log = structlog.get_logger()


def deliver_now(sidecar: Sidecar, callback_id: str, seconds: float | None = None) -> FollowUp:
    """Call WordPress at once, and return how the steps stand; for right after the action's commit.

    What fails is tried again by the worker. Never raises for WordPress's faults, or for the database's: what
    the action wrote is committed, and the caller must hear of it. `seconds`: how long WordPress may take,
    where that is less than the setting.
    """
    lease = _lease_seconds(sidecar)
    try:
        taken = sidecar.database.run(
            lambda tx: _take(sidecar, tx, callbacks.lease_one(tx, callback_id, lease))
        )
        if taken is not None:
            return _deliver(sidecar, taken, seconds) or FollowUp()
        return sidecar.database.run(lambda tx: _read_follow_up(tx, callback_id)) or FollowUp()
    except SidecarError as error:
        log.warning("callback waits", action="callback_waits", error=error.code)
        return FollowUp(queued=("callback",))


def deliver_due(sidecar: Sidecar) -> bool:
    """Call WordPress for the one callback that is due the longest; return whether there was one."""
    lease = _lease_seconds(sidecar)
    taken = sidecar.database.run(lambda tx: _take(sidecar, tx, callbacks.lease_due(tx, lease)))
    if taken is None:
        return False
    _deliver(sidecar, taken)
    return True


def reclaim(sidecar: Sidecar) -> int:
    """Free what dead processes left behind; return how many callbacks."""
    attempts = sidecar.settings.callback_attempts
    return sidecar.database.run(lambda tx: callbacks.reclaim_expired(tx, attempts))


def _lease_seconds(sidecar: Sidecar) -> float:
    return sidecar.settings.callback_timeout * 2 + LEASE_MARGIN_SECONDS


@dataclass(frozen=True)
class _Taken:
    """A callback that is ours for now, and the site's address."""

    callback: Callback
    home: str


def _take(sidecar: Sidecar, tx: Transaction, callback: Callback | None) -> _Taken | None:
    return None if callback is None else _Taken(callback, sidecar.read_site(tx).url)


def _deliver(sidecar: Sidecar, taken: _Taken, seconds: float | None = None) -> FollowUp | None:
    """Make one attempt, write down what came of it, and return how the steps stand."""
    callback = taken.callback
    timeout = seconds or sidecar.settings.callback_timeout
    answer = call_wordpress(sidecar.settings, taken.home, callback.callback_id, timeout)
    verdict, after = sidecar.database.run(lambda tx: _settle(tx, sidecar, callback, answer))
    _log(callback, answer, verdict)
    return after


def _settle(
    tx: Transaction, sidecar: Sidecar, callback: Callback, answer: CallAnswer
) -> tuple[Verdict, FollowUp | None]:
    after = _read_follow_up(tx, callback.callback_id)
    verdict = decide(answer, after, callback.attempts, sidecar.settings.callback_attempts)
    is_ours = callbacks.settle(tx, callback, _columns(answer, verdict))
    if was_run_through(answer):
        callbacks.hasten(tx)
    if sidecar.settings.log_activity or (is_ours and isinstance(verdict, Dead)):
        activity.add_activity(tx, [_activity(callback, answer, verdict, after)])
    return verdict, after


def _read_follow_up(tx: Transaction, callback_id: str) -> FollowUp | None:
    return read_follow_up(*callbacks.read_progress(tx, callback_id))


def _columns(answer: CallAnswer, verdict: Verdict) -> dict[str, Any]:
    """Return the row's columns after an attempt."""
    common = {"last_status": answer.status}
    match verdict:
        case Finished():
            return common | {"status": callbacks.DONE, "processed_at": utc_now(), "error_message": None}
        case Dead(reason):
            dead = {"status": callbacks.DEAD, "processed_at": utc_now()}
            return common | dead | {"error_message": reason[:MAX_ERROR]}
        case Again(delay_seconds, reason):
            waiting = {"status": callbacks.PENDING, "next_attempt_at": utc_now(delay_seconds)}
            return common | waiting | {"error_message": reason[:MAX_ERROR]}


def _activity(callback: Callback, answer: CallAnswer, verdict: Verdict, after: FollowUp | None) -> Activity:
    about = {"callback_id": callback.callback_id, "attempt": callback.attempts}
    about |= {"object_type": callback.object_type, "object_id": callback.object_id}
    result = after.as_dict() if after else {}
    return Activity(
        event_type="callback",
        direction=activity.OUTBOUND,
        success=isinstance(verdict, Finished),
        status_code=answer.status,
        request_data=msgspec.json.encode(about).decode(),
        response_data=msgspec.json.encode(result | {"is_final": not isinstance(verdict, Again)}).decode(),
        error_message=None if isinstance(verdict, Finished) else verdict.reason[:MAX_ERROR],
        execution_time=answer.duration_seconds,
    )


def _log(callback: Callback, answer: CallAnswer, verdict: Verdict) -> None:
    values = {
        "action": "callback_settled",
        "callback": callback.callback_id,
        "outcome": type(verdict).__name__.lower(),
        "status": answer.status,
        "attempt": callback.attempts,
        "seconds": round(answer.duration_seconds, 3),
    }
    if isinstance(verdict, Dead):
        log.error("callback given up", **values)
    else:
        log.info("callback settled", **values)
