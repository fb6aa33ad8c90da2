"""Inputs about a customer's account: whose it is, and what is to stand there."""

from __future__ import annotations

from dataclasses import replace

from sidecar.action_spec import Format, Input
from sidecar.spec import FieldType

STRING = FieldType.STRING
MAX_NAME = 100
MAX_PHONE = 40

EMAIL = Input(
    key="email",
    type=STRING,
    label="Email",
    help="The customer's e-mail address, with which they log in.",
    required=True,
    example="ann@example.com",
    format=Format.EMAIL,
)
FIRST_NAME = Input(
    key="first_name",
    type=STRING,
    label="First Name",
    help="The customer's first name.",
    example="Ann",
    max_length=MAX_NAME,
)
LAST_NAME = Input(
    key="last_name",
    type=STRING,
    label="Last Name",
    help="The customer's last name.",
    example="Example",
    max_length=MAX_NAME,
)
PHONE = Input(
    key="phone",
    type=STRING,
    label="Phone",
    help="The customer's phone number.",
    example="02079460555",
    max_length=MAX_PHONE,
)
WELCOME = Input(
    key="send_welcome_mail",
    type=FieldType.BOOLEAN,
    label="Send Welcome Mail",
    help="Whether WordPress sends the customer its mail with the link to set a password.",
    example=True,
    default=True,
)
NEW_CUSTOMER = (EMAIL, FIRST_NAME, LAST_NAME, PHONE, WELCOME)

CUSTOMER_ID = Input(
    key="customer_id",
    type=FieldType.INTEGER,
    label="Customer",
    help="The customer's account. Give this or the present e-mail address.",
    example=7,
    options="customers",
    minimum=1,
)
PRESENT_EMAIL = replace(
    EMAIL,
    label="Present Email",
    help="The e-mail address that the customer has now. Give this or choose the customer.",
    required=False,
)
NEW_EMAIL = replace(
    EMAIL,
    key="new_email",
    label="New Email",
    help="The e-mail address that the customer shall have. Empty: as before.",
    required=False,
    example="ann.example@example.com",
)
CUSTOMER_CHANGES = (
    NEW_EMAIL,
    replace(FIRST_NAME, help="The new first name. Empty: as before."),
    replace(LAST_NAME, help="The new last name. Empty: as before."),
    replace(PHONE, help="The new phone number. Empty: as before."),
)
