"""Says whether a coupon may be used for a booking, and what it takes off the price. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sidecar.errors import FieldFault, SidecarError
from sidecar.wp_bridge.addons.coupons import FIXED, FREE_EXTRA, FREE_SERVICE, PERCENT
from sidecar.wp_bridge.prices import CENT, HUNDRED, ZERO, truncate

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sidecar.wp_bridge.addons.coupons import Coupon
    from sidecar.wp_bridge.business import Tax
    from sidecar.wp_bridge.offer_records import Extra, Service
    from sidecar.wp_bridge.records import BookingRecord, PaymentRecord


class UnknownCouponError(SidecarError):
    """There is no coupon of this code."""

    code = "unknown_coupon"
    status = 404
    message = "There is no coupon with this code. Check its spelling, or pick one from the list of coupons."


class CouponRefusedError(SidecarError):
    """The coupon is there, but not for this booking, or not now."""

    code = "coupon_refused"
    status = 409
    message = "This coupon cannot be used for this booking."

    def __init__(self, reason: str) -> None:
        super().__init__(f"{self.message} {reason}", fields=[FieldFault("coupon_code", reason)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What is to be paid, calculated twice: as BookingX stores it, and without its faults.

    They differ where prices contain the tax: BookingX takes the rate of the gross, which is too much.
    """

    total: Decimal
    tax: Decimal | None
    exact_net: Decimal
    exact_tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxing:
    """A booking's price before tax was added, if it was, and how it is taxed. `rate` is in percent."""

    subtotal: Decimal
    rate: Decimal
    is_contained: bool
    is_taxed: bool


def check_coupon(coupon: Coupon, booking: BookingRecord, taxing: Taxing, local_now: datetime) -> None:
    """Raise CouponRefusedError with the first reason against it."""
    service_id, staff_id = _get_id(booking.service), _get_id(booking.staff)
    reasons = {
        "It is not active.": not coupon.is_active,
        "It cannot be used yet.": coupon.starts_at is not None and local_now < coupon.starts_at,
        "It has expired.": coupon.ends_at is not None and local_now > coupon.ends_at,
        "It is used up.": coupon.usage_limit is not None and coupon.used >= coupon.usage_limit,
        "It is not for this service.": not _fits(coupon.service_ids, service_id)
        or service_id in coupon.excluded_service_ids,
        "It is not for this staff member.": not _fits(coupon.staff_ids, staff_id),
        "The booking costs too little for it.": coupon.least_total is not None
        and (booking.payment.amount or ZERO) < coupon.least_total,
        "The booking costs nothing.": taxing.subtotal <= 0,
        "Nobody knows what a coupon of its kind takes off.": not coupon.kind,
    }
    for reason, holds in reasons.items():
        if holds:
            raise CouponRefusedError(reason)


def calculate_discount(
    coupon: Coupon, subtotal: Decimal, service: Service | None, extras: Sequence[Extra]
) -> Decimal:
    """Return what a coupon takes off a price before tax, with two decimals, and never more than the price."""
    amounts = {
        PERCENT: subtotal * max(ZERO, min(Decimal(HUNDRED), coupon.amount)) / HUNDRED,
        FIXED: max(ZERO, coupon.amount),
        FREE_SERVICE: _to_booked(service.price) if service else ZERO,
        FREE_EXTRA: max((_to_booked(extra.price) for extra in extras), default=ZERO),
    }
    most = subtotal if coupon.most_discount is None else min(subtotal, coupon.most_discount)
    return min(amounts[coupon.kind], most).quantize(CENT, ROUND_HALF_UP)


def read_taxing(payment: PaymentRecord, tax: Tax) -> Taxing:
    """Return how a booking was taxed, by its own amounts: the site's settings may be others by now.

    Tax was added if it is nearer to its rate of the rest than to that of the whole. A booking with a tax but
    no rate was taxed as the site taxes now.
    """
    total, taxed = payment.amount or ZERO, payment.tax or ZERO
    if taxed <= 0 or total <= 0:
        return Taxing(subtotal=total, rate=ZERO, is_contained=False, is_taxed=False)
    net = total - taxed
    if payment.tax_rate is None:
        is_contained = tax.include_tax == "minus"
    else:
        gaps = [abs(taxed - part * payment.tax_rate / HUNDRED) for part in (net, total)]
        is_contained = gaps[1] < gaps[0]
    subtotal = total if is_contained else net
    rate = payment.tax_rate if payment.tax_rate is not None else taxed * HUNDRED / (subtotal or total)
    return Taxing(subtotal=subtotal, rate=rate, is_contained=is_contained, is_taxed=True)


def make_bill(taxing: Taxing, discount: Decimal) -> Bill:
    """Return what is to be paid: first the discount, then the tax (filter-actions-functions.php:589-625)."""
    subtotal = taxing.subtotal - discount
    tax = (subtotal * taxing.rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    total = subtotal if taxing.is_contained else subtotal + tax
    exact_tax = tax
    if taxing.is_contained:
        exact_tax = total - (total / (1 + taxing.rate / HUNDRED)).quantize(CENT, ROUND_HALF_UP)
    return Bill(
        total=total,
        tax=tax if taxing.is_taxed else None,
        exact_net=total - exact_tax,
        exact_tax=exact_tax,
    )


def _to_booked(price: Decimal | None) -> Decimal:
    return Decimal(repr(truncate(price)))


def _fits(allowed: Collection[int] | None, offer_id: int | None) -> bool:
    return allowed is None or offer_id in allowed


def _get_id(offer: object) -> int | None:
    found: int | None = getattr(offer, "id", None)
    return found
