"""Does one action under the keys of its call, and keeps its answer with what it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sidecar.action_spec import Action, Given
from sidecar.db.idempotency import ANSWERED, WRITTEN
from sidecar.errors import SidecarError
from sidecar.services.actions.answers import make_answer, make_failure
from sidecar.services.actions.deadline import Deadline
from sidecar.services.actions.following import call_back, queue_up
from sidecar.services.actions.idempotency import Claim
from sidecar.services.actions.running import Receipt, run_action

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.actions.idempotency import Kept
    from sidecar.services.actions.running import Written
    from sidecar.services.sidecar import Sidecar

RELEASED = frozenset({422})
"""Answers that are not kept, besides those of 500 and above: other inputs are wanted."""
FIRST_KEPT, FIRST_RELEASED = 400, 500
CALL_BACK_MARGIN_SECONDS = 5
"""Calling WordPress takes up to twice `callback_timeout` (to connect, to answer), and the database's time."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One action with its inputs, for a WordPress user (0: none), with the keys and the time of its call."""

    action: Action
    given: Given
    user_id: int
    held: Claim
    deadline: Deadline


def perform_single(sidecar: Sidecar, task: Task) -> Kept:
    """Do it, call WordPress back, and return the answer. Raises what `run_action` raises."""
    written = write(sidecar, task, WRITTEN)
    answer = make_answer(task.action.key, written.result, call_back(sidecar, written, task.deadline))
    task.held.settle(sidecar, answer)
    return answer


def write(sidecar: Sidecar, task: Task, status: str = ANSWERED) -> Written:
    """Do it, and keep an answer with it in which all that follows is queued; `status` is the answer's.

    A refusal by the action is kept as well, so that the same call is refused alike. Faults of inputs and of
    ours give the keys up.
    """

    def keep(tx: Transaction, written: Written) -> None:
        lease_seconds = sidecar.settings.callback_timeout * 2 + CALL_BACK_MARGIN_SECONDS
        answer = make_answer(task.action.key, written.result, queue_up(written))
        task.held.keep(tx, answer, status, lease_seconds)

    receipt = Receipt(keep, lambda: task.held.is_kept(sidecar))
    try:
        return run_action(sidecar, task.action, task.given, task.user_id, receipt, task.deadline)
    except SidecarError as error:
        if FIRST_KEPT <= error.status < FIRST_RELEASED and error.status not in RELEASED:
            task.held.refuse(sidecar, make_failure(error))
        else:
            task.held.release(sidecar)
        raise
    except BaseException:
        task.held.release(sidecar)
        raise
