"""Finds a customer by their address, and registers them where there is none."""

from __future__ import annotations

from sidecar.action_spec import Action
from sidecar.desk.customers import check_names, find_or_add_customer, lock_address
from sidecar.fields.account import CREATED, NOTICE, ROLE
from sidecar.fields.customer import CUSTOMER_RECORD, CUSTOMER_RECORD_ID
from sidecar.inputs.people import NEW_CUSTOMER

ACTION = Action(
    key="find_or_create_customer",
    label="Find or Create Customer",
    noun="Customer",
    description="Finds a customer by e-mail address, with or without an account, or adds one.",
    inputs=NEW_CUSTOMER,
    fields=(CUSTOMER_RECORD_ID, *CUSTOMER_RECORD, CREATED, ROLE, NOTICE),
    run=find_or_add_customer,
    locks=lock_address,
    check=check_names,
)
