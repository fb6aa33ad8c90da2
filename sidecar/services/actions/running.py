"""Runs one action in one transaction, under its locks; what lost a race begins anew.

With the action's own writes go the marks of what it touched, the callback of its steps and whatever else the
caller has to write: all of it, or nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError, OperationalError

from sidecar.action_spec import Answer, Done, render
from sidecar.db import outbox
from sidecar.db.callbacks import add_callback
from sidecar.db.database import Transaction
from sidecar.db.outbox import Mark
from sidecar.db.refusals import storable
from sidecar.errors import BusyError, LostCommitError
from sidecar.services.desks import open_desk
from sidecar.wp_bridge.write_errors import MovedMeanwhileError

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.action_spec import Action, Given
    from sidecar.desk.desk import Desk
    from sidecar.services.actions.deadline import Deadline
    from sidecar.services.sidecar import Sidecar

TRIES = 8
"""Each looks anew, so a call without a staff member may lose one free one after the other."""
PAUSE_SECONDS = 0.05
LOOK_AGAIN_SECONDS = 2.0
"""So long a try waits for locks; the next one looks first, and may find that there is no reason to wait."""
ORIGIN = {"origin": "zapier"}
"""What the marks say of who did it: the event's `origin`."""


@dataclass(frozen=True)
class Written:
    """What an action did: its fields, and the callback that waits for WordPress, if there is one."""

    result: dict[str, Any]
    titles: tuple[str, ...] = ()
    callback_id: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What is written with an action, by which it can be found out later whether all of it was committed."""

    keep: Callable[[Transaction, Written], None]
    is_kept: Callable[[], bool]


def run_action(  # noqa: PLR0913, PLR0917 - each says another part of what is to be done
    sidecar: Sidecar, action: Action, given: Given, user_id: int, receipt: Receipt, deadline: Deadline
) -> Written:
    """Run an action and commit it, together with its receipt.

    Raises the action's own errors, BusyError where others keep what it needs, and ServiceUnavailableError
    where the database is gone: then nothing was written, or all of it, if it went in mid-commit and did not
    come back in time to be asked.
    """
    until = deadline.for_locks()
    _ = sidecar.layout  # found while no connection is held: many first calls at once may hold them all
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            return _run_once(sidecar, action, given, user_id, receipt, until)
        except (BusyError, LostCommitError, MovedMeanwhileError, IntegrityError, OperationalError) as error:
            if tries_left == 0 or not until.seconds_left:
                raise BusyError(retry_after_seconds=5) from error
            time.sleep(PAUSE_SECONDS * (TRIES - tries_left))
    raise AssertionError  # the loop returns or raises


def _run_once(  # noqa: PLR0913, PLR0917 - as above
    sidecar: Sidecar, action: Action, given: Given, user_id: int, receipt: Receipt, until: Deadline
) -> Written:
    """Look, lock, write and commit; raises LostCommitError where nothing was committed."""
    names = sidecar.database.run(lambda tx: _list_locks(open_desk(sidecar, tx, user_id), action, given))
    written = None
    try:
        with sidecar.database.locked(names, min(LOOK_AGAIN_SECONDS, until.seconds_left)) as tx, storable():
            written = _write(open_desk(sidecar, tx, user_id), action, given)
            receipt.keep(tx, written)
    except LostCommitError:
        if written is None or not receipt.is_kept():
            raise
    return written


def _list_locks(desk: Desk, action: Action, given: Given) -> Collection[str]:
    with storable():
        return action.locks(desk, given)


def _write(desk: Desk, action: Action, given: Given) -> Written:
    if action.run is None:
        raise RuntimeError(f"{action.key} is done for each of its items, not by itself.")
    done = action.run(desk, given)
    outbox.add_marks(desk.tx, _list_marks(done))
    titles = tuple(step.title for step in done.steps)
    return Written(render_done(desk, action, done), titles, _add_callback(desk, done))


def _add_callback(desk: Desk, done: Done) -> str | None:
    """Write what is to follow as one callback, in turn with others of the object that was written first."""
    if not done.steps:
        return None
    about = done.touched[:1]
    return add_callback(desk.tx, done.steps, *((about[0].object_type, about[0].object_id) if about else ()))


def render_done(desk: Desk, action: Action, done: Done) -> dict[str, Any]:
    """Return the fields of an answer."""
    site = desk.site
    return render(action.fields, Answer(done.record, done.details, site.url, site.country, site.currency))


def _list_marks(done: Done) -> list[Mark]:
    """Return one mark for each object, as a request of WordPress would have left."""
    kinds: dict[tuple[str, int], set[str]] = {}
    facts: dict[tuple[str, int], dict[str, str]] = {}
    for touched in done.touched:
        key = (touched.object_type, touched.object_id)
        kinds.setdefault(key, set()).add(touched.mark)
        facts.setdefault(key, dict(ORIGIN))
        if touched.status:
            facts[key]["status"] = touched.status
    now = datetime.now(UTC)  # not written: the database's clock is
    return [Mark(*key, frozenset(found), facts[key], now) for key, found in kinds.items()]
