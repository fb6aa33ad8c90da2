"""Keeps two writers from one staff member's time, or from one customer: BookingX keeps nobody from it."""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from sidecar.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

MAX_NAME = 64  # characters of a lock's name in MySQL
SQLITE = "sqlite"


class Turns:
    """Lets the threads of one process ask for a lock one after the other.

    Who waits for their turn holds no connection: else many who want the same would keep out whoever wants
    something else.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    @contextmanager
    def wait(self, names: Collection[str], seconds: float) -> Iterator[float]:
        """Wait for the turn of these names; give the seconds that are left, raise BusyError if none is."""
        ends_at = time.monotonic() + seconds
        with ExitStack() as held:
            for name in sorted(set(names)):
                lock = self._get_lock(name)
                if not lock.acquire(timeout=max(0.0, ends_at - time.monotonic())):
                    raise BusyError(retry_after_seconds=1)
                held.callback(lock.release)
            yield max(0.0, ends_at - time.monotonic())

    def _get_lock(self, name: str) -> Lock:
        with self._guard:
            return self._locks.setdefault(name, Lock())


@contextmanager
def locked(connection: Connection, prefix: str, names: Collection[str], seconds: float = 5) -> Iterator[None]:
    """Hold the locks of these names; raises BusyError if others keep them for longer than that, in all.

    For a connection without a transaction: what is written within must be committed before the locks are
    given back, so the transaction begins and ends inside. In SQLite the transaction itself is the lock.
    """
    if connection.in_transaction():
        raise RuntimeError("Take the locks first, and begin the transaction while they are held.")
    if connection.dialect.name == SQLITE:
        yield
        return
    held: list[str] = []
    ends_at = time.monotonic() + seconds
    try:
        for lock in sorted(set(names)):  # in one order, so that two writers never wait for each other
            name = get_lock_name(connection.engine.url.database or "", prefix, lock)
            _take(connection, name, int(max(0, ends_at - time.monotonic())))
            held.append(name)
        connection.rollback()  # SQLAlchemy began a transaction for the questions
        yield
    finally:
        _release(connection, held)


def are_held(connection: Connection, prefix: str, names: Collection[str]) -> bool:
    """Whether this connection holds the locks of these names; in SQLite its transaction is the lock."""
    if connection.dialect.name == SQLITE:
        return True
    query = sa.text("SELECT IS_USED_LOCK(:name) = CONNECTION_ID()")
    database = connection.engine.url.database or ""
    wanted = {get_lock_name(database, prefix, name) for name in names}
    return all(connection.scalar(query, {"name": name}) == 1 for name in wanted)


def is_free(connection: Connection, prefix: str, name: str) -> bool:
    """Whether nobody holds a lock at this moment; in SQLite nobody else can."""
    if connection.dialect.name == SQLITE:
        return True
    full_name = get_lock_name(connection.engine.url.database or "", prefix, name)
    return bool(connection.scalar(sa.text("SELECT IS_FREE_LOCK(:name)"), {"name": full_name}) == 1)


def list_used(connection: Connection, prefix: str, names: Collection[str]) -> set[str]:
    """Return those of the locks that anybody holds right now; in SQLite none, for writers wait elsewhere."""
    if not names or connection.dialect.name == SQLITE:
        return set()
    database = connection.engine.url.database or ""
    ordered = sorted(names)
    asked = (sa.func.is_used_lock(get_lock_name(database, prefix, name)) for name in ordered)
    holders = connection.execute(sa.select(*asked)).one()
    return {name for name, holder in zip(ordered, holders, strict=True) if holder is not None}


def name_staff(staff_id: int) -> str:
    """Return the lock of a staff member's time."""
    return f"seat_{staff_id}"


def name_customer(email: str) -> str:
    """Return the lock of whoever has an address; nobody can read the address from it."""
    return f"customer_{hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:16]}"


def get_lock_name(database: str, prefix: str, lock: str) -> str:
    """Return a lock's name at the server, which all databases share: so the database is part of it."""
    name = f"{database}.{prefix}bkx_zapier_{lock}"
    return name if len(name) <= MAX_NAME else hashlib.sha256(name.encode()).hexdigest()


def _take(connection: Connection, name: str, seconds: int) -> None:
    """MySQL manual, Locking Functions: whole seconds; 1 for taken, 0 for too late, NULL for an error."""
    query = sa.text("SELECT GET_LOCK(:name, :seconds)")
    is_taken = connection.scalar(query, {"name": name, "seconds": seconds})
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
