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
    help="How many results at most.",
    example=1,
    minimum=1,
    maximum=MAX_RESULTS,
    default=1,
)
BOOKING_ID = Input(
    key="booking_id",
    type=INTEGER,
    label="Booking",
    help="The booking, by ID.",
    example=57,
    options="bookings",
    minimum=1,
)
EXTERNAL_ID = replace(GIVEN_ID, help="The ID that was given when the booking was made through Zapier.")
EMAIL = Input(
    key="email",
    type=STRING,
    label="Email",
    help="The e-mail address, in any case.",
    example="ann@example.com",
    format=Format.EMAIL,
)
CUSTOMER_EMAIL = replace(
    EMAIL, key="customer_email", label="Customer Email", help="Whose bookings, by e-mail address in any case."
)
CUSTOMER_ID = Input(
    key="customer_id",
    type=INTEGER,
    label="Customer",
    help="The customer's account, by the ID of its WordPress user.",
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
    help="The service, by ID.",
    example=14,
    options="services",
    minimum=1,
)
STAFF_ID = Input(
    key="staff_id",
    type=INTEGER,
    label="Staff Member",
    help="The staff member, by ID.",
    example=8,
    options="staff",
    depends_on=("service_id",),
    minimum=1,
)
NAME = Input(
    key="name",
    type=STRING,
    label="Name",
    help="The name, or a part of it, in any case; the same name comes first.",
    example="Haircut",
)
STARTS_FROM = Input(
    key="starts_from",
    type=FieldType.DATETIME,
    label="Starts From",
    help="Only bookings that start at this time or later.",
    example="2026-12-01 00:00",
)
STARTS_BEFORE = Input(
    key="starts_before",
    type=FieldType.DATETIME,
    label="Starts Before",
    help="Only bookings that start before this time.",
    example="2026-12-08 00:00",
)
ORDER = Input(
    key="order",
    type=STRING,
    label="Order",
    help="The newest booking first, or the next one: it starts from now on and is pending or confirmed.",
    choices=ORDERS,
    example=NEWEST,
    default=NEWEST,
)
