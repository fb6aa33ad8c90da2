"""Writes the activity row of a call that came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import activity

if TYPE_CHECKING:
    from sidecar.db.activity import Activity
    from sidecar.services.sidecar import Sidecar


def log_call(sidecar: Sidecar, line: Activity) -> None:
    """Write the row in a transaction of its own, unless logging is switched off."""
    if sidecar.settings.log_activity:
        sidecar.database.run(lambda tx: activity.add_activity(tx, [line]))
