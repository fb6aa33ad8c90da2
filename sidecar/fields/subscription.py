"""What a payload says of a customer's subscription at the site: bookings that are paid again and again."""

from __future__ import annotations

from sidecar.fields.transaction import AMOUNT, AMOUNT_MINOR, CURRENCY, DATETIME, GATEWAY, STRING
from sidecar.spec import Field, FieldType

SUBSCRIPTION_CHANGES = (
    "created",
    "renewed",
    "cancelled",
    "paused",
    "resumed",
    "expired",
    "payment_failed",
)

_ABOUT = (
    Field(
        "subscription_id",
        STRING,
        "Subscription ID",
        "What the payment provider calls it.",
        "details.subscription_id",
        "sub_1P9xQ2",
    ),
    Field(
        "change",
        STRING,
        "Change",
        f"One of {', '.join(SUBSCRIPTION_CHANGES)}.",
        "details.change",
        "renewed",
    ),
    Field(
        "subscription_status",
        STRING,
        "Subscription Status",
        "The status after the change, in the provider's words.",
        "details.subscription_status",
        "active",
        nullable=True,
    ),
    Field("plan", STRING, "Plan", "What is subscribed to.", "details.plan", "Weekly Massage", nullable=True),
    Field(
        "customer_id",
        FieldType.INTEGER,
        "Subscriber ID",
        "The subscriber's WordPress user; empty for a guest.",
        "details.customer_id",
        7,
        nullable=True,
    ),
    Field(
        "customer_email",
        STRING,
        "Subscriber Email",
        "Who subscribed.",
        "details.customer_email",
        "ann@example.com",
        nullable=True,
    ),
)
_PERIOD_END = Field(
    "period_end",
    DATETIME,
    "Period End",
    "Until when it is paid.",
    "details.period_end",
    "2026-12-22T11:32:40+00:00",
    nullable=True,
)

SUBSCRIPTION_REPORTED = (*_ABOUT, AMOUNT, CURRENCY, GATEWAY, _PERIOD_END)
SUBSCRIPTION = (*_ABOUT, AMOUNT, AMOUNT_MINOR, CURRENCY, GATEWAY, _PERIOD_END)
