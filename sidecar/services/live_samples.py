"""Makes samples of what the site has now: the payloads that its newest records would have. Nothing is kept.

Told is what a record proves to have happened: that it was made, and that it came from the state in which
each booking begins to the one that it has.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from sidecar.db import state
from sidecar.object_types import BOOKING, CUSTOMER, SERVICE
from sidecar.services.detecting.customers import read_people
from sidecar.services.reading import read_bookings
from sidecar.services.upcoming import MINUTES, STANDING
from sidecar.spec import ORIGIN_SITE, Change, Event
from sidecar.wp_bridge.offer_records import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar
    from sidecar.services.subscriptions.tailoring import Taste
    from sidecar.spec import Trigger
    from sidecar.wp_bridge.records import BookingRecord

    Lister = Callable[[Sidecar, Transaction], Iterator[list[Change[Any]]]]

NEWEST = 50
"""Bookings that are looked at, in one read, for those of which a trigger can tell."""
SERVICES = 100
HOUR = 60
NO_TIME = "0" * 10
"""Begins the id of a sample: event ids begin with the time of their making, so none is ever the same."""

log = structlog.get_logger()


def list_live(sidecar: Sidecar, tx: Transaction, trigger: Trigger, taste: Taste) -> Iterator[bytes]:
    """Yield payloads made of the site's newest records, newest first; none for what no record can prove.

    A record that cannot be told is logged and passed over. The number of queries does not depend on the
    number of records.
    """
    site = sidecar.read_site(tx)
    for event in _list_events(sidecar, tx, trigger, taste):
        try:
            told = replace(event, site_url=site.url, country=site.country, currency=site.currency)
            body = msgspec.json.encode(trigger.payload(told))
        except Exception as error:  # noqa: BLE001 # whatever is in a record, the others are samples, too
            id_ = event.change.object_id
            log.warning("sample failed", action="sample_failed", object_id=id_, error=type(error).__name__)
        else:
            yield body


def _list_events(sidecar: Sidecar, tx: Transaction, trigger: Trigger, taste: Taste) -> Iterator[Event[Any]]:
    if trigger.is_timed:
        (minutes, *_) = taste.filters.get(MINUTES, [HOUR])
        for change in _list_upcoming(sidecar, tx, minutes):
            yield _make_event(trigger, change, {MINUTES: minutes})
    elif lister := LISTERS.get(trigger.subject):
        for changes in lister(sidecar, tx):
            for change in list(filter(trigger.happened, changes))[:1]:
                yield _make_event(trigger, change, trigger.details(change))


def _make_event(trigger: Trigger, change: Change[Any], details: Any) -> Event[Any]:
    """Return an event under an id that is the same each time, and never that of a real one."""
    event = Event("", trigger.key, 1, ORIGIN_SITE, "", change, details)
    what = (trigger.key, change.object_type, change.object_id, change.occurred_at, trigger.identity(event))
    digest = hashlib.sha256(msgspec.json.encode(what)).hexdigest()
    return replace(event, event_id=NO_TIME + digest[:16].upper())


def _read_newest(sidecar: Sidecar, tx: Transaction) -> list[BookingRecord]:
    ids = sidecar.store.list_newest_ids(tx.connection, NEWEST)
    return list(read_bookings(sidecar, tx, ids).records.values())


def _list_bookings(sidecar: Sidecar, tx: Transaction) -> Iterator[list[Change[Any]]]:
    """Yield for each booking that it came to what it is, and that it was made."""
    for record in _read_newest(sidecar, tx):
        made_at = record.created_at or record.updated_at
        if made_at is not None:
            changed_at = record.updated_at or made_at
            yield [
                Change(BOOKING, record.id, _as_begun(record), record, changed_at),
                Change(BOOKING, record.id, None, record, made_at),
            ]


def _as_begun(record: BookingRecord) -> BookingRecord:
    """Return a booking as BookingX makes each: pending, and not paid."""
    payment = replace(
        record.payment, status="unpaid", paid_amount=None, transaction_id=None, paid_at=None, error=None
    )
    return replace(record, raw_status="bkx-pending", status="pending", payment=payment)


def _list_upcoming(sidecar: Sidecar, tx: Transaction, minutes: int) -> Iterator[Change[Any]]:
    """Yield bookings that will take place, told so many minutes before."""
    now = state.read_now(tx)
    for record in _read_newest(sidecar, tx):
        if record.status in STANDING and record.starts_at is not None and record.starts_at > now:
            yield Change(BOOKING, record.id, record, record, record.starts_at - timedelta(minutes=minutes))


def _list_customers(sidecar: Sidecar, tx: Transaction) -> Iterator[list[Change[Any]]]:
    """Yield who made the newest bookings, each address once."""
    records = _read_newest(sidecar, tx)
    people = read_people(sidecar, tx, [record.customer for record in records])
    seen = {""}
    for record, person in zip(records, people, strict=True):
        at = person.registered_at or record.created_at
        address = person.email.strip().casefold()
        if at is not None and address not in seen:
            yield [Change(CUSTOMER, person.id or 0, None, person, at)]
        seen.add(address)


def _list_services(sidecar: Sidecar, tx: Transaction) -> Iterator[list[Change[Any]]]:
    for service in reversed(sidecar.offers.list_services(tx.connection, SERVICES)):
        if service.status == PUBLISHED and service.created_at is not None:
            yield [Change(SERVICE, service.id, None, service, service.created_at)]


LISTERS: dict[str, Lister] = {BOOKING: _list_bookings, CUSTOMER: _list_customers, SERVICE: _list_services}
"""By a trigger's subject, what could have happened to each of the newest: the first that did is told."""
