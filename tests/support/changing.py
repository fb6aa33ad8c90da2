"""Performs actions that change bookings, and says what came of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.factories import CALLER, fetch
from tests.support.desk import perform

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord

HOST = replace(CALLER, user_id=0)


def change(sidecar: Sidecar, action: str, booking_id: int = 57, **inputs: Any) -> dict[str, Any]:
    """Perform an action for whoever runs the sidecar; return the fields of its answer."""
    result: dict[str, Any] = perform(sidecar, action, {"booking_id": booking_id, **inputs}, HOST)["result"]
    return result


def pick_changes(result: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer says beside the booking itself."""
    keys = ("changed", "previous_status", "previous_starts_at", "previous_staff_id")
    return {key: result[key] for key in keys}


def read(sidecar: Sidecar, booking_id: int = 57) -> BookingRecord:
    """Return a booking."""
    with sidecar.database.transaction() as tx:
        return sidecar.store.read_bookings(tx.connection, [booking_id])[booking_id]


def list_marks(sidecar: Sidecar) -> list[tuple[int, str, dict[str, Any]]]:
    """Return object, kinds and facts of each mark that waits."""
    rows = fetch(sidecar, "outbox", "object_id", "marks", "facts")
    return [(object_id, kinds, json.loads(facts)) for object_id, kinds, facts in rows]


def list_steps(sidecar: Sidecar) -> list[str]:
    """Return the titles of what WordPress is asked to do."""
    return [step["title"] for (steps,) in fetch(sidecar, "callbacks", "steps") for step in json.loads(steps)]
