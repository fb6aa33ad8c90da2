"""Input about who gets the mails of an action."""

from __future__ import annotations

from sidecar.action_spec import Input
from sidecar.spec import FieldType

CUSTOMER_AND_ADMIN, CUSTOMER, ADMIN, NONE = AUDIENCES = ("customer_and_admin", "customer", "admin", "none")
"""The first is the default."""

NOTIFY = Input(
    key="notify",
    type=FieldType.STRING,
    label="Send Mails To",
    help="Who gets BookingX's own mails about this.",
    example=CUSTOMER_AND_ADMIN,
    choices=AUDIENCES,
    default=CUSTOMER_AND_ADMIN,
)
