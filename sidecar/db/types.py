"""Column types and SQL expressions that differ by dialect."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, Text, types
from sqlalchemy.dialects import mysql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import expression

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler

SQLITE_FORMAT = "%Y-%m-%d %H:%M:%S.%f"


class UtcTimestamp(types.TypeDecorator[datetime]):
    """An aware UTC datetime, to the millisecond.

    SQLite keeps text of fixed width, so that its comparisons are those of time.
    """

    impl = mysql.DATETIME
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Return DATETIME(3), or text on SQLite."""
        return dialect.type_descriptor(
            mysql.DATETIME(fsp=3) if dialect.name in {"mysql", "mariadb"} else String(23)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn an aware datetime into what the column holds."""
        if value is None:
            return None
        naive = value.astimezone(UTC).replace(tzinfo=None)
        return naive if dialect.name != "sqlite" else naive.strftime(SQLITE_FORMAT)[:-3]

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn what the column holds into an aware datetime; a day that no calendar has into None.

        MySQL takes such days where a site's mode allows it; its driver hands them on as text.
        """
        if value is None or (isinstance(value, str) and dialect.name != "sqlite"):
            return None
        naive = datetime.strptime(value, SQLITE_FORMAT) if dialect.name == "sqlite" else value  # noqa: DTZ007 # next line
        return naive.replace(tzinfo=UTC)


def ascii_text(length: int) -> types.TypeEngine[str]:
    """Return a text type for ids, tokens, keys and digests: compared byte by byte, never by collation."""
    return String(length).with_variant(
        mysql.VARCHAR(length, charset="ascii", collation="ascii_bin"), "mysql", "mariadb"
    )


def long_text() -> types.TypeEngine[str]:
    """Return a text type without a practical limit."""
    return Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")


def long_bytes() -> types.TypeEngine[bytes]:
    """Return a type for a payload's exact bytes; up to 16 MB on MySQL, over the 10 MB a hook may carry."""
    return types.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql", "mariadb")


def big_id() -> types.TypeEngine[int]:
    """Return the type of ids; SQLite counts up by itself only for INTEGER."""
    return types.Integer().with_variant(mysql.BIGINT(unsigned=True), "mysql", "mariadb")


class utc_now(expression.FunctionElement[datetime]):  # noqa: N801 # reads as a SQL function
    """The database's clock, plus a number of seconds: `utc_now()`, `utc_now(300)`.

    All due times and comparisons use it, so machines with other clocks agree.
    """

    type = UtcTimestamp()
    inherit_cache = False
    """The seconds are part of the text, so a cached statement must not be reused for others."""

    def __init__(self, plus_seconds: float = 0) -> None:
        self.milliseconds = round(plus_seconds * 1000)
        super().__init__()


@compiles(utc_now, "mysql", "mariadb")
def _utc_now_mysql(element: utc_now, _compiler: SQLCompiler, **_: Any) -> str:
    return f"(UTC_TIMESTAMP(3) + INTERVAL {element.milliseconds * 1000:d} MICROSECOND)"


@compiles(utc_now, "sqlite")
def _utc_now_sqlite(element: utc_now, _compiler: SQLCompiler, **_: Any) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '{element.milliseconds / 1000:+.3f} seconds')"


class utc_nanoseconds(expression.FunctionElement[int]):  # noqa: N801 # reads as a SQL function
    """The database's clock in nanoseconds of unix time; one value in all of a statement.

    It ticks in microseconds, in SQLite in milliseconds.
    """

    type = types.BigInteger()
    inherit_cache = True


@compiles(utc_nanoseconds, "mysql", "mariadb")
def _utc_nanoseconds_mysql(_element: utc_nanoseconds, _compiler: SQLCompiler, **_: Any) -> str:
    return "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000000 AS SIGNED)"


@compiles(utc_nanoseconds, "sqlite")
def _utc_nanoseconds_sqlite(_element: utc_nanoseconds, _compiler: SQLCompiler, **_: Any) -> str:
    return "(CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000000)"
