"""Action: several bookings in one call, each by itself."""

from __future__ import annotations

from sidecar.action_spec import Action, Input
from sidecar.actions import create_booking
from sidecar.fields.rows import list_row_fields
from sidecar.inputs.external_id import EXTERNAL_ID
from sidecar.spec import FieldType

MAX_ROWS = 50

ACTION = Action(
    key="create_bookings",
    label="Create Bookings",
    noun="Booking",
    description="Creates several bookings; where one cannot be made, its row says why; the others are made.",
    inputs=(
        Input(
            key="bookings",
            type=FieldType.LIST,
            label="Bookings",
            help="One entry for each booking.",
            required=True,
            max_items=MAX_ROWS,
            children=(*create_booking.ACTION.inputs, EXTERNAL_ID),
        ),
    ),
    fields=list_row_fields(create_booking.ACTION.fields),
    each="create_booking",
    creates=True,
)
