"""Inputs about whom a booking is for: names, how to reach them, and where they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Format, Input
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Given

STRING = FieldType.STRING
MAX_NAME, MAX_PHONE, MAX_POSTCODE = 100, 40, 20
NAME, FIRST_NAME, LAST_NAME = "customer_name", "customer_first_name", "customer_last_name"

CUSTOMER = (
    Input(
        key="customer_email",
        type=STRING,
        label="Customer Email",
        help="BookingX's mails go here. The booking belongs to the account with this address, if any.",
        required=True,
        example="ann@example.com",
        format=Format.EMAIL,
    ),
    Input(
        key=NAME,
        type=STRING,
        label="Customer Name",
        help="First and last name together. Give this, or the two names in the next two fields.",
        example="Ann Example",
        max_length=2 * MAX_NAME,
    ),
    Input(
        key=FIRST_NAME,
        type=STRING,
        label="Customer First Name",
        help="The first name, where the customer name above is empty.",
        example="Ann",
        max_length=MAX_NAME,
    ),
    Input(
        key=LAST_NAME,
        type=STRING,
        label="Customer Last Name",
        help="The last name, where the customer name above is empty.",
        example="Example",
        max_length=MAX_NAME,
    ),
    Input(
        key="customer_phone",
        type=STRING,
        label="Customer Phone",
        help="The phone number, as the customer writes it.",
        example="02079460555",
        max_length=MAX_PHONE,
    ),
    Input(
        key="customer_street",
        type=STRING,
        label="Customer Street",
        help="Street and number.",
        example="1 High Street",
    ),
    Input(key="customer_city", type=STRING, label="Customer City", help="The city.", example="London"),
    Input(
        key="customer_state",
        type=STRING,
        label="Customer State",
        help="The state, county or province.",
        example="Greater London",
    ),
    Input(
        key="customer_postcode",
        type=STRING,
        label="Customer Postcode",
        help="The postal code.",
        example="N1 9GU",
        max_length=MAX_POSTCODE,
    ),
)


def check_names(given: Given) -> Mapping[str, str]:
    """Refuse a customer without a name, or with two."""
    has_parts = given[FIRST_NAME] is not None or given[LAST_NAME] is not None
    if given[NAME] is None and not has_parts:
        return {NAME: "Give the customer's name, here or as first and last name."}
    if given[NAME] is not None and has_parts:
        return {NAME: "Give the name either here or as first and last name, not both."}
    return {}
