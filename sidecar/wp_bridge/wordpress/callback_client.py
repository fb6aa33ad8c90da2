"""Asks WordPress, over HTTP, to run the steps of a callback: one signed request that carries its id alone."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import httpx
import msgspec

from sidecar.identity import Spoken, signed_headers

if TYPE_CHECKING:
    from sidecar.settings import Settings

TARGET = "/?rest_route=/bookingx-zapier/v1/callback"
"""What the signature covers as the path: not what a proxy, or a site in a folder, makes of it."""
USER_AGENT = "BookingX-Zapier/0.1"
LIVE, MISSING, REFUSED = httpx.codes.OK, httpx.codes.NOT_FOUND, httpx.codes.UNAUTHORIZED
EXPLANATIONS = {
    400: "The request did not arrive as it was sent: look at what stands between.",
    401: "The signature was refused: compare the two secrets and the two clocks. Or something in front of "
    "WordPress asks for a password.",
    403: "Something in front of WordPress refuses the sidecar: let it through, or set wordpress_url.",
    404: "WordPress does not know the callback: is the plugin active, and of the sidecar's version?",
    409: "WordPress is still at the last attempt.",
    422: "WordPress does not find the callback's row: do both use one database and one table prefix?",
}


@dataclass(frozen=True)
class CallAnswer:
    """What came of one call: an HTTP status, or why there is none; no words of the site's, no addresses."""

    status: int | None
    error: str = ""
    duration_seconds: float = 0


CONNECT_SECONDS = 2.0
"""WordPress is near: what does not take a connection by then is away."""


def call_wordpress(settings: Settings, home: str, callback_id: str, seconds: float) -> CallAnswer:
    """Ask WordPress to run a callback; `home` is the site's address. Never raises for what WordPress does.

    The status is all that is read: what was done stands in the row.
    """
    return _post(settings, home, msgspec.json.encode({"callback_id": callback_id}), seconds)


def ask_if_there(settings: Settings, home: str) -> CallAnswer:
    """Ask whether the plugin hears callbacks, and nothing else; 200 if so."""
    return _post(settings, home, msgspec.json.encode({"callback_id": ""}), settings.callback_timeout)


def _post(settings: Settings, home: str, body: bytes, seconds: float) -> CallAnswer:
    """Wait for a connection, and then so many seconds for an answer."""
    started = time.monotonic()
    timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
    base = (settings.wordpress_url or home).rstrip("/")
    try:
        headers = make_headers(settings, home, body)
        with (
            httpx.Client(
                verify=_trusted(), timeout=timeout, follow_redirects=False, trust_env=False
            ) as client,
            client.stream("POST", base + TARGET, content=body, headers=headers) as answer,
        ):
            status = answer.status_code
    except Exception as error:  # noqa: BLE001 # an address that is none, a name unknown, an answer that is none
        return CallAnswer(None, _name(error), time.monotonic() - started)
    return CallAnswer(status, explain(status), time.monotonic() - started)


def make_headers(settings: Settings, home: str, body: bytes) -> dict[str, str]:
    """Return the headers of a call. Where WordPress is reached by another address it is told its own.

    Else it would redirect to it, or take a visitor's https for http.
    """
    own = {"Content-Type": "application/json", "User-Agent": USER_AGENT, "Accept": "application/json"}
    if settings.wordpress_url:
        url = httpx.URL(home)
        own |= {"Host": url.netloc.decode("ascii"), "X-Forwarded-Proto": url.scheme}
    return own | signed_headers(settings.shim_secret, Spoken("POST", TARGET, body), time.time())


def explain(status: int) -> str:
    """Return what an operator does about a status; "" for 200."""
    if status == LIVE:
        return ""
    if 300 <= status < 400:  # noqa: PLR2004 # RFC 9110's class of redirects
        return f"HTTP {status}: WordPress is at another address: set wordpress_url, or WordPress's own."
    return f"HTTP {status}: {EXPLANATIONS.get(status, 'WordPress failed: its log says why.')}"


def _name(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "WordPress did not answer in time."
    return f"WordPress could not be reached ({type(error).__name__})."


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that the machine trusts, read once: it takes longer than the call."""
    return ssl.create_default_context()
