"""The chapter of the story in which Zapier writes back: a Zap books, twice at once, and into a taken time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sidecar.demo.history import on_a_tuesday
from sidecar.demo.offers import HAIRCUT, HEAD_MASSAGE, TOM
from sidecar.demo.stage import SHEET
from sidecar.demo.wire import tell_exchange

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from sidecar.demo.stage import Stage
    from sidecar.demo.terminal import Terminal
    from sidecar.demo.zapier_stand_in import Arrival

MAILS = ["mail customer_pending", "mail pending"]
OK, CONFLICT = 200, 409
TOTAL = "60.00"
"""38 and 12, and 20 % on top."""


def show_zap_booking(stage: Stage, terminal: Terminal, wait_for: Callable[[int], list[Arrival]]) -> None:
    """Play the chapter; `wait_for` returns what arrived at the spreadsheet's hook once it is so many."""
    terminal.say(
        "A form elsewhere starts a Zap, and its step “Create Booking” calls the site. The sidecar takes "
        f"{TOM.name}'s lock, looks whether he is free, writes the rows that BookingX would have written, and "
        "asks WordPress for the mails:"
    )
    before = len(stage.stand_in.list_arrivals(SHEET))
    first = _book(stage, "ann@example.com", "run-1")
    terminal.block(tell_exchange(first))
    made = first.json()
    terminal.promise(
        f"It is booked, with its extra and with tax: {TOTAL} GBP. WordPress was asked for two mails, once.",
        holds=first.status_code == OK
        and made["result"]["payment"]["amount"] == TOTAL
        and sorted(stage.callbacks.mails) == MAILS,
    )
    again = _book(stage, "ann@example.com", "run-1")
    terminal.promise(
        "The step comes twice, with the same idempotency key: the same answer, no second booking, no mail.",
        holds=again.content == first.content and sorted(stage.callbacks.mails) == MAILS,
    )
    late = _book(stage, "ben@example.com", "run-2")
    terminal.promise(
        "Another Zap wants the same time, and hears that it is taken: 409, not_available.",
        holds=(late.status_code, late.json()["error"]["code"]) == (CONFLICT, "not_available"),
    )
    told = wait_for(before + 1)[-1]
    terminal.promise(
        "The new booking goes to Zaps as any other, and says that a Zap made it: origin is zapier.",
        holds=told.payload["booking_id"] == made["result"]["booking_id"]
        and told.payload["origin"] == "zapier",
    )


def _book(stage: Stage, email: str, key: str) -> httpx.Response:
    start = on_a_tuesday(datetime.now(UTC), 35, hour=10)
    inputs = {
        "service_id": HAIRCUT.id,
        "staff_id": TOM.id,
        "extra_ids": [HEAD_MASSAGE.id],
        "start_datetime": f"{start:%Y-%m-%d %H:%M}",
        "customer_email": email,
        "customer_name": "Ann Example",
    }
    return stage.client.post(
        "/v1/actions",
        json={"action": "create_booking", "inputs": inputs},
        headers={"X-API-Key": stage.api_key, "Idempotency-Key": key},
    )
