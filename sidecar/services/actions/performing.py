"""Does what a call asks for, from its inputs to its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.catalog import get_action
from sidecar.services.actions.inputs import read_inputs
from sidecar.services.actions.running import run_action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Action, Given
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar


def perform(sidecar: Sidecar, caller: Caller, key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Perform an action and return its answer."""
    action = get_action(key)
    given = read_given(sidecar, action, said)
    written = run_action(sidecar, action, given, caller.user_id)
    return {"status": "success", "action": action.key, "result": written.result}


def read_given(sidecar: Sidecar, action: Action, said: Mapping[str, Any]) -> Given:
    """Return an action's inputs, by the site's clock; raises InvalidDataError that names every fault."""
    zone = sidecar.database.run(sidecar.read_site).time_zone
    return read_inputs(action.inputs, said, zone, action.check)
