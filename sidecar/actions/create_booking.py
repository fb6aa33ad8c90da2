"""Action: book a service, as a customer would with BookingX's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Action
from sidecar.desk.booking import create_booking, list_locks
from sidecar.fields.new_booking import NEW_BOOKING
from sidecar.inputs.booking import EXTENSION, EXTRA_IDS, REST, SERVICE_ID, STAFF_ID, TIMES, check_start
from sidecar.inputs.customer import CUSTOMER, check_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Given


def check(given: Given) -> Mapping[str, str]:
    """Say which of the inputs that stand for one thing are missing, or too many."""
    return {**check_start(given), **check_names(given)}


ACTION = Action(
    key="create_booking",
    label="Create Booking",
    noun="Booking",
    description="Creates a booking of a service for a customer, if the time is free.",
    inputs=(SERVICE_ID, STAFF_ID, *TIMES, *CUSTOMER, EXTRA_IDS, EXTENSION, *REST),
    fields=NEW_BOOKING,
    run=create_booking,
    locks=list_locks,
    check=check,
    creates=True,
)
