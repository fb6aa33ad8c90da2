"""Connections of PyMySQL that share what the driver makes ready for TLS; the engines' (database.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pymysql.connections import Connection

if TYPE_CHECKING:
    from ssl import SSLContext


class MySqlConnection(Connection):
    """A connection as PyMySQL makes it, but that does not read all authorities of the machine each time.

    Unless its URL says otherwise, PyMySQL takes TLS where the server offers it and checks no certificate;
    yet it reads the authorities, which takes 18 ms of CPU. Such connections share one context, in which
    nothing can become old. One with options of its own (`ssl_ca` and such) gets a context of its own, and so
    reads files that were renewed.
    """

    _shared: ClassVar[SSLContext | None] = None

    def _create_ssl_ctx(self, options: Any) -> SSLContext:
        """Return the context of a connection. A driver that no longer asks here makes one for each."""
        make = super()._create_ssl_ctx  # type: ignore[misc] # not in the stubs
        if options != {}:
            own: SSLContext = make(options)
            return own
        if MySqlConnection._shared is None:
            MySqlConnection._shared = make(options)
        return MySqlConnection._shared
