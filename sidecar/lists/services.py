"""The services that can be booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.listing import BATCH, describe_offer, list_offers, read_place
from sidecar.inputs.lists import SEARCH

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return published services by id, with price and length. Indexes: see `OfferStore.list_services`."""
    read = desk.offers.list_services(desk.connection, BATCH, read_place(after))
    return list_offers(read, lambda offer: describe_offer(offer, desk.site.currency), given["search"], limit)


LIST = OptionList(
    key="services",
    label="Services",
    description="The services that can be booked.",
    inputs=(SEARCH,),
    run=run,
)
