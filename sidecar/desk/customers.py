"""Adds, finds and changes customers: WordPress users, and guests, who live in their bookings alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Touched
from sidecar.db.locks import name_customer
from sidecar.desk import steps
from sidecar.inputs import notify
from sidecar.object_types import BOOKING, CUSTOMER
from sidecar.wp_bridge.text_fields import to_text_field
from sidecar.wp_bridge.wordpress.user_rights import choose_role, is_protected
from sidecar.wp_bridge.wordpress.user_writer import NewUser, UserWriter
from sidecar.wp_bridge.write_errors import (
    NothingToChangeError,
    ProtectedAccountError,
    UnknownCustomerError,
)
from sidecar.wp_bridge.writing import CustomerChanges

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.offer_records import Customer

NAMES = ("first_name", "last_name", "phone")
ROLE_NOTICE = "The site's role for new users may do more than read: the customer got the role subscriber."
ONLY_MARKUP = "Expected a text that is more than markup."


def check_names(given: Given) -> dict[str, str]:
    """Return a fault for each name of which nothing is left once its markup is gone."""
    return {key: ONLY_MARKUP for key in NAMES if given[key] is not None and not to_text_field(given[key])}


def lock_address(_desk: Desk, given: Given) -> Collection[str]:
    """Return the lock of the address that is to be a customer's: WordPress has no unique key on it."""
    return {name_customer(given["email"])}


def add_customer(desk: Desk, given: Given) -> Done:
    """Register a customer as WordPress's form does, with the site's role for new users.

    Raises CustomerExistsError where the address is somebody's.
    """
    default = desk.users.read_default_role(desk.connection)
    role = choose_role(desk.connection, desk.tables, default)
    new = NewUser(
        email=given["email"],
        first_name=given["first_name"] or "",
        last_name=given["last_name"] or "",
        phone=given["phone"] or "",
        role=role,
        registered_at=desk.now,
    )
    user_id = UserWriter(desk.tables).add_user(desk.connection, new)
    details = {"created": True, "role": role, "notice": None if role == default else ROLE_NOTICE}
    return Done(
        record=desk.users.find(desk.connection, user_id),
        details=details,
        touched=(Touched(CUSTOMER, user_id, "created"),),
        steps=steps.user_added(desk, user_id, notify.CUSTOMER if given["send_welcome_mail"] else notify.NONE),
    )


def find_or_add_customer(desk: Desk, given: Given) -> Done:
    """Return who has the address, a user or a guest; register them where nobody has."""
    found = desk.offers.find_customer_by_email(desk.connection, given["email"])
    if found is None:
        return add_customer(desk, given)
    roles = sorted(desk.users.read_roles(desk.connection, [found.id])[found.id]) if found.id else []
    return Done(record=found, details={"created": False, "role": ", ".join(roles) or None, "notice": None})


def lock_customer(desk: Desk, given: Given) -> Collection[str]:
    """Return the locks of the address that a customer has, and of the one that they shall have."""
    addresses = (get_customer(desk, given).email, given["new_email"])
    return {name_customer(address) for address in addresses if address}


def get_customer(desk: Desk, given: Given) -> Customer:
    """Return the customer by `customer_id`, else by `email`. Raises UnknownCustomerError."""
    if given["customer_id"] is not None:
        found = desk.users.find(desk.connection, given["customer_id"])
    else:
        found = desk.offers.find_customer_by_email(desk.connection, given["email"])
    if found is None:
        raise UnknownCustomerError
    return found


def update_customer(desk: Desk, given: Given) -> Done:
    """Change a customer's account, and the texts of their bookings that lie ahead.

    Raises UnknownCustomerError; ProtectedAccountError for who may do more than read: with another address
    in such an account, a call could take it over; CustomerExistsError where the new address is somebody's;
    NothingToChangeError for a guest without a booking ahead.
    """
    customer = get_customer(desk, given)
    changes = CustomerChanges(email=given["new_email"], **{key: given[key] for key in NAMES})
    if customer.id is not None and is_protected(desk.connection, desk.tables, customer.id):
        raise ProtectedAccountError
    if customer.id is not None:
        UserWriter(desk.tables).update_user(desk.connection, customer.id, changes)
    changed = desk.writer.update_customer(desk.connection, customer.email, changes, desk.edit)
    if customer.id is None and not changed and desk.layout == "posts":
        raise NothingToChangeError
    follow_up = steps.user_updated(desk, customer.id) if customer.id is not None else ()
    return Done(
        record=_read_again(desk, customer, changes),
        details={"booking_ids": changed},
        touched=tuple(Touched(BOOKING, booking_id, "meta") for booking_id in changed),
        steps=follow_up + steps.booking_edited(desk, *changed),
    )


def _read_again(desk: Desk, customer: Customer, changes: CustomerChanges) -> Customer | None:
    """Return a customer after the change; of a guest, whom the newest booking describes, what was given."""
    if customer.id is not None:
        return desk.users.find(desk.connection, customer.id)
    first_name, last_name, phone = (
        to_text_field(getattr(changes, key) or "") or getattr(customer, key) for key in NAMES
    )
    return replace(
        customer,
        email=changes.email or customer.email,
        first_name=first_name,
        last_name=last_name,
        name=f"{first_name} {last_name}".strip(),
        phone=phone,
    )
