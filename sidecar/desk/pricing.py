"""Prices what is booked, in the words in which a booking keeps its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.wp_bridge.currency_symbols import get_symbol
from sidecar.wp_bridge.prices import calculate_price
from sidecar.wp_bridge.writing import BookedPrice

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.availability.verdict import Facts
    from sidecar.wp_bridge.prices import Price


def price(facts: Facts, extension: int) -> Price:
    """Return what a service costs with its extras: as BookingX calculates it, and exactly."""
    return calculate_price(facts.service, facts.extras, extension, facts.business.tax, facts.staff)


def to_booked_price(desk: Desk, found: Price) -> BookedPrice:
    """Return the price as it is stored at a booking; there is no tax where the site asks for none."""
    currency = desk.site.currency
    return BookedPrice(
        total=found.booked.total,
        tax=found.booked.tax if found.tax_rate else None,
        tax_rate=found.tax_rate,
        tax_kind=found.include_tax,
        currency=currency,
        currency_symbol=get_symbol(currency),
    )
