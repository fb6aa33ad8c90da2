"""What a payload says of a customer: a WordPress user, or a guest who booked. `record` is the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.phone import to_e164
from sidecar.fields.record import admin_link
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from sidecar.spec import Event

STRING = FieldType.STRING


def _is_guest(event: Event[Any]) -> bool:
    return event.record.id is None


def _phone(event: Event[Any]) -> str | None:
    return to_e164(event.record.phone, event.country)


def _admin_url(event: Event[Any]) -> str | None:
    customer_id = event.record.id
    return None if customer_id is None else f"{event.site_url}/wp-admin/user-edit.php?user_id={customer_id}"


CUSTOMER_RECORD_ID = Field(
    "id",
    FieldType.INTEGER,
    "ID",
    "The customer's WordPress user; empty for a guest.",
    "record.id",
    7,
    nullable=True,
)
CUSTOMER_RECORD = (
    Field(
        "customer_id",
        FieldType.INTEGER,
        "Customer ID",
        "The customer's WordPress user; empty for a guest.",
        "record.id",
        7,
        nullable=True,
    ),
    Field(
        "email", STRING, "Email", "Each address counts as one customer.", "record.email", "ann@example.com"
    ),
    Field("name", STRING, "Name", "First and last name.", "record.name", "Ann Example"),
    Field("first_name", STRING, "First Name", "As given; may be empty.", "record.first_name", "Ann"),
    Field("last_name", STRING, "Last Name", "As given; may be empty.", "record.last_name", "Example"),
    Field("phone", STRING, "Phone", "As given; may be empty.", "record.phone", "02079460555"),
    Field(
        "phone_e164",
        STRING,
        "Phone With Country Code",
        "With country code and digits only; empty when it is no valid number.",
        _phone,
        "+442079460555",
        nullable=True,
    ),
    Field(
        "is_guest",
        FieldType.BOOLEAN,
        "Is Guest",
        "Whether the customer books without an account.",
        _is_guest,
        example=False,
    ),
    Field(
        "registered_at",
        FieldType.DATETIME,
        "Registered At",
        "When the account was made; empty for a guest.",
        "record.registered_at",
        "2026-11-22T11:32:40+00:00",
        nullable=True,
    ),
    admin_link(
        "Opens the user in wp-admin; empty for a guest.",
        _admin_url,
        "https://example.com/wp-admin/user-edit.php?user_id=7",
        nullable=True,
    ),
)
