"""Finds a customer, with or without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Found, Search
from sidecar.desk import customer_search
from sidecar.fields.customer import CUSTOMER_RECORD, CUSTOMER_RECORD_ID
from sidecar.inputs import searching
from sidecar.searches._criteria import needs_one_of

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given) -> list[Found]:
    """Return the one customer, or none."""
    found = customer_search.find_customer(desk, given)
    return [] if found is None else [Found(found)]


SEARCH = Search(
    key="find_customer",
    label="Find Customer",
    noun="Customer",
    description="Finds a customer by email, phone number or ID, with or without an account.",
    inputs=(searching.EMAIL, searching.CUSTOMER_ID, searching.PHONE),
    fields=(CUSTOMER_RECORD_ID, *CUSTOMER_RECORD),
    run=run,
    check=needs_one_of("email", "customer_id", "phone"),
)
