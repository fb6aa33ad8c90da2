"""Changes a customer's details, in their account and in their bookings that lie ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Action
from sidecar.desk.customers import check_names, lock_customer, update_customer
from sidecar.fields.account import CHANGED_BOOKINGS
from sidecar.fields.customer import CUSTOMER_RECORD, CUSTOMER_RECORD_ID
from sidecar.inputs.people import CUSTOMER_CHANGES, CUSTOMER_ID, PRESENT_EMAIL

if TYPE_CHECKING:
    from sidecar.action_spec import Given

WHICH = "Give either the customer's ID or the address that they have now."
NOTHING = "Give at least one new value: an address, a name or a phone number."


def check(given: Given) -> dict[str, str]:
    """Return what is wrong: nobody named or two, nothing new, or names of markup alone."""
    if (given["customer_id"] is None) == (given["email"] is None):
        return {"customer_id": WHICH}
    if all(given[item.key] is None for item in CUSTOMER_CHANGES):
        return {"new_email": NOTHING}
    return check_names(given)


ACTION = Action(
    key="update_customer",
    label="Update Customer",
    noun="Customer",
    description="Updates a customer's name, e-mail address or phone number, in bookings ahead as well.",
    inputs=(CUSTOMER_ID, PRESENT_EMAIL, *CUSTOMER_CHANGES),
    fields=(CUSTOMER_RECORD_ID, *CUSTOMER_RECORD, CHANGED_BOOKINGS),
    run=update_customer,
    locks=lock_customer,
    check=check,
)
