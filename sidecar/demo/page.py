"""Renders the stand-in's page: what arrived, newest first; every text in it is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sidecar.demo import offers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.demo.zapier_stand_in import Arrival

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
MEANINGS = {200: "taken", 410: "gone"}
"""What an answer says; any other says that the hook failed."""


def render_page(arrivals: Sequence[Arrival]) -> str:
    """Return the page's HTML. It loads nothing from elsewhere and refreshes itself."""
    rows = [
        {
            "arrival": arrival,
            "meaning": MEANINGS.get(arrival.status, "failed"),
            "time": arrival.arrived_at.strftime("%H:%M:%S.%f")[:-3],
            "json": format_json(arrival.body),
            "summary": _summarize(arrival),
        }
        for arrival in reversed(arrivals)
    ]
    return _TEMPLATES.get_template("page.html").render(rows=rows, site=offers.NAME)


def format_json(body: bytes) -> str:
    """Return JSON for people, or the text as it is when it is none."""
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body.decode("utf-8", "replace")
    return msgspec.json.format(body, indent=2).decode()


def _summarize(arrival: Arrival) -> dict[str, str]:
    """Return event, booking, status, customer and service, each "" where the payload has none."""
    try:
        payload = arrival.payload
    except (msgspec.DecodeError, RecursionError):
        payload = {}
    customer, service = payload.get("customer"), payload.get("service")
    return {
        "event": str(payload.get("event", "")),
        "booking": str(payload.get("booking_number", "")),
        "status": str(payload.get("status", "")),
        "customer": str(customer.get("name", "")) if isinstance(customer, dict) else "",
        "service": str(service.get("name", "")) if isinstance(service, dict) else "",
    }
