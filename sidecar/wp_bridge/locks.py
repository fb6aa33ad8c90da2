"""Keeps two writers from the same staff member's time, as BookingX itself keeps nobody from it."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from sidecar.wp_bridge.write_errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

MAX_NAME = 64  # characters of a lock's name in MySQL
SQLITE = "sqlite"


@contextmanager
def staff_locked(
    connection: Connection, prefix: str, staff_ids: Collection[int], seconds: int = 5
) -> Iterator[None]:
    """Hold the locks of staff members; raises BusyError if somebody keeps one for longer than that.

    For a connection without a transaction: what is written within must be committed before the locks are
    given back, so the transaction begins and ends inside. In SQLite the transaction itself is the lock.
    """
    if connection.in_transaction():
        raise RuntimeError("Take the locks first, and begin the transaction while they are held.")
    if connection.dialect.name == SQLITE:
        yield
        return
    held: list[str] = []
    try:
        for staff_id in sorted(set(staff_ids)):  # in one order, so that two writers never wait for each other
            name = get_lock_name(connection.engine.url.database or "", prefix, staff_id)
            _take(connection, name, seconds)
            held.append(name)
        yield
    finally:
        _release(connection, held)


def get_lock_name(database: str, prefix: str, staff_id: int) -> str:
    """Return the name of a staff member's lock; names are the server's, so the database is part."""
    name = f"{database}.{prefix}bkx_zapier_seat_{staff_id}"
    return name if len(name) <= MAX_NAME else hashlib.sha256(name.encode()).hexdigest()


def _take(connection: Connection, name: str, seconds: int) -> None:
    """MySQL manual, Locking Functions: 1 for taken, 0 for too late, NULL for an error."""
    query = sa.text("SELECT GET_LOCK(:name, :seconds)")
    is_taken = connection.scalar(query, {"name": name, "seconds": seconds})
    connection.rollback()  # SQLAlchemy began a transaction for the question
    if is_taken != 1:
        raise BusyError(retry_after_seconds=1)


def _release(connection: Connection, names: list[str]) -> None:
    """Give the locks back; a connection that cannot must not go back into the pool with them."""
    try:
        if connection.in_transaction():
            connection.rollback()
        for name in names:
            connection.execute(sa.text("SELECT RELEASE_LOCK(:name)"), {"name": name})
        connection.rollback()
    except DBAPIError:
        connection.invalidate()  # which ends the session, and its locks with it
