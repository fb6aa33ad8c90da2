"""Reads what a site's `wp-config.php` says of its database, without running PHP.

Literal values are understood, and the environment look-ups of WordPress's official Docker image.
Whatever is computed in another way is named in the error, so that the operator can say it instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.errors import SetupError
from sidecar.wp_bridge.php.config import TABLE_PREFIX, Unresolved, read_assignments

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = re.compile(r"[A-Za-z0-9_]{1,40}")
IPV6_HOST = re.compile(r"(?P<open>\[)?(?P<host>[0-9A-Fa-f:.]+)(?(open)\](?::(?P<port>[0-9]+))?)")
PLAIN_HOST = re.compile(r"(?P<host>[^:/\s]*)(?::(?P<port>[0-9]+))?")
DEFAULT_PORT = 3306
MAX_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseHost:
    """Where the database listens: `socket` where DB_HOST names one, else host and port."""

    host: str
    port: int
    socket: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WpConfig:
    """What the sidecar needs of a wp-config.php; `home_url` is None where it stands in the database."""

    database: str
    user: str
    password: str
    host: DatabaseHost
    charset: str
    table_prefix: str
    home_url: str | None

    def database_url(self) -> sa.URL:
        """Return the SQLAlchemy URL of the site's database; it holds the password."""
        query = {"charset": self.charset}
        if self.host.socket:
            query["unix_socket"] = self.host.socket
        return sa.URL.create(
            "mysql+pymysql",
            username=self.user,
            password=self.password,
            host=self.host.host,
            port=None if self.host.socket else self.host.port,
            database=self.database,
            query=query,
        )


def parse_wp_config(text: str, environ: Mapping[str, str]) -> WpConfig:
    """Read the text of a wp-config.php; `environ` is where its `getenv` calls look.

    Raises `SetupError` that names what is missing, computed or malformed.
    """
    found = read_assignments(text, environ)
    home_url = found.get("WP_HOME") or found.get("WP_SITEURL")
    return WpConfig(
        database=_get(found, "DB_NAME"),
        user=_get(found, "DB_USER"),
        password=_get(found, "DB_PASSWORD", may_be_empty=True),
        host=parse_db_host(_get(found, "DB_HOST")),
        charset=_get_charset(found),
        table_prefix=check_prefix(_get(found, TABLE_PREFIX)),
        home_url=home_url.rstrip("/") if isinstance(home_url, str) else None,
    )


def parse_db_host(db_host: str) -> DatabaseHost:
    """Take DB_HOST apart as WordPress does: `host`, `host:port`, `host:/socket`, `[::1]:port`.

    Raises `SetupError` for anything else.
    """
    before, separator, path = db_host.strip().partition(":/")
    socket = f"/{path}" if separator else None
    pattern = IPV6_HOST if before.count(":") > 1 else PLAIN_HOST
    match = pattern.fullmatch(before)
    port = int(match["port"] or DEFAULT_PORT) if match else 0
    if match is None or not 0 < port <= MAX_PORT:
        raise SetupError(f"DB_HOST is {db_host[:80]!r}: give a host, host:port, [ipv6]:port or host:/socket.")
    return DatabaseHost(host=match["host"] or "localhost", port=port, socket=socket)


def check_prefix(prefix: str) -> str:
    """Return a table prefix that may stand in table names. Raises `SetupError` for any other."""
    if not PREFIX.fullmatch(prefix):
        raise SetupError(
            f"The table prefix {prefix[:60]!r} is not usable: "
            "it must be 1 to 40 letters, digits and underscores, as in `$table_prefix = 'wp_';`."
        )
    return prefix


def _get(found: Mapping[str, str | Unresolved], name: str, *, may_be_empty: bool = False) -> str:
    value = found.get(name)
    if isinstance(value, Unresolved):
        raise SetupError(f"{name} cannot be read from wp-config.php: {value.reason}")
    if value is None or not (value or may_be_empty):
        raise SetupError(f"{name} is not set in this wp-config.php. Is it the site's own, complete file?")
    return value


def _get_charset(found: Mapping[str, str | Unresolved]) -> str:
    """Return the connection's character set; WordPress, too, makes utf8mb4 of utf8."""
    charset = found.get("DB_CHARSET")
    if not isinstance(charset, str) or charset.lower() in {"", "utf8", "utf8mb3"}:
        return "utf8mb4"
    return charset
