"""What a payload says of a change in how a booking is paid, or in how bookings can be paid at the site."""

from __future__ import annotations

from dataclasses import replace

from sidecar.spec import Field, FieldType

PAYMENT_METHOD_SCOPES = ("booking", "site")

_SCOPE = Field(
    "scope",
    FieldType.STRING,
    "Scope",
    "What changed: one booking (booking), or what the site offers (site).",
    "details.scope",
    "booking",
    nullable=True,
)
_METHOD = Field(
    "method",
    FieldType.STRING,
    "Payment Method",
    "How it is paid: offline, or through a gateway such as paypal.",
    "details.method",
    "paypal",
    nullable=True,
)
_PREVIOUS_METHOD = Field(
    "previous_method",
    FieldType.STRING,
    "Previous Payment Method",
    "How it was to be paid before; empty for the site.",
    "details.previous_method",
    "offline",
    nullable=True,
)
_IS_ENABLED = Field(
    "is_enabled",
    FieldType.BOOLEAN,
    "Is Enabled",
    "Whether the site offers this method now; empty for a booking.",
    "details.is_enabled",
    nullable=True,
)

PAYMENT_METHOD_REPORTED = (_SCOPE, _METHOD, _PREVIOUS_METHOD, _IS_ENABLED)
PAYMENT_METHOD_CHANGE = (  # under the keys that other payloads have for it
    _SCOPE,
    replace(_METHOD, key="payment_method"),
    replace(_PREVIOUS_METHOD, key="previous_payment_method"),
    _IS_ENABLED,
)
