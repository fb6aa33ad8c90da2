"""Who may call a route: every route declares it, and one that does not is closed.

`opt={"access": …}` is one of PUBLIC, SHIM, ANY_KEY, or the name of a scope. `opt={"role": …}` asks for a role
of the key's WordPress user, too; actions, searches and lists ask by themselves, as each has its own.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection

from sidecar.errors import MissingScopeError
from sidecar.identity import Spoken, verify_signature
from sidecar.services import keys
from sidecar.services.actions.rights import check_role

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from sidecar.action_spec import Role
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar

Connection = ASGIConnection[Any, Any, Any, Any]

ACCESS, ROLE = "access", "role"
PUBLIC, SHIM, ANY_KEY = "public", "shim", "any key"
API_KEY_HEADER = "x-api-key"


async def require_access(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let a request through to its handler, or raise the error that says why not."""
    access = handler.opt.get(ACCESS)
    sidecar: Sidecar = connection.app.state.sidecar
    if access == PUBLIC:
        return
    if access == SHIM:
        _verify_shim(sidecar, connection)
        return
    if access is None:
        raise MissingScopeError
    scope = None if access == ANY_KEY else access
    api_key = connection.headers.get(API_KEY_HEADER)
    connection.state.caller = caller = await asyncio.to_thread(_authenticate, sidecar, api_key, scope)
    if ROLE in handler.opt:
        await asyncio.to_thread(_check_role, sidecar, caller, handler.opt[ROLE])


def _authenticate(sidecar: Sidecar, api_key: str | None, scope: str | None) -> Caller:
    return sidecar.database.run(lambda tx: keys.authenticate(tx, sidecar.settings, api_key, scope))


def _check_role(sidecar: Sidecar, caller: Caller, role: Role) -> None:
    sidecar.database.run(lambda tx: check_role(sidecar, tx, caller, role))


def _verify_shim(sidecar: Sidecar, connection: Connection) -> None:
    """The shim's requests have no body: the rows it wrote are what counts."""
    path = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    spoken = Spoken(str(connection.scope.get("method", "")), path)
    verify_signature(sidecar.settings.shim_secret, spoken, connection.headers, time.time())
