"""Lets the event of each trigger happen at the site, as often as a test asks for it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from sidecar.db import subscriptions
from sidecar.services import upcoming
from sidecar.services.subscriptions import subscribing
from sidecar.services.subscriptions.tailoring import read_taste
from tests.factories import execute, subscribe
from tests.support.every_trigger import IDS, REPORTS
from tests.support.processes import wait_until
from tests.support.site_rows import add_comment, add_service, add_user, mark, set_meta
from tests.support.zapier_site.people import ALEX, HAIRCUT, book, edit, miss, press_button, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sidecar.db.database import Transaction
    from tests.support.zapier_site.site import ZapierSite

REASSIGNED = 30
"""A booking whose staff member changes; a new booking would tell of its first one, too."""
STAFF = (8, 9)
ZONE = ZoneInfo("Europe/London")
MINUTES = 60
LATE_SECONDS = 3
"""How much later a booking begins than it is asked for: so it is confirmed before it is told."""
NOWHERE = "http://127.0.0.1:9/"
"""A target where nobody listens: port 9 was once there to throw things away."""
EVENTS = (
    "SELECT id, event_id, object_id, payload FROM wp_bkx_zapier_events "
    "WHERE trigger_type = :trigger AND id > :after ORDER BY id"
)
TOLD = (
    "SELECT 1 FROM wp_bkx_zapier_events WHERE trigger_type = 'booking_upcoming' AND object_type = 'booking' "
    "AND object_id = :id"
)
LAST_EVENT = "SELECT COALESCE(MAX(id), 0) FROM wp_bkx_zapier_events"
AGE_SERVICES = (
    "UPDATE wp_bkx_zapier_outbox SET marked_at = UTC_TIMESTAMP(3) - INTERVAL 10 SECOND "
    "WHERE object_type = 'service'"
)


class UnknownCauseError(LookupError):
    """Nobody knows how to let this trigger's event happen."""


@dataclass(frozen=True)
class Caused:
    """What happened: the ids of the events, and the id of what they are about."""

    event_ids: list[str]
    about: int


@dataclass(frozen=True)
class _About:
    """What an event is about: an object's id, or a field of its payload where it has no object."""

    id: int
    field: str = ""

    def is_in(self, object_id: int, payload: bytes) -> bool:
        """Whether an event is about it."""
        if not self.field:
            return object_id == self.id
        return str(msgspec.json.decode(payload).get(self.field)) == str(self.id)


def cause(site: ZapierSite, trigger: str, minutes: int | None = None) -> Caused:
    """Let a new event of a trigger happen, and return it when it was recorded.

    `minutes` says for which notice a booking comes up; without it, for the shortest that a Zap asks for, or
    an hour's. Raises UnknownCauseError, and AssertionError when no event came of it.
    """
    if trigger not in CAUSES:
        raise UnknownCauseError(f"The trigger {trigger!r} has no cause: add one to CAUSES.")
    after = _ask(site, LAST_EVENT)[0][0]
    about = _let_come_up(site, minutes) if trigger == upcoming.TRIGGER else CAUSES[trigger](site)
    found: list[str] = []

    def look() -> list[str]:
        rows = _ask(site, EVENTS, trigger=trigger, after=after)
        found[:] = [row.event_id for row in rows if about.is_in(row.object_id, row.payload)]
        return found

    wait_until(look, f"an event of {trigger} was recorded")
    return Caused(found, about.id)


def _ask(site: ZapierSite, query: str, **values: Any) -> list[Any]:
    with site.sidecar.database.connect() as connection:
        return list(connection.execute(sa.text(query), values))


def _book(site: ZapierSite) -> _About:
    return _About(book(site))


def _change_status(site: ZapierSite, status: str) -> _About:
    booking_id = book(site)
    press_button(site, booking_id, status)
    return _About(booking_id)


def _miss(site: ZapierSite) -> _About:
    booking_id = book(site)
    miss(site, booking_id)
    return _About(booking_id)


def _move(site: ZapierSite) -> _About:
    """Move a booking by an hour."""
    booking_id = book(site)
    changes = {"booking_start_date": (" 10:00:00", " 11:00:00"), "booking_end_date": (" 10:45:", " 11:45:")}
    edit(site, booking_id, changes)
    return _About(booking_id)


def _reassign(site: ZapierSite) -> _About:
    query = "SELECT meta_value FROM wp_postmeta WHERE post_id = :id AND meta_key = 'seat_id'"
    old = int(_ask(site, query, id=REASSIGNED)[0][0])
    new = next(staff for staff in STAFF if staff != old)
    execute(
        site.sidecar,
        "UPDATE wp_postmeta SET meta_value = :new WHERE post_id = :id AND meta_key = 'seat_id'",
        id=REASSIGNED,
        new=str(new),
    )
    in_order = '"seat_id";s:1:"{}"'
    edit(site, REASSIGNED, {"order_meta_data": (in_order.format(old), in_order.format(new))})
    return _About(REASSIGNED)


def _pay_otherwise(site: ZapierSite) -> _About:
    booking_id = book(site)
    set_meta(site.sidecar, booking_id, "payment_method", "bkx_gateway_paypal_express")
    edit(site, booking_id, {})
    return _About(booking_id)


def _report(site: ZapierSite, trigger: str) -> _About:
    """Report it of a new booking, with ids that are the booking's, too."""
    booking_id = book(site)
    said = {key: f"{value}-{booking_id}" if key in IDS else value for key, value in REPORTS[trigger].items()}
    report(site, trigger, booking_id, said)
    return _About(booking_id)


def _register(site: ZapierSite) -> _About:
    number = _ask(site, "SELECT MAX(ID) + 1 FROM wp_users")[0][0]
    user_id = add_user(
        site.sidecar, f"new{number}@example.test", first_name="Bo", last_name=f"Number{number}"
    )
    mark(site.sidecar, "customer", user_id, "created")
    site.ring()
    return _About(user_id)


def _review(site: ZapierSite) -> _About:
    number = _ask(site, "SELECT COUNT(*) FROM wp_comments")[0][0]
    reviewed = (HAIRCUT, ALEX)[number % 2]
    comment_id = add_comment(site.sidecar, reviewed.id, comment_date_gmt=datetime.now(UTC))
    mark(site.sidecar, "comment", comment_id, "created")
    site.ring()
    return _About(comment_id, "review_id")


def _publish(site: ZapierSite) -> _About:
    service_id = add_service(site.sidecar, at=datetime.now(UTC))
    _save(site, service_id)
    return _About(service_id)


def _raise_price(site: ZapierSite) -> _About:
    about = _publish(site)
    set_meta(site.sidecar, about.id, "base_price", "50")
    _save(site, about.id)
    return about


def _save(site: ZapierSite, service_id: int) -> None:
    """Mark a service as saved a while ago: the shim's mark waits until its editor is done."""
    mark(site.sidecar, "service", service_id)
    execute(site.sidecar, AGE_SERVICES)
    site.ring()


def _let_come_up(site: ZapierSite, minutes: int | None = None) -> _About:
    """Confirm what begins within somebody's notice; where nobody asks for any, ask until it was told."""
    asked = site.sidecar.database.run(_list_asked)
    minutes = minutes or min(asked, default=MINUTES)
    with _asking(site, minutes) if minutes not in asked else nullcontext():
        starts_at = datetime.now(ZONE) + timedelta(minutes=minutes, seconds=LATE_SECONDS)
        booking_id = book(site, starts_at.replace(microsecond=0, tzinfo=None))
        press_button(site, booking_id, "bkx-ack")
        wait_until(lambda: _ask(site, TOLD, id=booking_id), f"booking {booking_id} came up")
    return _About(booking_id)


def _list_asked(tx: Transaction) -> set[int]:
    """Return how many minutes of notice Zaps ask for."""
    found = subscriptions.list_active_filters(tx, upcoming.TRIGGER)
    tastes = [read_taste(filters, None).filters for filters, _ in found]
    return {minutes for taste in tastes for minutes in taste.get(upcoming.MINUTES, [])}


@contextmanager
def _asking(site: ZapierSite, minutes: int) -> Iterator[None]:
    """Ask for a notice until the block ends."""
    own = subscribe(site.sidecar, upcoming.TRIGGER, NOWHERE, filters={upcoming.MINUTES: minutes})
    try:
        yield
    finally:
        site.sidecar.database.run(lambda tx: subscribing.unsubscribe(tx, own))


SEEN_OTHERWISE = {"payment_method_changed", "review_submitted"}
"""Triggers that can be reported, but that are shown by rows here."""
CAUSES: dict[str, Callable[[ZapierSite], _About]] = {
    "booking_cancelled": partial(_change_status, status="bkx-cancelled"),
    "booking_completed": partial(_change_status, status="bkx-completed"),
    "booking_created": _book,
    "booking_no_show": _miss,
    "booking_status_changed": partial(_change_status, status="bkx-ack"),
    "booking_upcoming": _let_come_up,
    "booking_updated": _move,
    "customer_created": _register,
    "payment_method_changed": _pay_otherwise,
    "review_submitted": _review,
    "service_created": _publish,
    "service_updated": _raise_price,
    "staff_assigned": _reassign,
    **{trigger: partial(_report, trigger=trigger) for trigger in REPORTS.keys() - SEEN_OTHERWISE},
}
"""What lets it happen, by trigger; each call makes an event of its own."""
