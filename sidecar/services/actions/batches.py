"""Does an action with `each`: the action of that key for every row, each by itself, with a result per row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.action_spec import Given
from sidecar.catalog import get_action
from sidecar.db.idempotency import ANSWERED
from sidecar.errors import SidecarError, StillRunningError
from sidecar.inputs.external_id import EXTERNAL_ID
from sidecar.services.actions.answers import ERROR, OK, PARTIAL, SUCCESS, add_up, make_answer
from sidecar.services.actions.following import call_back
from sidecar.services.actions.idempotency import Kept, Names, claim, digest_body, make_digest
from sidecar.services.actions.running import Written
from sidecar.services.actions.single import FIRST_RELEASED, Task, write
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sidecar.action_spec import Action
    from sidecar.services.actions.deadline import Deadline
    from sidecar.services.callback_progress import FollowUp
    from sidecar.services.sidecar import Sidecar

NOT_BEGUN = {
    "code": "not_begun",
    "message": "There was no time for this row. Send the same request again, with the same key.",
}


@dataclass
class Rows:
    """What became of the rows so far; `is_final` is False while some may yet end otherwise."""

    results: list[dict[str, Any]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    is_final: bool = True

    def add(self, status: str, result: Any = None, error: Any = None) -> None:
        """Note how the next row ended."""
        number = len(self.results) + 1
        self.results.append({"row": number, "status": status, "result": result, "error": error})


def perform_rows(sidecar: Sidecar, task: Task, names: Names) -> Kept:
    """Do every row, in their order, and return the answer; rows for which no time is left are not begun.

    An answer that is not final is not kept: the same call does the rows that are left, and no other.
    """
    rows = Rows()
    try:
        for number, given in enumerate(list_given(task.action, task.given), 1):
            row = _Row(task, given, _name_row(task.action, names, number, given))
            _perform_row(sidecar, row, rows)
        answer = _make_answer(sidecar, task, rows)
    except BaseException:
        task.held.release(sidecar)
        raise
    if rows.is_final and all(row["status"] == ERROR for row in rows.results):
        task.held.refuse(sidecar, answer)
    elif rows.is_final:
        task.held.settle(sidecar, answer)
    else:
        task.held.release(sidecar)
    return answer


def list_given(action: Action, given: Given) -> list[dict[str, Any]]:
    """Return the inputs of each row: its own, else those of the whole call, else the defaults."""
    inputs = {item.key: item.default for item in (*get_action(action.each).inputs, EXTERNAL_ID)}
    shared = inputs | _only_given(given, inputs)
    rows = given[find_list(action)] or ()
    return [shared | {EXTERNAL_ID.key: None} | _only_given(row, inputs) for row in rows]


def find_list(action: Action) -> str:
    """Return the key of the one input that holds the rows."""
    return next(item.key for item in action.inputs if item.type is FieldType.LIST)


def with_rows(action: Action) -> Callable[[Given], Mapping[str, str]]:
    """Return an action's check; of one with `each`, what is wrong with its rows as well."""
    if not action.each:
        return action.check

    def check(given: Given) -> dict[str, str]:
        faults = dict(action.check(given))
        for number, row in enumerate(list_given(action, given), 1):
            found = get_action(action.each).check(row)
            faults |= {f"{find_list(action)}.{number}.{key}": problem for key, problem in found.items()}
        return faults

    return check


@dataclass(frozen=True)
class _Row:
    task: Task
    given: Given
    names: Names


def _name_row(action: Action, names: Names, number: int, given: Given) -> Names:
    """Return by what a row is known: its number in a call that has a name, and its own `external_id`."""
    fields = names.name_row(number)
    if given[EXTERNAL_ID.key]:
        known = make_digest("external", action.key, "row", given[EXTERNAL_ID.key])
        fields[known] = f"{find_list(action)}.{number}.{EXTERNAL_ID.key}"
    return Names(fields, digest_body(action.each, given))


def _perform_row(sidecar: Sidecar, row: _Row, rows: Rows) -> None:
    deadline = row.task.deadline
    if not deadline.seconds_left:
        rows.add(ERROR, error=NOT_BEGUN)
        rows.is_final = False
        return
    try:
        held = claim(sidecar, row.names, deadline.for_waiting())
        if isinstance(held, Kept):
            _add_kept(rows, held)
            return
        inner = Task(
            action=get_action(row.task.action.each),
            given=row.given,
            user_id=row.task.user_id,
            held=held,
            deadline=deadline,
        )
        written = write(sidecar, inner, ANSWERED)
    except SidecarError as error:
        rows.add(ERROR, error=error.as_dict()["error"])
        is_passing = error.status >= FIRST_RELEASED or isinstance(error, StillRunningError)
        rows.is_final = rows.is_final and not is_passing
    else:
        rows.written.append(written)
        rows.add(SUCCESS, result=written.result)


def _add_kept(rows: Rows, kept: Kept) -> None:
    """Note a row that an earlier call has done, or that was refused then."""
    body = msgspec.json.decode(kept.body)
    if kept.status_code == OK:
        rows.add(SUCCESS, result=body["result"])
    else:
        rows.add(ERROR, error=body["error"])


def _make_answer(sidecar: Sidecar, task: Task, rows: Rows) -> Kept:
    good = sum(row["status"] == SUCCESS for row in rows.results)
    status = SUCCESS if good == len(rows.results) else PARTIAL if good else ERROR
    result = {"rows": rows.results, "succeeded": good, "failed": len(rows.results) - good}
    return make_answer(task.action.key, result, _call_back_all(sidecar, rows, task.deadline), status)


def _call_back_all(sidecar: Sidecar, rows: Rows, deadline: Deadline) -> FollowUp:
    """Have WordPress do what follows each row, as long as there is time; the worker does the rest."""
    return add_up(call_back(sidecar, written, deadline) for written in rows.written)


def _only_given(values: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in keys and value is not None}
