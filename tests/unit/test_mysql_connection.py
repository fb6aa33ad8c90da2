"""Connections share what they can, and take TLS just as the driver takes it."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from pymysql.connections import Connection

from sidecar.db.mysql_connection import MySqlConnection

AUTHORITIES = ssl.get_default_verify_paths().cafile
OWN: dict[str, Any] = {"ssl": {"ca": AUTHORITIES}}


def prepare(**options: Any) -> Any:
    """Return a connection that has not begun."""
    return MySqlConnection(defer_connect=True, **options)


def describe(connection: Any) -> tuple[Any, ...]:
    """Return whether there is TLS, whether there must be, and what is checked."""
    context = getattr(connection, "ctx", None)
    checked = context and (context.verify_mode, context.check_hostname, context.verify_flags, context.options)
    return connection.ssl, connection._ssl_required, checked  # noqa: SLF001 - the driver has no other word for it


@pytest.mark.parametrize(
    "options",
    [{}, OWN, {"ssl_ca": AUTHORITIES, "ssl_verify_identity": True}, {"ssl_disabled": True}],
    ids=["none", "authorities", "identity", "off"],
)
def test_tls_is_taken_as_the_driver_takes_it(options: dict[str, Any]) -> None:
    actual = prepare(**options)

    assert describe(actual) == describe(Connection(defer_connect=True, **options))


def test_connections_without_options_of_their_own_share_one_context() -> None:
    assert prepare().ctx is prepare().ctx


def test_a_connection_with_options_of_its_own_has_a_context_of_its_own() -> None:
    usual, one, other = prepare(), prepare(**OWN), prepare(**OWN)

    assert len({id(connection.ctx) for connection in (usual, one, other)}) == 3
