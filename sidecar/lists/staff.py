"""The staff members that can be booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.listing import BATCH, list_offers, name_offer, read_place
from sidecar.desk.searching import list_staff_of
from sidecar.inputs.lists import SEARCH, SERVICE_IDS

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return published staff members by id; of several services, who offers one of them.

    Indexes: see `OfferStore.list_staff` and `read_staff`.
    """
    service_ids, after_id = given["service_id"], read_place(after)
    ids = list_staff_of(desk, service_ids) if service_ids else None
    if ids is None:
        read = desk.offers.list_staff(desk.connection, BATCH, after_id)
    else:
        wanted = sorted(staff_id for staff_id in ids if staff_id > after_id)[:BATCH]
        read = list(desk.offers.read_staff(desk.connection, wanted).values())
    return list_offers(read, name_offer, given["search"], limit)


LIST = OptionList(
    key="staff",
    label="Staff Members",
    description="The staff members that can be booked, or those who offer a service.",
    inputs=(SERVICE_IDS, SEARCH),
    run=run,
)
