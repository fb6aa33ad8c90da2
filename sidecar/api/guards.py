"""Who may call a route: every route declares it, and one that does not is closed.

`opt={"access": …}` is one of PUBLIC, SHIM, ANY_KEY, or the name of a scope. `opt={"role": …}` asks for a role
of the key's WordPress user, too; actions, searches and lists ask by themselves, as each has its own.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, cast

from litestar.connection import ASGIConnection

from sidecar.api.rate_limits import note_allowance
from sidecar.errors import MissingScopeError
from sidecar.identity import Spoken, verify_signature
from sidecar.services import keys
from sidecar.services.actions.rights import check_role

if TYPE_CHECKING:
    from litestar import Request
    from litestar.handlers import BaseRouteHandler

    from sidecar.action_spec import Role
    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.services.rate_limit import Allowance, RateLimiter, Taken
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
        await _verify_shim(sidecar, connection)
        return
    if access is None:
        raise MissingScopeError
    scope = None if access == ANY_KEY else access
    api_key = connection.headers.get(API_KEY_HEADER)
    limiter: RateLimiter = connection.app.state.limiter
    caller, allowance = await asyncio.to_thread(_admit, sidecar, limiter, api_key, scope)
    connection.state.caller = caller
    if allowance is not None:
        note_allowance(connection, limiter, caller.key_id, allowance)
    if ROLE in handler.opt:
        await asyncio.to_thread(_check_role, sidecar, caller, handler.opt[ROLE])


def _admit(
    sidecar: Sidecar, limiter: RateLimiter, api_key: str | None, scope: str | None
) -> tuple[Caller, Allowance | None]:
    """Return who calls and what is left to the key, in one transaction: a commit may cost a write to disk."""

    def work(tx: Transaction) -> tuple[Caller, Taken | None]:
        caller = keys.authenticate(tx, sidecar.settings, api_key, scope)
        return caller, limiter.take(tx, caller.key_id)

    caller, taken = sidecar.database.run(work)
    if taken is None:
        return caller, None
    limiter.keep(caller.key_id, taken)
    return caller, taken.allowance


def _check_role(sidecar: Sidecar, caller: Caller, role: Role) -> None:
    sidecar.database.run(lambda tx: check_role(sidecar, tx, caller, role))


async def _verify_shim(sidecar: Sidecar, connection: Connection) -> None:
    """Judge the signature over the request as it came, with its body, which may be empty."""
    request = cast("Request[Any, Any, Any]", connection)  # what Litestar gives to guards of HTTP routes
    path = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    spoken = Spoken(request.method, path, await request.body())
    verify_signature(sidecar.settings.shim_secret, spoken, connection.headers, time.time())
