"""The way to the database: engines set up alike everywhere, and transactions that end at the edge."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.pool import NullPool

from sidecar.db.locks import Turns, locked
from sidecar.db.mysql_connection import MySqlConnection
from sidecar.db.tables import OwnTables, own_tables
from sidecar.errors import LostCommitError, ServiceUnavailableError, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import TypeVar

    from sqlalchemy import CursorResult, Engine, Executable
    from sqlalchemy.engine import URL

    Value = TypeVar("Value")

DEADLOCK, LOCK_WAIT_TIMEOUT, NO_SUCH_TABLE = 1213, 1205, 1146
TRIES = 4
READ_ONLY = "bkx_read_only"
SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"


@dataclass(frozen=True)
class Transaction:
    """One open transaction: a connection, our tables, and what the database can do."""

    connection: Connection
    own: OwnTables
    skip_locked: bool

    def execute(self, statement: Executable, rows: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement; with `rows`, once per row."""
        return self.connection.execute(statement, rows)


class Database:
    """The database of one site, with our tables beside WordPress's."""

    def __init__(self, url: str | URL, table_prefix: str, pool_size: int = 8) -> None:
        self.engine = _engine(url, pool_size)
        self.own = own_tables(table_prefix)
        self.table_prefix = table_prefix
        self._turns = Turns()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database, which has one writer."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection in a transaction, for what needs none of our tables: see `transaction`."""
        with translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction; commit at the end, roll back on an error.

        Raises ServiceUnavailableError when the database cannot be reached, SetupError when our tables are
        not there.
        """
        skip_locked = self._find_skip_locked()
        with self.connect() as connection:
            yield Transaction(connection, self.own, skip_locked)

    def run(self, work: Callable[[Transaction], Value]) -> Value:
        """Run `work` in a transaction of its own, again when it lost a race, and return its result.

        Lost is a deadlock, a wait for a lock, or a key that another one wrote after `work` had looked.
        """
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                with self.transaction() as tx:
                    return work(tx)
            except IntegrityError:
                if tries_left == 0:
                    raise
            except OperationalError as error:
                if tries_left == 0:
                    raise ServiceUnavailableError(retry_after_seconds=5) from error
                time.sleep(0.05 * (TRIES - tries_left))
        raise AssertionError  # the loop returns or raises

    @contextmanager
    def locked(self, names: Collection[str], seconds: float = 5) -> Iterator[Transaction]:
        """Open a transaction while locks are held (sidecar/db/locks.py): taken before, given back after it.

        Raises BusyError where others keep them for longer than so many seconds, LostCommitError where nobody
        knows whether it was committed, and what `transaction` raises.
        """
        skip_locked = self._find_skip_locked()
        with (
            translated(),
            self._turns.wait(names, seconds) as seconds_left,
            self.engine.connect() as connection,
            locked(connection, self.table_prefix, names, seconds_left),
            connection.begin() as begun,
        ):
            yield Transaction(connection, self.own, skip_locked)
            try:
                begun.commit()
            except DBAPIError as error:  # a connection that broke here may have carried the commit, or not
                connection.invalidate()
                begun.rollback()
                raise LostCommitError(retry_after_seconds=5) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that only reads: in SQLite, too, it may stand beside an open transaction."""
        with self.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            yield connection

    def _find_skip_locked(self) -> bool:
        """Ask while no connection is held: the first answer needs one, and many callers may hold them all."""
        with translated():
            return self.skip_locked

    @cached_property
    def skip_locked(self) -> bool:
        """Whether `FOR UPDATE SKIP LOCKED` works here: tried, because versions of managed forks mislead."""
        if self.is_sqlite:
            return False
        probe = (
            select(self.own.state.c.name).where(self.own.state.c.name == "").with_for_update(skip_locked=True)
        )
        try:
            with self.engine.begin() as connection:
                connection.execute(probe)
        except ProgrammingError as error:
            if _code(error) == NO_SUCH_TABLE:
                raise  # says nothing; and what is raised is not kept
            return False
        return True

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database refuses into our own errors: see `Database.transaction`."""
    try:
        yield
    except DBAPIError as error:
        if _code(error) == NO_SUCH_TABLE or "no such table" in str(error.orig):
            raise SetupError(
                "The database lacks the sidecar's tables, or WordPress's. Run `sidecar migrate`; "
                "if that does not help, `sidecar doctor` says what is wrong."
            ) from error
        if not isinstance(error, OperationalError | InterfaceError):
            raise
        if _code(error) in {DEADLOCK, LOCK_WAIT_TIMEOUT}:
            raise
        raise ServiceUnavailableError(retry_after_seconds=30) from error
    except NoConnectionError as error:  # all are in use, and none came back in time
        raise ServiceUnavailableError(retry_after_seconds=5) from error


def explain(error: ServiceUnavailableError) -> str:
    """Return what the database's driver said, for operators; callers of the API never see it."""
    cause = error.__cause__
    return str(cause.orig) if isinstance(cause, DBAPIError) else error.text


def _engine(url: str | URL, pool_size: int) -> Engine:
    """Return an engine whose every connection is strict, in UTC and READ COMMITTED.

    READ COMMITTED because REPEATABLE READ made empty leases of full queues; errors never show values.
    """
    try:
        url = make_url(url)
    except ArgumentError as error:  # whose text holds the URL, and so the password
        raise SetupError(
            "database_url is not a database's address, such as mysql+pymysql://user:password@host/name."
        ) from error
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_recycle=300,
        pool_size=pool_size,
        pool_timeout=10,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "read_timeout": 60, "write_timeout": 60},
    )
    if engine.dialect.driver == "pymysql":
        event.listen(engine, "do_connect", _connect_mysql)
    event.listen(engine, "connect", _set_up_mysql)
    return engine


def _connect_mysql(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> MySqlConnection:
    return MySqlConnection(**options)


def _set_up_mysql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET time_zone = '+00:00', innodb_lock_wait_timeout = 5")
        cursor.execute("SET sql_mode = %s", (SQL_MODE,))


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would begin too late
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 15000")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once, for one that is taken later may be refused; readers do without."""
    is_reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _code(error: DBAPIError) -> int | None:
    arguments = getattr(error.orig, "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], int) else None
