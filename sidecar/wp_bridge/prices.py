"""What a booking costs: as BookingX calculates it, to the cent that it loses, and as it is right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sidecar.wp_bridge.business import IncludeTax

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sidecar.wp_bridge.business import Tax
    from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Money with two decimals: `total` is what is to be paid, `tax` is contained in it, `net` is the rest.

    `deposit` is what has to be paid before: 0 where nothing has to.
    """

    net: Decimal
    tax: Decimal
    total: Decimal
    deposit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One price, calculated twice.

    `booked` is what BookingX stores at the booking, and what its screens and mails say. `exact` is what the
    stored prices come to without its faults, for the answer to Zapier. `subtotal` is BookingX's sum before
    tax. `tax_rate` and `include_tax` are the texts it stores: `tax_rate` is "" where no tax is calculated.
    """

    subtotal: Decimal
    booked: Amounts
    exact: Amounts
    tax_rate: str
    include_tax: IncludeTax


def calculate_price(
    service: Service, extras: Sequence[Extra], extension: int, tax: Tax, staff: StaffMember
) -> Price:
    """Return the price of a service with its extras (includes/core/booking/class-bkx-booking.php:1855-2045).

    The price of a service of days is that of the whole. Each extension costs the service once more, extras
    cost the same however often it is extended.
    """
    subtotal = _sum_as_bookingx(service, extras, extension)
    net, taxed = _tax_as_bookingx(float(subtotal), tax)
    total = _round(float(net) + float(taxed))
    return Price(
        subtotal=subtotal,
        booked=Amounts(net=net, tax=taxed, total=total, deposit=_get_booked_deposit(staff, total)),
        exact=_calculate_exactly(service, extras, extension, tax, staff),
        tax_rate=tax.stored_rate if tax.rate is not None else "",
        include_tax=tax.include_tax,
    )


def truncate(price: Decimal | None) -> float:
    """Return a price as BookingX reads it: cut after two decimals, in binary (bkx-core-functions.php:2193).

    Thereby 8.20 becomes 8.19, and 1.14 becomes 1.13.
    """
    return int(float(price or 0) * HUNDRED) / HUNDRED


def to_lasting_price(price: Decimal) -> Decimal:
    """Return a price that BookingX does not make a cent less: 8.20 is stored as 8.200000000000001.

    It cuts the binary number next to 8.20, which lies below; the next one lies above. PHP prints both as 8.2
    (14 digits). When BookingX's own screen saves the service again, the cent is lost all the same.
    """
    stored = float(price)
    while truncate(Decimal(repr(stored))) < float(price):
        stored = math.nextafter(stored, math.inf)
    return price if stored == float(price) else Decimal(repr(stored))


def _sum_as_bookingx(service: Service, extras: Iterable[Extra], extension: int) -> Decimal:
    base = truncate(service.price)
    added = sum(truncate(extra.price) or truncate(extra.regular_price) for extra in extras)
    return _round(base + base * max(extension, 0) + added)


def _tax_as_bookingx(subtotal: float, tax: Tax) -> tuple[Decimal, Decimal]:
    """Return net and tax (filter-actions-functions.php:589-625).

    Where prices contain the tax, BookingX takes the rate of the gross: too much, but that is what it stores.
    """
    if tax.rate is None:
        return _round(subtotal), ZERO
    taxed = _round(subtotal * float(tax.rate) / HUNDRED)
    net = subtotal - float(taxed) if tax.include_tax == "minus" else subtotal
    return _round(net), taxed


def _round(amount: float) -> Decimal:
    """Round halves up, in decimal, as PHP's number_format does: 11.655 is 11.66."""
    return Decimal(repr(amount)).quantize(CENT, ROUND_HALF_UP)


def _get_booked_deposit(staff: StaffMember, total: Decimal) -> Decimal:
    """Return what BookingX asks for: of a deposit always 0.00, as it casts markup to a number."""
    return total if staff.requires_prepayment and staff.prepayment == "full" else ZERO


def _calculate_exactly(
    service: Service, extras: Iterable[Extra], extension: int, tax: Tax, staff: StaffMember
) -> Amounts:
    price = service.price or ZERO
    subtotal = price * (1 + max(extension, 0)) + sum((extra.price or ZERO for extra in extras), ZERO)
    rate = (tax.rate or ZERO) / HUNDRED
    if tax.include_tax == "minus":
        total = subtotal.quantize(CENT, ROUND_HALF_UP)
        net = (subtotal / (1 + rate)).quantize(CENT, ROUND_HALF_UP)
    else:
        net = subtotal.quantize(CENT, ROUND_HALF_UP)
        total = net + (subtotal * rate).quantize(CENT, ROUND_HALF_UP)
    return Amounts(net=net, tax=total - net, total=total, deposit=_get_deposit(staff, total))


def _get_deposit(staff: StaffMember, total: Decimal) -> Decimal:
    """Return what the staff member asks for before; of a deposit never more than the whole."""
    if not staff.requires_prepayment:
        return ZERO
    if staff.prepayment == "full":
        return total
    share = (staff.deposit_percent or ZERO) / HUNDRED * total
    return min(staff.deposit_amount or share, total).quantize(CENT, ROUND_HALF_UP)
