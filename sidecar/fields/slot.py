"""What a search says of a free time. `record` is when it is, `details` with whom and for how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.money import in_digits
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from sidecar.action_spec import Answer

STRING, INTEGER, DATETIME = FieldType.STRING, FieldType.INTEGER, FieldType.DATETIME


def _id(answer: Answer) -> str:
    return f"{answer.details['staff'].id}-{answer.record.starts_at:%Y%m%dT%H%M}"


def _exact(answer: Answer) -> str:
    """Return the start with its offset: Zapier takes nothing else for a time (its check D023)."""
    starts_at: datetime = answer.record.starts_at
    return starts_at.isoformat()


def _total(answer: Answer) -> Decimal | None:
    price: Any = answer.details["price"]
    return in_digits(price.booked.total, answer.currency)


SLOT = (
    Field("id", STRING, "Slot ID", "Staff member and start, in one word.", _id, "8-20270318T1500"),
    Field(
        "starts_at",
        DATETIME,
        "Start",
        "By the site's clock.",
        "record.starts_at",
        "2027-03-18T15:00:00+00:00",
    ),
    Field(
        "ends_at",
        DATETIME,
        "End",
        "When the booking would end, by the site's clock.",
        "record.ends_at",
        "2027-03-18T16:30:00+00:00",
    ),
    Field(
        "start_datetime",
        STRING,
        "Start to Book",
        "What Create Booking takes.",
        _exact,
        "2027-03-18T15:00:00+00:00",
    ),
    Field("staff_id", INTEGER, "Staff Member ID", "With whom.", "details.staff.id", 8),
    Field("staff_name", STRING, "Staff Member Name", "As customers see it.", "details.staff.name", "Alex"),
    Field("service_id", INTEGER, "Service ID", "What is booked.", "details.service.id", 14),
    Field("service_name", STRING, "Service Name", "As customers see it.", "details.service.name", "Haircut"),
    Field("price", FieldType.MONEY, "Price", "What BookingX asks for it, with tax.", _total, "54.60"),
    Field("currency", STRING, "Currency", "Three letters, such as GBP (ISO 4217).", "currency", "GBP"),
)
