"""Who may call a route: every route declares it, and one that does not is closed.

`opt={"access": …}` is one of PUBLIC, SHIM, ANY_KEY, or the name of a scope. `opt={"role": …}` asks for a role
of the key's WordPress user, too; actions, searches and lists ask by themselves, as each has its own.
`opt={"unlimited": True}` lets a route be called beyond the key's rate limit; its handler says of a call
that did something that it was not idle, or the activity log may leave it out.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from litestar.connection import ASGIConnection

from sidecar.access_errors import MissingScopeError
from sidecar.api.activity import IDLE
from sidecar.api.rate_limits import note_allowance
from sidecar.identity import Spoken, verify_signature
from sidecar.services import keys
from sidecar.services.actions.rights import check_role
from sidecar.services.oauth import bearer

if TYPE_CHECKING:
    from litestar import Request
    from litestar.handlers import BaseRouteHandler

    from sidecar.action_spec import Role
    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.services.rate_limit import Allowance, RateLimiter, Taken
    from sidecar.services.sidecar import Sidecar

Connection = ASGIConnection[Any, Any, Any, Any]

ACCESS, ROLE, UNLIMITED = "access", "role", "unlimited"
PUBLIC, SHIM, ANY_KEY = "public", "shim", "any key"
API_KEY_HEADER = "x-api-key"
BEARER = "bearer"


class Credentials(NamedTuple):
    """What a request shows: an API key, or an access token, which is then not None."""

    api_key: str | None
    token: str | None


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
    shown = _read_credentials(connection)
    limiter: RateLimiter = connection.app.state.limiter
    is_limited = not handler.opt.get(UNLIMITED)
    caller, allowance = await asyncio.to_thread(_admit, sidecar, limiter if is_limited else None, shown)
    connection.state.caller = caller
    connection.state[IDLE] = not is_limited
    if allowance is not None:
        note_allowance(connection, limiter, caller.key_id, allowance)
    if access != ANY_KEY:  # after the call was counted: what a key may not do, it may not try all the time
        (keys.check_scope if shown.token is None else bearer.check_scope)(caller, access)
    if ROLE in handler.opt:
        await asyncio.to_thread(_check_role, sidecar, caller, handler.opt[ROLE])


def _admit(
    sidecar: Sidecar, limiter: RateLimiter | None, shown: Credentials
) -> tuple[Caller, Allowance | None]:
    """Return who calls and what is left to the key, in one transaction: a commit may cost a write to disk."""

    def work(tx: Transaction) -> tuple[Caller, Taken | None]:
        if shown.token is not None:
            caller = bearer.authenticate(tx, sidecar.settings, shown.token)
        else:
            caller = keys.authenticate(tx, sidecar.settings, shown.api_key)
        return caller, limiter.take(tx, caller.key_id) if limiter else None

    caller, taken = sidecar.database.run(work)
    if limiter is None or taken is None:
        return caller, None
    limiter.keep(caller.key_id, taken)
    return caller, taken.allowance


def _read_credentials(connection: Connection) -> Credentials:
    """Return the API key, else the access token (RFC 6750, section 2.1); never from the address."""
    api_key = connection.headers.get(API_KEY_HEADER)
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    is_token = not api_key and scheme.lower() == BEARER
    return Credentials(api_key, token.strip() if is_token else None)


def _check_role(sidecar: Sidecar, caller: Caller, role: Role) -> None:
    sidecar.database.run(lambda tx: check_role(sidecar, tx, caller, role))


async def _verify_shim(sidecar: Sidecar, connection: Connection) -> None:
    """Judge the signature over the request as it came, with its body, which may be empty."""
    request = cast("Request[Any, Any, Any]", connection)  # what Litestar gives to guards of HTTP routes
    path = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    spoken = Spoken(request.method, path, await request.body())
    verify_signature(sidecar.settings.shim_secret, spoken, connection.headers, time.time())
