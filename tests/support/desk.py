"""Puts a test at the desk, or has it perform an action as a call would."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.services.actions import performing
from sidecar.services.actions.performing import Call
from sidecar.services.desks import open_desk
from tests.factories import CALLER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sidecar.desk.desk import Desk
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar


@contextmanager
def at_desk(sidecar: Sidecar, user_id: int = 0) -> Iterator[Desk]:
    """Open a desk; what is done at it is committed at the end, and undone after an error."""
    with sidecar.database.transaction() as tx:
        yield open_desk(sidecar, tx, user_id)


def perform(
    sidecar: Sidecar, key: str, inputs: Mapping[str, Any], caller: Caller = CALLER, idempotency_key: str = ""
) -> dict[str, Any]:
    """Perform an action by its key with inputs as JSON has them; return the whole answer.

    Raises what the call would be answered with: InvalidDataError with all faults, and the action's errors.
    """
    call = Call(caller=caller, action=key, inputs=inputs, idempotency_key=idempotency_key)
    answer: dict[str, Any] = msgspec.json.decode(performing.perform(sidecar, call).answer.body)
    return answer
