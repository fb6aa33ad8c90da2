"""What a payload says of a service that can be booked. `record` is the service after the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.money import in_digits, to_minor_units
from sidecar.fields.record import UNREADABLE, admin_link
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from decimal import Decimal

    from sidecar.spec import Event

STRING, INTEGER, BOOLEAN, DATE = FieldType.STRING, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE


def _admin_url(event: Event[Any]) -> str:
    return f"{event.site_url}/wp-admin/post.php?post={event.record.id}&action=edit"


def _price(event: Event[Any]) -> Decimal | None:
    return in_digits(event.record.price, event.currency)


def _price_minor(event: Event[Any]) -> int | None:
    return to_minor_units(event.record.price, event.currency)


def _currency(event: Event[Any]) -> str:
    return event.currency


SERVICE_RECORD_ID = Field("id", INTEGER, "ID", "The service's ID in WordPress.", "record.id", 14)

SERVICE_OFFER = (
    Field("name", STRING, "Service Name", "As customers see it.", "record.name", "Haircut"),
    Field(
        "description", STRING, "Description", "As it was written, as plain text.", "record.description", ""
    ),
    Field(
        "status",
        STRING,
        "Status",
        "The status in WordPress; publish means that it can be booked.",
        "record.status",
        "publish",
    ),
    Field(
        "price",
        FieldType.MONEY,
        "Price",
        "For the whole service, as it was entered; empty for none.",
        _price,
        "45.50",
        nullable=True,
    ),
    Field(
        "price_minor",
        INTEGER,
        "Price in Cents",
        "The price in cents, or what the currency has.",
        _price_minor,
        4550,
        nullable=True,
    ),
    Field("currency", STRING, "Currency", "The site's, as three letters (ISO 4217).", _currency, "GBP"),
    Field("unit", STRING, "Unit", "How its time is sold: hours, days or months.", "record.unit", "hours"),
    Field(
        "duration",
        INTEGER,
        "Duration in Minutes",
        "How long it takes, in minutes; empty unless sold by hours.",
        "record.duration_minutes",
        90,
        nullable=True,
    ),
    Field(
        "days",
        INTEGER,
        "Days",
        "How many days it takes; empty unless sold by days.",
        "record.days",
        nullable=True,
    ),
    Field(
        "is_extendable",
        BOOLEAN,
        "Is Extendable",
        "Whether customers can book it longer.",
        "record.is_extendable",
        example=True,
    ),
    Field(
        "extension_limit",
        INTEGER,
        "Extension Limit",
        "How often it can be extended; empty unless extendable.",
        "record.extension_limit",
        2,
        nullable=True,
    ),
    Field(
        "staff_ids",
        FieldType.LIST,
        "Staff Member IDs",
        "Who offers it, by ID.",
        "record.staff_ids",
        [8],
        items=INTEGER,
    ),
    Field(
        "is_offered_by_all_staff",
        BOOLEAN,
        "Is Offered by All Staff",
        "Whether every staff member offers it.",
        "record.is_offered_by_all_staff",
        example=False,
    ),
    Field(
        "allows_extras",
        BOOLEAN,
        "Allows Extras",
        "Whether extras can be booked with it.",
        "record.allows_extras",
        example=True,
    ),
    Field(
        "unavailable_from",
        DATE,
        "Unavailable From",
        "The first day on which it cannot be booked.",
        "record.unavailable_from",
        nullable=True,
    ),
    Field(
        "unavailable_till",
        DATE,
        "Unavailable Till",
        "The last day on which it cannot be booked.",
        "record.unavailable_till",
        nullable=True,
    ),
    Field(
        "location",
        FieldType.OBJECT,
        "Location",
        "Where it takes place, if not where the staff member works.",
        children=tuple(
            Field(key, STRING, label, help_, f"record.location.{key}", nullable=True)
            for key, label, help_ in (
                ("street", "Street", "Part of the address."),
                ("city", "City", "Part of the address."),
                ("state", "State", "Part of the address."),
                ("postcode", "Postcode", "Part of the address."),
                ("country", "Country", "ISO 3166, two letters."),
            )
        ),
    ),
)
"""What is offered. But for DERIVED, the keys are also the words of `changed_fields`."""
DERIVED = frozenset({"price_minor", "currency"})
"""What follows from the price, or is the site's: no change of a service."""

SERVICE_RECORD = (
    Field("service_id", INTEGER, "Service ID", "The service's ID in WordPress.", "record.id", 14),
    *SERVICE_OFFER,
    Field(
        "created_at",
        FieldType.DATETIME,
        "Created At",
        "When the service was published.",
        "record.created_at",
        "2026-11-22T11:32:40+00:00",
        nullable=True,
    ),
    Field(
        "updated_at",
        FieldType.DATETIME,
        "Updated At",
        "When the service was last saved.",
        "record.updated_at",
        "2026-11-22T11:32:40+00:00",
        nullable=True,
    ),
    admin_link(
        "Opens the service in wp-admin.",
        _admin_url,
        "https://example.com/wp-admin/post.php?post=14&action=edit",
    ),
    UNREADABLE,
)
