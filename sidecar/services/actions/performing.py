"""Does what a call asks for, from its inputs to its answer: once, whatever comes twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sidecar.catalog import get_action
from sidecar.errors import CrowdedError, FieldFault, InvalidDataError
from sidecar.inputs.external_id import EXTERNAL_ID, list_inputs
from sidecar.services.actions import rights
from sidecar.services.actions.batches import perform_rows, with_rows
from sidecar.services.actions.deadline import Deadline
from sidecar.services.actions.idempotency import KEY_HEADER, Kept, Names, claim, digest_body, make_digest
from sidecar.services.actions.inputs import read_inputs
from sidecar.services.actions.single import Task, perform_single
from sidecar.services.keys import Caller

if TYPE_CHECKING:
    from datetime import tzinfo

    from sidecar.action_spec import Action, Given
    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

RETRY_AFTER_SECONDS = 5
KEY = re.compile(r"[\x20-\x7e]{1,255}")


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request to do something; `action` is a key, with - or _, or another name that the action has.

    Its time runs from when it is made.
    """

    caller: Caller
    action: str
    inputs: Mapping[str, Any]
    idempotency_key: str = ""
    deadline: Deadline = field(default_factory=Deadline)


@dataclass(frozen=True)
class Reply:
    """What a call is answered with: now, or when it came before."""

    answer: Kept
    is_replayed: bool = False


def perform(sidecar: Sidecar, call: Call) -> Reply:
    """Perform an action once, and return its answer, or the one that the same call got before.

    Raises the action's own errors, and UnknownActionError, ActionSwitchedOffError, MissingRoleError,
    InvalidDataError with all faults, CrowdedError where the call waited too long for its turn,
    ReusedKeyError, StillRunningError, BusyError, ServiceUnavailableError.
    """
    action = find_action(call.action)
    rights.check_enabled(sidecar.settings, action)
    if not call.deadline.for_waiting():
        raise CrowdedError(retry_after_seconds=RETRY_AFTER_SECONDS)
    zone = sidecar.database.run(lambda tx: _admit(sidecar, tx, call.caller, action))
    given = read_inputs(list_inputs(action), call.inputs, zone, with_rows(action))
    names = _name(call, action, given)
    held = claim(sidecar, names, call.deadline.for_waiting())
    if isinstance(held, Kept):
        return Reply(held, is_replayed=True)
    task = Task(action=action, given=given, user_id=call.caller.user_id, held=held, deadline=call.deadline)
    return Reply(perform_rows(sidecar, task, names) if action.each else perform_single(sidecar, task))


def find_action(name: str) -> Action:
    """Return an action by any of its names, with - or _; raises UnknownActionError."""
    return get_action(name.replace("-", "_"))


def _admit(sidecar: Sidecar, tx: Transaction, caller: Caller, action: Action) -> tzinfo:
    """Return the site's zone to those who may do this."""
    rights.check_role(sidecar, tx, caller, action.role)
    return sidecar.read_site(tx).time_zone


def _name(call: Call, action: Action, given: Given) -> Names:
    """Return by what the call is known; raises InvalidDataError for a key that none can be."""
    fields = {}
    if call.idempotency_key:
        if not KEY.fullmatch(call.idempotency_key):
            raise InvalidDataError(
                fields=[FieldFault(KEY_HEADER, "Expected at most 255 letters, digits and signs of ASCII.")]
            )
        fields[make_digest("header", call.caller.key_id, call.idempotency_key)] = KEY_HEADER
    if given[EXTERNAL_ID.key]:
        fields[make_digest("external", action.key, given[EXTERNAL_ID.key])] = EXTERNAL_ID.key
    return Names(fields, digest_body(action.key, dict(call.inputs)))
