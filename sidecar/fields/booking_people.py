"""What a payload says of who a booking is for, and of who does the work. `record` is the booking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.phone import to_e164
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from sidecar.spec import Event

STRING, INTEGER = FieldType.STRING, FieldType.INTEGER


def _customer_phone(event: Event[Any]) -> str | None:
    return to_e164(event.record.customer.phone, event.country)


def _staff_phone(event: Event[Any]) -> str | None:
    staff = event.record.staff
    return to_e164(staff.phone, event.country) if staff else None


def _address(event: Event[Any]) -> str:
    customer = event.record.customer
    parts = (customer.street, customer.city, customer.state, customer.postcode, customer.country)
    lines = (" ".join(part.split()) for part in parts)
    return ", ".join(line for line in lines if line)


CUSTOMER = Field(
    "customer",
    FieldType.OBJECT,
    "Customer",
    "Who the booking is for.",
    children=(
        Field(
            "id",
            INTEGER,
            "Customer ID",
            "The customer's WordPress user; empty for a guest.",
            "record.customer.id",
            7,
            nullable=True,
        ),
        Field("name", STRING, "Customer Name", "First and last name.", "record.customer.name", "Ann Example"),
        Field(
            "first_name",
            STRING,
            "Customer First Name",
            "As given in the form.",
            "record.customer.first_name",
            "Ann",
        ),
        Field(
            "last_name",
            STRING,
            "Customer Last Name",
            "As given in the form.",
            "record.customer.last_name",
            "Example",
        ),
        Field(
            "email",
            STRING,
            "Customer Email",
            "As given in the form.",
            "record.customer.email",
            "ann@example.com",
        ),
        Field(
            "phone", STRING, "Customer Phone", "As given in the form.", "record.customer.phone", "02079460555"
        ),
        Field(
            "phone_e164",
            STRING,
            "Customer Phone With Country Code",
            "With country code and digits only; empty when it is no valid number.",
            _customer_phone,
            "+442079460555",
            nullable=True,
        ),
        Field(
            "address",
            STRING,
            "Customer Address",
            "All parts of the address in one line.",
            _address,
            "1 High Street, London, N1 1AA",
        ),
        Field(
            "street",
            STRING,
            "Customer Street",
            "Part of the address.",
            "record.customer.street",
            "1 High Street",
        ),
        Field("city", STRING, "Customer City", "Part of the address.", "record.customer.city", "London"),
        Field("state", STRING, "Customer State", "Part of the address.", "record.customer.state", ""),
        Field(
            "postcode",
            STRING,
            "Customer Postcode",
            "Part of the address.",
            "record.customer.postcode",
            "N1 1AA",
        ),
        Field(
            "country",
            STRING,
            "Customer Country",
            "Only where the site's form asks for it.",
            "record.customer.country",
            "",
        ),
    ),
)


STAFF = Field(
    "staff",
    FieldType.OBJECT,
    "Staff Member",
    "Who is booked.",
    children=(
        Field(
            "id",
            INTEGER,
            "Staff Member ID",
            "The staff member's ID in WordPress.",
            "record.staff.id",
            8,
            nullable=True,
        ),
        Field(
            "name",
            STRING,
            "Staff Member Name",
            "Empty when the staff member was deleted.",
            "record.staff.name",
            "Alex",
            nullable=True,
        ),
        Field(
            "email",
            STRING,
            "Staff Member Email",
            "As in the profile.",
            "record.staff.email",
            "alex@example.com",
            nullable=True,
        ),
        Field(
            "phone",
            STRING,
            "Staff Member Phone",
            "As in the profile.",
            "record.staff.phone",
            "02079460001",
            nullable=True,
        ),
        Field(
            "phone_e164",
            STRING,
            "Staff Member Phone With Country Code",
            "With country code and digits only; empty when it is no valid number.",
            _staff_phone,
            "+442079460001",
            nullable=True,
        ),
    ),
)
