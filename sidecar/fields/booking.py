"""What a payload says of a booking. Sources are paths into an `Event`; `record` is the booking after it.

Both id and name of every reference, times with offset, money as text: what Zapier's users work with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.money import in_digits, to_minor_units
from sidecar.fields.phone import to_e164
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sidecar.spec import Event

STRING, INTEGER, BOOLEAN = FieldType.STRING, FieldType.INTEGER, FieldType.BOOLEAN
DATETIME, MONEY = FieldType.DATETIME, FieldType.MONEY
OBJECT, LIST, MAP = FieldType.OBJECT, FieldType.LIST, FieldType.MAP

BOOKING_STATUSES = ("pending", "confirmed", "cancelled", "completed", "no-show", "failed")


def _amount(name: str) -> Callable[[Event[Any]], Decimal | None]:
    """Return the reader of an amount of the payment, with the decimals of its currency."""
    return lambda event: in_digits(getattr(event.record.payment, name), event.record.payment.currency)


def _minor(name: str) -> Callable[[Event[Any]], int | None]:
    """Return the reader of an amount of the payment, in the smallest unit of its currency."""
    return lambda event: to_minor_units(getattr(event.record.payment, name), event.record.payment.currency)


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


def _booking_number(event: Event[Any]) -> str:
    return event.record.number or str(event.record.id)


def _admin_url(event: Event[Any]) -> str:
    if not event.record.is_post:
        return f"{event.site_url}/wp-admin/"  # no one knows the address of BookingX 2.0's page
    return f"{event.site_url}/wp-admin/post.php?post={event.record.id}&action=edit"


BOOKING_ID = Field("id", INTEGER, "Booking ID", "The booking's ID in WordPress.", "record.id", 57)
CUSTOMER = Field(
    "customer",
    OBJECT,
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
            "first_name", STRING, "First Name", "As given in the form.", "record.customer.first_name", "Ann"
        ),
        Field(
            "last_name", STRING, "Last Name", "As given in the form.", "record.customer.last_name", "Example"
        ),
        Field("email", STRING, "Email", "As given in the form.", "record.customer.email", "ann@example.com"),
        Field("phone", STRING, "Phone", "As given in the form.", "record.customer.phone", "02079460555"),
        Field(
            "phone_e164",
            STRING,
            "Phone in E.164 Form",
            "With country code and digits only; empty when it is no valid number.",
            _customer_phone,
            "+442079460555",
            nullable=True,
        ),
        Field(
            "address",
            STRING,
            "Address",
            "All parts of the address in one line.",
            _address,
            "1 High Street, London, N1 1AA",
        ),
        Field("street", STRING, "Street", "Part of the address.", "record.customer.street", "1 High Street"),
        Field("city", STRING, "City", "Part of the address.", "record.customer.city", "London"),
        Field("state", STRING, "State", "Part of the address.", "record.customer.state", ""),
        Field("postcode", STRING, "Postcode", "Part of the address.", "record.customer.postcode", "N1 1AA"),
        Field(
            "country",
            STRING,
            "Country",
            "Only where the site's form asks for it.",
            "record.customer.country",
            "",
        ),
    ),
)

SERVICE = Field(
    "service",
    OBJECT,
    "Service",
    "What is booked.",
    children=(
        Field("id", INTEGER, "Service ID", "In WordPress.", "record.service.id", 14, nullable=True),
        Field(
            "name",
            STRING,
            "Service Name",
            "Empty when it was deleted.",
            "record.service.name",
            "Haircut",
            nullable=True,
        ),
        Field(
            "duration",
            INTEGER,
            "Duration",
            "How long the booking takes, in minutes, extras included.",
            "record.duration_minutes",
            105,
            nullable=True,
        ),
    ),
)

STAFF = Field(
    "staff",
    OBJECT,
    "Staff Member",
    "Who is booked.",
    children=(
        Field("id", INTEGER, "Staff Member ID", "In WordPress.", "record.staff.id", 8, nullable=True),
        Field(
            "name",
            STRING,
            "Staff Member Name",
            "Empty when deleted.",
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
            "Staff Member Phone in E.164 Form",
            "With country code and digits only; empty when it is no valid number.",
            _staff_phone,
            "+442079460001",
            nullable=True,
        ),
    ),
)

EXTRAS = Field(
    "extras",
    LIST,
    "Extras",
    "What was booked on top.",
    "record.extras",
    children=(
        Field("id", INTEGER, "Extra ID", "In WordPress.", "id", 19),
        Field(
            "name", STRING, "Extra Name", "Empty when it was deleted.", "name", "Head Massage", nullable=True
        ),
    ),
)

TIMES = Field(
    "datetime",
    OBJECT,
    "Date and Time",
    "When the booking takes place.",
    children=(
        Field(
            "start",
            DATETIME,
            "Start",
            "With the offset of the site's time zone.",
            "record.starts_at",
            "2027-03-17T11:00:00+00:00",
            nullable=True,
        ),
        Field(
            "end",
            DATETIME,
            "End",
            "For whole days the midnight after the last one.",
            "record.ends_at",
            "2027-03-17T12:45:00+00:00",
            nullable=True,
        ),
        Field("timezone", STRING, "Time Zone", "Of the site.", "record.time_zone", "Europe/London"),
        Field(
            "customer_timezone",
            STRING,
            "Customer's Time Zone",
            "As chosen in the form; empty when it was not.",
            "record.customer_time_zone",
            "America/New_York",
            nullable=True,
        ),
        Field(
            "customer_start",
            DATETIME,
            "Start for the Customer",
            "The same moment by the customer's clock.",
            "record.customer_starts_at",
            "2027-03-17T07:00:00-04:00",
            nullable=True,
        ),
        Field(
            "customer_end",
            DATETIME,
            "End for the Customer",
            "The same moment by the customer's clock.",
            "record.customer_ends_at",
            "2027-03-17T08:45:00-04:00",
            nullable=True,
        ),
        Field(
            "all_day", BOOLEAN, "All Day", "Whether whole days are booked.", "record.all_day", example=False
        ),
        Field("days", LIST, "Days", "Each booked day, for whole days.", "record.days", []),
    ),
)

PAYMENT = Field(
    "payment",
    OBJECT,
    "Payment",
    "What it costs and whether it is paid.",
    children=(
        Field("amount", MONEY, "Amount", "The total with tax.", _amount("amount"), "128.40", nullable=True),
        Field(
            "amount_minor",
            INTEGER,
            "Amount in Minor Units",
            "The total in cents, or what the currency has.",
            _minor("amount"),
            12840,
            nullable=True,
        ),
        Field("tax", MONEY, "Tax", "Contained in the amount.", _amount("tax"), "21.40", nullable=True),
        Field(
            "tax_minor",
            INTEGER,
            "Tax in Minor Units",
            "The tax in cents, or what the currency has.",
            _minor("tax"),
            2140,
            nullable=True,
        ),
        Field("currency", STRING, "Currency", "ISO 4217.", "record.payment.currency", "GBP"),
        Field(
            "status",
            STRING,
            "Payment Status",
            "One of paid, pending, failed, abandoned, refunded, unpaid.",
            "record.payment.status",
            "unpaid",
        ),
        Field(
            "method", STRING, "Payment Method", "Offline, or the gateway.", "record.payment.method", "offline"
        ),
        Field(
            "paid_amount",
            MONEY,
            "Paid Amount",
            "What the payment provider reported.",
            _amount("paid_amount"),
            nullable=True,
        ),
        Field(
            "paid_amount_minor",
            INTEGER,
            "Paid Amount in Minor Units",
            "The paid amount in cents, or what the currency has.",
            _minor("paid_amount"),
            nullable=True,
        ),
        Field(
            "transaction_id",
            STRING,
            "Transaction ID",
            "What the payment provider reported.",
            "record.payment.transaction_id",
            nullable=True,
        ),
        Field(
            "error",
            STRING,
            "Payment Error",
            "Why it failed or was abandoned, as far as it is known.",
            "record.payment.error",
            nullable=True,
        ),
    ),
)

LINKS = Field(
    "links",
    OBJECT,
    "Links",
    "Where to look at it.",
    children=(
        Field(
            "admin",
            STRING,
            "Admin Link",
            "Opens the booking in wp-admin.",
            _admin_url,
            "https://example.com/wp-admin/post.php?post=57&action=edit",
        ),
    ),
)

BOOKING = (
    Field("booking_id", INTEGER, "Booking ID", "The booking's ID in WordPress.", "record.id", 57),
    Field("booking_number", STRING, "Booking Number", "As customers see it.", _booking_number, "57"),
    Field("status", STRING, "Status", f"One of {', '.join(BOOKING_STATUSES)}.", "record.status", "pending"),
    CUSTOMER,
    SERVICE,
    STAFF,
    EXTRAS,
    TIMES,
    PAYMENT,
    Field(
        "created_at",
        DATETIME,
        "Created At",
        "When the booking was made.",
        "record.created_at",
        "2026-11-22T11:32:40+00:00",
        nullable=True,
    ),
    Field("metadata", MAP, "Custom Fields", "What other plugins stored.", "record.custom_fields", {}),
    LINKS,
    Field(
        "unreadable",
        LIST,
        "Unreadable Fields",
        "Names of stored values that are damaged and so could not be sent.",
        "record.unreadable",
        [],
    ),
)

PREVIOUS_STATUS = Field(
    "previous_status",
    STRING,
    "Previous Status",
    "The status before this change.",
    "change.before.status",
    "pending",
)
