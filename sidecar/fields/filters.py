"""Conditions that subscribers may set. A trigger takes those that its payload can answer."""

from __future__ import annotations

from dataclasses import replace

from sidecar.fields.booking import BOOKING_STATUSES
from sidecar.fields.payment_method import PAYMENT_METHOD_SCOPES
from sidecar.fields.payment_statuses import OUTCOMES
from sidecar.fields.previous import UPDATE_KINDS
from sidecar.fields.subscription import SUBSCRIPTION_CHANGES
from sidecar.spec import ORIGIN_SITE, ORIGIN_ZAPIER, FieldType, Filter, Match, Removal

MINUTES_OF_A_YEAR = 365 * 24 * 60
STRING, INTEGER, MONEY = FieldType.STRING, FieldType.INTEGER, FieldType.MONEY

SERVICE = Filter(
    "service",
    INTEGER,
    "Service",
    "Only these services. Empty: all of them.",
    "service.id",
    example=14,
    options="services",
)
STAFF = Filter(
    "staff",
    INTEGER,
    "Staff Member",
    "Only these staff members. Where a service is chosen, its staff are listed. Empty: all of them.",
    "staff.id",
    example=8,
    options="staff",
    depends_on=("service",),
)
STATUS = Filter(
    "status",
    STRING,
    "Status",
    "Only bookings that have one of these statuses now.",
    "status",
    choices=BOOKING_STATUSES,
    example="confirmed",
)
PREVIOUS_STATUS = Filter(
    "previous_status",
    STRING,
    "Previous Status",
    "Only bookings that had one of these statuses before.",
    "previous_status",
    choices=BOOKING_STATUSES,
    example="pending",
)
PAYMENT_METHOD = Filter(
    "payment_method",
    STRING,
    "Payment Method",
    "Only these ways to pay. Empty: all of them.",
    "payment.method",
    example="paypal",
    options="payment_methods",
)
GATEWAY = Filter(
    "gateway",
    STRING,
    "Payment Provider",
    "Only these payment providers, such as stripe, however the customer paid there.",
    "gateway",
    example="stripe",
)
MINIMUM_AMOUNT = Filter(
    "minimum_amount",
    MONEY,
    "Minimum Amount",
    "Only where the amount, tax included, is at least this.",
    "payment.amount",
    Match.AT_LEAST,
    example="100.00",
)
ORIGIN = Filter(
    "origin",
    STRING,
    "Origin",
    "Only what people do at the site (Site), or only what Zaps do (Zapier). Site keeps two Zaps from "
    "starting each other again and again.",
    "origin",
    choices=(ORIGIN_SITE, ORIGIN_ZAPIER),
    example="site",
)
CANCELLED_BY = Filter(
    "cancelled_by",
    STRING,
    "Kind of Cancellation",
    "Only bookings set to the status Cancelled (Status), put in the bin (Binned) or deleted (Deleted).",
    "cancelled_by",
    choices=("status", *Removal),
    example="status",
)
UPDATE_KIND = Filter(
    "update_kind",
    STRING,
    "Kind of Update",
    "Only bookings that were moved to another time (Rescheduled), or only other changes (Edited).",
    "update_kind",
    choices=UPDATE_KINDS,
    example="rescheduled",
)
IS_REASSIGNED = Filter(
    "is_reassigned",
    FieldType.BOOLEAN,
    "Is Reassigned",
    "True: only when another staff member takes over. False: only the first assignment.",
    "is_reassigned",
    example=True,
)
IS_GUEST = Filter(
    "is_guest",
    FieldType.BOOLEAN,
    "Is Guest",
    "True: only customers without an account. False: only those with one.",
    "is_guest",
    example=False,
)
MINUTES_BEFORE = Filter(
    "minutes_before",
    INTEGER,
    "Minutes Before",
    "How many minutes before the start of a booking: 60 for an hour, 1440 for a day.",
    "minutes_before",
    required=True,
    example=60,
    minimum=1,
    maximum=MINUTES_OF_A_YEAR,
)
OUTCOME = Filter(
    "outcome",
    STRING,
    "Outcome",
    "Only refused payments (Failed), or only those that the customer gave up (Abandoned).",
    "outcome",
    choices=OUTCOMES,
    example="failed",
)
SUBSCRIPTION_CHANGE = Filter(
    "change",
    STRING,
    "Change",
    "Only these changes. Empty: all of them.",
    "change",
    choices=SUBSCRIPTION_CHANGES,
    example="cancelled",
)
SCOPE = Filter(
    "scope",
    STRING,
    "Scope",
    "Only when a booking is to be paid in another way (Booking), or only when the site begins or ends "
    "to offer a way to pay (Site).",
    "scope",
    choices=PAYMENT_METHOD_SCOPES,
    example="booking",
)
MINIMUM_RATING = Filter(
    "minimum_rating",
    FieldType.NUMBER,
    "Minimum Rating",
    "Only reviews with at least this many stars.",
    "rating",
    Match.AT_LEAST,
    example=4,
)
CHANNEL = Filter(
    "channel",
    STRING,
    "Channel",
    "Only these ways of sending, such as email or sms.",
    "channel",
    example="sms",
)

OF_BOOKING = (SERVICE, STAFF, PAYMENT_METHOD, MINIMUM_AMOUNT, ORIGIN)
"""For payloads that hold a whole booking."""
OF_SUMMARY = (SERVICE, STAFF, ORIGIN)
"""For payloads that hold a booking's summary."""
OF_MONEY = (*OF_SUMMARY, replace(MINIMUM_AMOUNT, path="amount"))
"""For payloads that hold an amount of their own beside the booking's summary."""
OF_PAYMENT = (
    *OF_MONEY,
    replace(
        PAYMENT_METHOD,
        help="Only these ways to pay, or what the payment provider calls one, such as card.",
        path="payment_method",
    ),
    GATEWAY,
)
OF_REVIEW = (replace(SERVICE, path="service_id"), replace(STAFF, path="staff_id"), MINIMUM_RATING, ORIGIN)
