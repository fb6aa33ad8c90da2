"""Registers a customer as a WordPress user."""

from __future__ import annotations

from sidecar.action_spec import Action
from sidecar.desk.customers import add_customer, check_names, lock_address
from sidecar.fields.account import NOTICE, ROLE
from sidecar.fields.customer import CUSTOMER_RECORD, CUSTOMER_RECORD_ID
from sidecar.inputs.people import NEW_CUSTOMER

ACTION = Action(
    key="add_customer",
    label="Add Customer",
    noun="Customer",
    description="Adds a customer with an account at the site; fails where the e-mail address has one.",
    inputs=NEW_CUSTOMER,
    fields=(CUSTOMER_RECORD_ID, *CUSTOMER_RECORD, ROLE, NOTICE),
    run=add_customer,
    locks=lock_address,
    check=check_names,
    creates=True,
)
