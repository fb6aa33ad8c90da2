"""What a payload says of a record before it was changed, and of what the change was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields.booking_offer import EXTRAS, SERVICE
from sidecar.fields.booking_payment import PAYMENT
from sidecar.fields.booking_people import CUSTOMER, STAFF
from sidecar.fields.booking_times import TIMES
from sidecar.fields.rebase import of_before
from sidecar.fields.service import SERVICE_OFFER
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable

UPDATE_KINDS = ("rescheduled", "edited")

UPDATE_KIND = Field(
    "update_kind",
    FieldType.STRING,
    "Kind of Update",
    "Moved to another time (rescheduled), or anything else (edited).",
    "details.update_kind",
    "rescheduled",
)


def changed_fields(example: Iterable[str]) -> Field:
    """Return the list of the keys whose values differ from those in `previous`."""
    return Field(
        "changed_fields",
        FieldType.LIST,
        "Changed Fields",
        "The keys whose values are others than before.",
        "details.changed_fields",
        list(example),
        items=FieldType.STRING,
    )


def previous(children: Iterable[Field]) -> Field:
    """Return the object of a record's values before the change."""
    return Field(
        "previous",
        FieldType.OBJECT,
        "Previous Values",
        "The same values before the change.",
        children=of_before(children),
    )


PREVIOUS_BOOKING = previous((CUSTOMER, SERVICE, STAFF, EXTRAS, TIMES, PAYMENT))
PREVIOUS_SERVICE = previous(SERVICE_OFFER)
PREVIOUS_STAFF = Field(
    "previous_staff",
    FieldType.OBJECT,
    "Previous Staff Member",
    "Who was booked before; empty at the first assignment.",
    children=of_before(STAFF.children),
)
