"""Asks for a page of wp-admin as the shim does: signed, with its body."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.identity import NONCE_HEADER, Spoken, signed_headers, verify_signature
from tests.factories import SHIM_SECRET

if TYPE_CHECKING:
    import httpx

    from tests.contract.conftest import Api

PAGES = "/shim/v1/pages"
SAID: dict[str, Any] = {
    "user_id": 1,
    "locale": "en_US",
    "time_zone": "Europe/London",
    "nonce": "abc123",
    "query": {},
    "form": None,
}


def ask_for_page(api: Api, page: str, **said: Any) -> httpx.Response:
    """Ask for a page; `said` replaces parts of what the shim says."""
    body = msgspec.json.encode(SAID | said)
    return send_signed(api, f"{PAGES}/{page}", body, body)


def send_signed(api: Api, path: str, signed: bytes, sent: bytes) -> httpx.Response:
    """Sign one body and send another; they differ where somebody meddles."""
    headers = signed_headers(SHIM_SECRET, Spoken("POST", path, signed), time.time())
    return api.call("POST", path, content=sent, headers=headers)


def verify_answer(answer: httpx.Response, content: bytes) -> None:
    """Raise InvalidSignatureError unless an answer was signed with this content for its own request."""
    asked = f"{answer.request.url.path} {answer.request.headers[NONCE_HEADER]}"
    verify_signature(SHIM_SECRET, Spoken("ANSWER", asked, content), answer.headers, time.time())
