"""Calls of create_booking as tests make them, and what they leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

ALEX, BEA, VAN = 8, 9, 10
BEARD_TRIM, HAIRCUT, COLOUR = 12, 13, 14
DAY_SERVICE = 17
MONDAY = "2027-04-12"


def ask(**inputs: Any) -> dict[str, Any]:
    """Return inputs of create_booking: a haircut with Alex, without mails; None takes an input away."""
    made = {
        "service_id": HAIRCUT,
        "staff_id": ALEX,
        "start_datetime": f"{MONDAY} 10:00",
        "customer_name": "Ann Example",
        "customer_email": "ann@example.test",
        "notify": "none",
    } | inputs
    return {key: value for key, value in made.items() if value is not None}


def count_bookings(sidecar: Sidecar) -> int:
    """Return how many bookings the site has, in whatever status."""
    query = sa.text("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'bkx_booking'")
    with sidecar.database.engine.connect() as connection:
        return int(connection.scalar(query) or 0)
