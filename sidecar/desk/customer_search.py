"""Finds a customer by address, by account or by phone number: a user first, else a guest who booked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.desk.searching import open_search
from sidecar.fields.phone import to_e164
from sidecar.wp_bridge.offer_records import Customer
from sidecar.wp_bridge.posts.booking_search import strip_number
from sidecar.wp_bridge.wordpress.users import PHONE_KEYS

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.records import CustomerRecord

MAX_CANDIDATES = 20
LAST_DIGITS = 7
"""Digits at the end of a number by which the database finds candidates: whatever stands before them."""


def find_customer(desk: Desk, given: Given) -> Customer | None:
    """Return the customer whom all inputs of `find_customer` fit, None if there is none."""
    customer_id, email, phone = given["customer_id"], given["email"], given["phone"]
    if customer_id is not None:
        candidates = [desk.offers.find_customer(desk.connection, customer_id)]
    elif email is not None:
        candidates = [desk.offers.find_customer_by_email(desk.connection, email)]
    else:
        candidates = [_find_by_phone(desk, phone)]
    fitting = (found for found in candidates if found is not None)
    return next((found for found in fitting if _fits(desk, found, email, phone)), None)


def _fits(desk: Desk, found: Customer, email: str | None, phone: str | None) -> bool:
    if email is not None and found.email.casefold() != email.casefold():
        return False
    return phone is None or _is_same(desk, found.phone, phone)


def _find_by_phone(desk: Desk, phone: str) -> Customer | None:
    """Return the oldest user with this number, else who booked with it last."""
    digits = _digits(phone)[-LAST_DIGITS:]
    if not digits:
        return None
    users = desk.users.read_customers(desk.connection, _list_users(desk, digits))
    for user_id in sorted(users):
        if _is_same(desk, users[user_id].phone, phone):
            return users[user_id]
    ids = open_search(desk).list_ids_by_phone(desk.connection, digits, MAX_CANDIDATES)
    for record in desk.store.read_bookings(desk.connection, ids).values():
        if _is_same(desk, record.customer.phone, phone):
            return _to_customer(desk, record.customer)
    return None


def _list_users(desk: Desk, digits: str) -> list[int]:
    """Return users whose number ends in these digits. Index meta_key of wp_usermeta."""
    metas = desk.tables.usermeta.c
    query = sa.select(metas.user_id).where(
        metas.meta_key.in_(PHONE_KEYS), strip_number(metas.meta_value).endswith(digits)
    )
    return sorted(set(desk.connection.scalars(query)))[:MAX_CANDIDATES]


def _is_same(desk: Desk, stored: str, phone: str) -> bool:
    """Whether two spellings are one number: in E.164's form, or digit by digit."""
    number = to_e164(phone, desk.site.country)
    if number is not None and to_e164(stored, desk.site.country) == number:
        return True
    return bool(_digits(stored)) and _digits(stored) == _digits(phone)


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _to_customer(desk: Desk, booked: CustomerRecord) -> Customer:
    """Return whom a booking names: the account, where it has one, as it gave another number there."""
    user = None if booked.id is None else desk.users.find(desk.connection, booked.id)
    return user or Customer(
        id=None,
        email=booked.email,
        first_name=booked.first_name,
        last_name=booked.last_name,
        name=booked.name,
        phone=booked.phone,
        registered_at=None,
    )
