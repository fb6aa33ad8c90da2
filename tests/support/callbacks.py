"""Callbacks in tests: written as an action writes them, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from sidecar.db import callbacks
from sidecar.db.types import utc_now
from sidecar.services.desks import open_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sidecar.action_spec import Step
    from sidecar.desk.desk import Desk
    from sidecar.services.sidecar import Sidecar


@dataclass(frozen=True)
class CallbackRow:
    """A stored callback, as far as tests look."""

    status: str
    attempts: int
    last_status: int | None
    error: str | None
    progress: dict[str, str]


def add_callback(sidecar: Sidecar, steps: Sequence[Step], *, about: int = 0) -> str:
    """Write a callback about a booking, or about none, and commit it."""
    return sidecar.database.run(lambda tx: callbacks.add_callback(tx, steps, "booking", about))


def get_callback(sidecar: Sidecar, callback_id: str) -> CallbackRow:
    """Return a callback as it is stored."""
    t = sidecar.database.own.callbacks
    with sidecar.database.transaction() as tx:
        row = tx.execute(sa.select(t).where(t.c.callback_id == callback_id)).mappings().one()
    progress = msgspec.json.decode(row["progress"])
    return CallbackRow(row["status"], row["attempts"], row["last_status"], row["error_message"], progress)


def change_callback(sidecar: Sidecar, callback_id: str, **values: Any) -> None:
    """Change columns of a callback: whatever another process would have done to it."""
    t = sidecar.database.own.callbacks
    with sidecar.database.transaction() as tx:
        tx.execute(sa.update(t).where(t.c.callback_id == callback_id).values(values))


def make_due(sidecar: Sidecar) -> None:
    """Let all waiting callbacks be due now."""
    t = sidecar.database.own.callbacks
    with sidecar.database.transaction() as tx:
        now = utc_now()
        waiting = t.c.status == callbacks.PENDING
        tx.execute(sa.update(t).where(waiting).values(next_attempt_at=now))


def plan(sidecar: Sidecar, make: Callable[[Desk], tuple[Step, ...]]) -> tuple[Step, ...]:
    """Return the steps that an action would ask for."""
    with sidecar.database.transaction() as tx:
        return make(open_desk(sidecar, tx))
