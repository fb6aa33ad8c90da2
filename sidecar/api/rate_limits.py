"""Refuses calls beyond a key's rate limit, and says on every answer to a limited call what is left.

Headers: draft-ietf-httpapi-ratelimit-headers-10, `RateLimit-Policy` and `RateLimit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.api.activity import UNTOLD
from sidecar.errors import RateLimitExceededError
from sidecar.services.rate_limit import WINDOW_SECONDS

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.types import Message, Scope

    from sidecar.services.rate_limit import Allowance, RateLimiter

ALLOWANCE = "allowance"
"""In the request's state: what is left to the key, if it is limited."""
POLICY = "key"


def note_allowance(
    connection: ASGIConnection[Any, Any, Any, Any], limiter: RateLimiter, key_id: int, allowance: Allowance
) -> None:
    """Keep what the answer's headers say; raise RateLimitExceededError where the call may not be made."""
    connection.scope["state"][ALLOWANCE] = allowance
    if allowance.retry_after_seconds is not None:
        connection.scope["state"][UNTOLD] = not limiter.is_news(key_id)
        raise RateLimitExceededError(retry_after_seconds=allowance.retry_after_seconds)


async def say_allowance(message: Message, scope: Scope) -> None:
    """Add the headers to an answer as it goes out, errors included."""
    allowance: Allowance | None = scope.get("state", {}).get(ALLOWANCE)
    if allowance is None or message["type"] != "http.response.start":
        return
    policy = f'"{POLICY}";q={allowance.limit};w={WINDOW_SECONDS}'
    seconds = allowance.retry_after_seconds or allowance.full_after_seconds
    left = f'"{POLICY}";r={allowance.remaining};t={seconds}'
    message["headers"] = [
        *message["headers"],
        (b"ratelimit-policy", policy.encode()),
        (b"ratelimit", left.encode()),
    ]
