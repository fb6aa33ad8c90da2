"""Serves the same addresses with and without WordPress's REST prefix.

A site with a reverse proxy may route the prefix straight to the sidecar, with the URLs that Zapier knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidecar.api.asgi import App, Receive, Scope, Send

PUBLIC_PREFIX = "/wp-json/bookingx/v1/zapier"


class PublicPrefix:
    """An ASGI application around another: takes the prefix off the path."""

    def __init__(self, inner: App) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the call under its short path."""
        if scope["type"] == "http" and scope["path"].startswith(PUBLIC_PREFIX + "/"):
            raw_path = scope["raw_path"].removeprefix(PUBLIC_PREFIX.encode())
            scope = {**scope, "path": scope["path"].removeprefix(PUBLIC_PREFIX), "raw_path": raw_path}
        await self._inner(scope, receive, send)
