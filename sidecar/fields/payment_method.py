"""What a payload says of a change in how a booking is paid, or in how bookings can be paid at the site."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

PAYMENT_METHOD_SCOPES = ("booking", "site")

PAYMENT_METHOD_CHANGE = (
    Field(
        "scope",
        FieldType.STRING,
        "Scope",
        "What changed: one booking (booking), or what the site offers (site).",
        "details.scope",
        "booking",
        nullable=True,
    ),
    Field(
        "method",
        FieldType.STRING,
        "Payment Method",
        "Offline, or the gateway.",
        "details.method",
        "paypal",
        nullable=True,
    ),
    Field(
        "previous_method",
        FieldType.STRING,
        "Previous Payment Method",
        "How it was to be paid before; empty for the site.",
        "details.previous_method",
        "offline",
        nullable=True,
    ),
    Field(
        "is_enabled",
        FieldType.BOOLEAN,
        "Is Enabled",
        "Whether the site offers this method now; empty for a booking.",
        "details.is_enabled",
        nullable=True,
    ),
)
