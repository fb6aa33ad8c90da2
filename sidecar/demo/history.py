"""The bookings that were there before the sidecar was: its first start must keep silent about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sidecar.demo import offers
from sidecar.demo.booking_rows import PENDING, Sent, StatusChange
from sidecar.demo.offers import COLOUR, HAIRCUT, HEAD_MASSAGE, MARA, STUDIO_HIRE, TOM, Customer, Wish
from sidecar.demo.visitor import book, change_status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

TUESDAY = 1
OLD_BOOKINGS = (
    (Customer("Olive", "Early", "olive@example.com", "020 7946 0201"), MARA, HAIRCUT, -28, "bkx-completed"),
    (Customer("Piet", "Morgen", "piet@example.com", "020 7946 0202"), TOM, COLOUR, -14, "bkx-cancelled"),
    (Customer("Quinn", "Later", "quinn@example.com", "020 7946 0203"), MARA, STUDIO_HIRE, 7, "bkx-ack"),
    (Customer("Rosa", "Soon", "rosa@example.com", "020 7946 0204"), TOM, HAIRCUT, 7, "bkx-pending"),
)
"""Who booked whom for what, on a Tuesday so many days from today, and what became of it."""
MADE_DAYS_BEFORE = timedelta(days=21)


def make_history(connection: Connection, tables: WpTables, now: datetime) -> list[int]:
    """Write the old bookings and return their numbers; the caller commits. `now` is aware."""
    made = []
    for number, (customer, staff, service, days, status) in enumerate(OLD_BOOKINGS):
        extras = (HEAD_MASSAGE,) if service is COLOUR else ()
        wish = Wish(staff, service, customer, on_a_tuesday(now, days, hour=10 + number), extras)
        made_at = now + timedelta(days=days, hours=-number) - MADE_DAYS_BEFORE
        booking_id = book(connection, tables, Sent(wish, offers.HOME, made_at))
        if status != PENDING:
            decided_at = made_at + timedelta(hours=2)
            change = StatusChange(booking_id, status, offers.HOME, decided_at)
            change_status(connection, tables, change)
        made.append(booking_id)
    return made


def on_a_tuesday(now: datetime, days: int, hour: int) -> datetime:
    """Return an hour of the first Tuesday at least so many days from now, on the site's wall clock."""
    day = (now + timedelta(days=days)).astimezone(offers.ZONE)
    day += timedelta(days=(TUESDAY - day.weekday()) % 7)
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 # a wall clock, as BookingX stores it
