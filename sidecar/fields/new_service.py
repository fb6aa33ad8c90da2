"""What answers about services say beside the service: what BookingX asks for it, and what to know."""

from __future__ import annotations

from dataclasses import replace

from sidecar.fields.account import CREATED, NOTICE
from sidecar.fields.offers import OFFERED_BY
from sidecar.fields.service import SERVICE_RECORD, SERVICE_RECORD_ID
from sidecar.spec import Field, FieldType

BOOKED_PRICE = Field(
    "booked_price",
    FieldType.MONEY,
    "Booked Price",
    "What BookingX asks for it: of some prices it loses a cent.",
    "details.booked_price",
    "45.50",
)
SERVICE_NOTICE = replace(NOTICE, help="What else there is to know, such as who cannot book it.")
NEW_SERVICE = (SERVICE_RECORD_ID, *SERVICE_RECORD, BOOKED_PRICE, SERVICE_NOTICE)
FOUND_SERVICE = (SERVICE_RECORD_ID, *SERVICE_RECORD, OFFERED_BY, BOOKED_PRICE, CREATED, SERVICE_NOTICE)
