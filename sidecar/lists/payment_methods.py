"""The ways of paying that the site offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.listing import list_words
from sidecar.inputs.lists import SEARCH
from sidecar.wp_bridge.posts.gateways import list_methods

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return offline and the gateways that are switched on. Index: see `list_methods`."""
    methods = list_methods(desk.connection, desk.tables)
    labels = {method: method.replace("_", " ").title() for method in methods}
    return list_words(labels, given["search"], after, limit)


LIST = OptionList(
    key="payment_methods",
    label="Payment Methods",
    description="The ways of paying that the site offers, as bookings name them.",
    inputs=(SEARCH,),
    run=run,
)
