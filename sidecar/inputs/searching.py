"""Inputs of searches: what people know of what they look for."""

from __future__ import annotations

from dataclasses import replace

from sidecar.action_spec import Format, Input
from sidecar.inputs.external_id import EXTERNAL_ID as GIVEN_ID
from sidecar.spec import FieldType

STRING, INTEGER = FieldType.STRING, FieldType.INTEGER
NEWEST, NEXT = ORDERS = ("newest", "next")
MAX_RESULTS = 20

LIMIT = Input(
    key="limit",
    type=INTEGER,
    label="Limit",
    help=f"How many results at most, 1 to {MAX_RESULTS}.",
    example=1,
    minimum=1,
    maximum=MAX_RESULTS,
    default=1,
)
BOOKING_ID = Input(
    key="booking_id",
    type=INTEGER,
    label="Booking",
    help="One booking: choose it, or map the booking ID of another step.",
    example=57,
    options="bookings",
    minimum=1,
)
EXTERNAL_ID = replace(GIVEN_ID, help="The ID that was given when the booking was made through Zapier.")
EMAIL = Input(
    key="email",
    type=STRING,
    label="Email",
    help="The e-mail address, in capital or small letters.",
    example="ann@example.com",
    format=Format.EMAIL,
)
CUSTOMER_EMAIL = replace(
    EMAIL, key="customer_email", label="Customer Email", help="Only bookings with this e-mail address."
)
CUSTOMER_ID = Input(
    key="customer_id",
    type=INTEGER,
    label="Customer",
    help="The customer's account. Guests have none: find them by e-mail address or phone number.",
    example=7,
    options="customers",
    minimum=1,
)
PHONE = Input(
    key="phone",
    type=STRING,
    label="Phone",
    help="The phone number, with country code or as it was typed.",
    example="+442079460555",
    max_length=40,
)
SERVICE_ID = Input(
    key="service_id",
    type=INTEGER,
    label="Service",
    help="One service: choose it, or map the service ID of another step.",
    example=14,
    options="services",
    minimum=1,
)
STAFF_ID = Input(
    key="staff_id",
    type=INTEGER,
    label="Staff Member",
    help="Only this staff member. Where a service is chosen, its staff are listed.",
    example=8,
    options="staff",
    depends_on=("service_id",),
    minimum=1,
)
NAME = Input(
    key="name",
    type=STRING,
    label="Name",
    help="The name, or a part of it, in capital or small letters; the very same name comes first.",
    example="Haircut",
)
STARTS_FROM = Input(
    key="starts_from",
    type=FieldType.DATETIME,
    label="Starts From",
    help="Only bookings that start at this time or later, such as 2026-12-01 00:00, by the site's clock.",
    example="2026-12-01 00:00",
)
STARTS_BEFORE = Input(
    key="starts_before",
    type=FieldType.DATETIME,
    label="Starts Before",
    help="Only bookings that start before this time, such as 2026-12-08 00:00, by the site's clock.",
    example="2026-12-08 00:00",
)
ORDER = Input(
    key="order",
    type=STRING,
    label="Which First",
    help="Newest: the booking that was made last. Next: the pending or confirmed booking that starts next.",
    choices=ORDERS,
    example=NEWEST,
    default=NEWEST,
)
