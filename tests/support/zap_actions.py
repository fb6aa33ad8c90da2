"""Actions as a Zap calls them through WordPress, and what the form offers afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.db import callbacks
from tests.support.processes import wait_until
from tests.support.zap_bookings import count_days, spell

if TYPE_CHECKING:
    from tests.support.connected_site import ConnectedSite

OFFERED = re.compile(r"<a [^>]*class=\"available [^>]*data-slot='(\d+)'")
CALLBACK_SECONDS = 60
OWNER = "owner@example.test"
CUSTOMER = "zoe@example.test"


def perform(site: ConnectedSite, action: str, **inputs: Any) -> dict[str, Any]:
    """Call an action, and wait until WordPress did what follows, mails included; return the result."""
    answer = site.act(action, {name: value for name, value in inputs.items() if value is not None})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["follow_up"]["failed"] == [], body["follow_up"]
    if body["follow_up"]["queued"]:  # a slow machine: the worker calls again
        wait_until(lambda: not _count_waiting(site), "WordPress had done what follows", CALLBACK_SECONDS)
    result: dict[str, Any] = body["result"]
    return result


def _count_waiting(site: ConnectedSite) -> int:
    t = site.sidecar.database.own.callbacks
    waiting = sa.select(sa.func.count()).where(t.c.status.in_([callbacks.PENDING, callbacks.CALLING]))
    with site.sidecar.database.transaction() as tx:
        return int(tx.execute(waiting).scalar_one())


def book(site: ConnectedSite, day: int, clock: str = "10:00", **inputs: Any) -> int:
    """Book a haircut so many days ahead, without mails; return the booking's id."""
    seeds = site.wordpress.seeds
    made = {
        "service_id": seeds["bases"][0],
        "staff_id": seeds["seat"],
        "start_datetime": f"{count_days(day)} {clock}",
        "customer_name": "Zoë Ärger",
        "customer_email": CUSTOMER,
        "customer_phone": "02079460003",
        "notify": "none",
    }
    return int(perform(site, "create_booking", **made | inputs)["booking_id"])


def list_free(site: ConnectedSite, day: int, seat: int | None = None) -> set[str]:
    """Return the times that the form offers of a day for a haircut, such as 09:15."""
    seeds = site.wordpress.seeds
    form = {"seat_id": str(seat or seeds["seat"]), "base_id": str(seeds["bases"][0]), "extra_id": "None"}
    form |= {"booking_date": spell(count_days(day)), "service_extend": "NaN"}
    found = OFFERED.findall(site.wordpress.visitor.ask("display_availability_slots", form))
    return {f"{(int(slot) - 1) // 4:02}:{(int(slot) - 1) % 4 * 15:02}" for slot in found}
