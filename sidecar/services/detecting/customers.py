"""Who is new: users that register, and guests who book for the first time. An address is a customer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.db import customers
from sidecar.db.customers import digest_email
from sidecar.object_types import CUSTOMER
from sidecar.services.origins import find_person_origin
from sidecar.spec import Change
from sidecar.wp_bridge.offer_records import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.services.detecting.batch import Batch
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord, CustomerRecord


def detect(batch: Batch, marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return an event for each marked user who is a customer and was not known by his address."""
    users, connection = batch.sidecar.users, batch.tx.connection
    roles = users.read_customer_roles(connection)
    found = users.read_roles(connection, marks)
    people = users.read_customers(connection, [user_id for user_id in marks if found[user_id] & roles])
    new = [
        (people[id_], of_one[-1].marked_at, find_person_origin(of_one))
        for id_, of_one in marks.items()
        if id_ in people
    ]
    return _welcome(batch, new)


def greet(batch: Batch, created: Sequence[Change[BookingRecord]]) -> list[StoredEvent]:
    """Return an event for each new booking's customer who was not known, as the user he is, if any."""
    if not created:
        return []
    people = read_people(batch.sidecar, batch.tx, [change.after.customer for change in created])
    new = zip(people, created, strict=True)
    return _welcome(batch, [(person, change.occurred_at, change.origin) for person, change in new])


def read_people(sidecar: Sidecar, tx: Transaction, typed: Sequence[CustomerRecord]) -> list[Customer]:
    """Return who made bookings, each as the user he is, if any, else as typed; two queries for all."""
    ids = {customer.id for customer in typed if customer.id}
    users = sidecar.users.read_customers(tx.connection, ids)
    return [_find_user(users, customer) or _guest(customer) for customer in typed]


def _welcome(batch: Batch, people: Iterable[tuple[Customer, datetime, str]]) -> list[StoredEvent]:
    """Tell of those who are new, each address once, since when and by whom; who has none is no one."""
    first: dict[str, Change[Customer]] = {}
    for person, at, origin in people:
        if person.email.strip():
            change = Change(CUSTOMER, person.id or 0, None, person, at, origin=origin)
            first.setdefault(digest_email(person.email), change)
    known = customers.list_known(batch.tx, first.keys())
    customers.add_known(batch.tx, first.keys() - known)
    made: list[StoredEvent] = []
    for digest, change in first.items():
        if digest not in known:
            made += batch.teller.tell_changes([change], 0)
    return made


def _find_user(users: Mapping[int, Customer], typed: CustomerRecord) -> Customer | None:
    """Return the user whom a booking names, unless a layout's own ids only look like a user's.

    BookingX keeps no phone number when it makes an account: then the one that was typed counts.
    """
    user = users.get(typed.id or 0)
    if user is None or digest_email(user.email) != digest_email(typed.email):
        return None
    return replace(user, phone=user.phone or typed.phone)


def _guest(typed: CustomerRecord) -> Customer:
    return Customer(
        id=None,
        email=typed.email.strip(),
        first_name=typed.first_name,
        last_name=typed.last_name,
        name=typed.name,
        phone=typed.phone,
        registered_at=None,
    )
