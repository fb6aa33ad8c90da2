"""The extras that can be booked with a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.listing import BATCH, describe_offer, list_offers, read_place
from sidecar.inputs.lists import SEARCH, SERVICE_IDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.offer_records import Extra


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return published extras by id, or those of services. Indexes: see `OfferStore.list_extras`."""
    read = desk.offers.list_extras(desk.connection, BATCH, read_place(after))
    service_ids = given["service_id"]
    wanted = None if service_ids is None else _list_with_extras(desk, service_ids)

    def name(extra: Extra) -> str | None:
        fits = wanted is None or wanted & set(extra.service_ids)
        return describe_offer(extra, desk.site.currency) if fits else None

    return list_offers(read, name, given["search"], limit)


def _list_with_extras(desk: Desk, service_ids: Collection[int]) -> set[int]:
    """Return those of the services that allow extras at all."""
    found = desk.offers.read_services(desk.connection, service_ids).values()
    return {service.id for service in found if service.allows_extras}


LIST = OptionList(
    key="extras",
    label="Extras",
    description="The extras that can be booked, or those of a service.",
    inputs=(SERVICE_IDS, SEARCH),
    run=run,
)
