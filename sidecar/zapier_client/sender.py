"""Sends one delivery to Zapier and says what came of it.

httpx over aiohttp's transport, because httpx's own pool collapses beyond some thirty requests in flight.
The deadline is total, the answer is cut, redirects are off, and the address is judged as it is dialled.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from sidecar.errors import TargetNotAllowedError
from sidecar.zapier_client.targets import check_target, is_address_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.zapier_client.targets import TargetPolicy

MAX_ANSWER_BYTES = 16 * 1024
SNIPPET_CHARACTERS = 500
KEEP_ALIVE_SECONDS = 3
"""Below what servers allow an idle connection: one that closes just then costs a delivery its attempt."""
USER_AGENT = "BookingX-Zapier/0.1"


@dataclass(frozen=True)
class AttemptResult:
    """What came of one attempt: an HTTP status, or an error when there was no answer."""

    status: int | None
    error: str | None = None
    retry_after_seconds: float | None = None
    duration_seconds: float = 0
    snippet: str = ""
    is_blocked: bool = False


class BlockedAddressError(OSError):
    """The target resolved to an address that must not be connected to."""


class Sender:
    """Holds the connections to Zapier for the life of a worker. An async context manager.

    It keeps no cookies: they would tie one hook to another, and pile up until a receiver refuses them.
    """

    def __init__(self, policy: TargetPolicy, timeout_seconds: float, max_connections: int) -> None:
        self._policy = policy
        self._timeout_seconds = timeout_seconds
        self._max_connections = max_connections

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=self._max_connections,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            socket_factory=self._make_socket,
            ssl=ssl.create_default_context(),
        )
        session = aiohttp.ClientSession(
            connector=connector, auto_decompress=False, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
        )
        self._client = httpx.AsyncClient(
            transport=AiohttpTransport(client=session),
            timeout=self._timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def send(self, url: str, body: bytes, headers: dict[str, str]) -> AttemptResult:
        """POST a body; never raises for what the network or the receiver does."""
        started = time.monotonic()
        try:
            check_target(url, self._policy)
            result = await self._post(url, body, headers)
        except Exception as error:  # noqa: BLE001 # whatever the receiver does must end as a result
            result = _failure(error)
        return AttemptResult(
            result.status,
            result.error,
            result.retry_after_seconds,
            time.monotonic() - started,
            result.snippet,
            result.is_blocked,
        )

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> AttemptResult:
        """The status line decides: an answer whose body drips past the deadline has still been given."""
        status, retry_after, answer = None, None, b""
        fixed = {"Content-Type": "application/json", "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._client.stream("POST", url, content=body, headers=headers | fixed) as response,
            ):
                status = response.status_code
                retry_after = parse_retry_after(response.headers.get("retry-after", ""))
                async for chunk in response.aiter_raw():
                    answer += chunk
                    if len(answer) >= MAX_ANSWER_BYTES:
                        break
        except (TimeoutError, httpx.HTTPError):
            if status is None:
                raise
        snippet = answer[:MAX_ANSWER_BYTES].decode("utf-8", "replace")[:SNIPPET_CHARACTERS]
        return AttemptResult(status, retry_after_seconds=retry_after, snippet=snippet)

    def _make_socket(self, info: tuple[int, int, int, str, tuple[str, int]]) -> socket.socket:
        """Judge the address that is about to be dialled: names and spellings cannot get around it."""
        family, kind, protocol, _, address = info
        if not is_address_allowed(address[0], self._policy):
            raise BlockedAddressError
        return socket.socket(family, kind, protocol)


def parse_retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for, as a number or a date (RFC 9110 §10.2.3)."""
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _failure(error: Exception) -> AttemptResult:
    """Name what went wrong without addresses: the text is shown to people who may not see them.

    The causes are asked, not the error: the transport calls every lost connection a timeout.
    """
    if isinstance(error, TargetNotAllowedError):
        return AttemptResult(None, error.text, is_blocked=True)
    causes = list(_list_causes(error))
    if any(isinstance(cause, BlockedAddressError) for cause in causes):
        return AttemptResult(None, "The target is at an address that is not allowed.", is_blocked=True)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return AttemptResult(None, "No answer in time.")
    return AttemptResult(None, f"The target could not be reached ({type(causes[-1]).__name__}).")


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, down to the first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
