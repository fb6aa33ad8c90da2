"""Shows a request and its answer as text: method, headers, JSON for people; keys are cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.demo.page import format_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from sidecar.demo.zapier_stand_in import Arrival

SHOWN_OF_A_KEY = len("bkx_live_12345678_")
TOLD_HEADERS = ("x-api-key", "content-type", "location")
"""Of our own requests those that matter; of what Zapier gets, all are shown."""


def tell_exchange(response: httpx.Response) -> str:
    """Return a request that was made and the answer it got."""
    request = response.request
    told = {name: value for name, value in request.headers.items() if name in TOLD_HEADERS}
    if "x-api-key" in told:
        told["x-api-key"] = told["x-api-key"][:SHOWN_OF_A_KEY] + "…"
    lines = [f"{request.method} {request.url}", *_header_lines(told), "", format_json(request.content)]
    lines += ["", f"{response.status_code} {response.reason_phrase}", format_json(response.content)]
    return "\n".join(lines)


def tell_arrival(arrival: Arrival) -> str:
    """Return the whole request that arrived at a hook."""
    lines = [f"POST {arrival.path}", *_header_lines(arrival.headers), "", format_json(arrival.body)]
    return "\n".join(lines)


def _header_lines(headers: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]
