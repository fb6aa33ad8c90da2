"""Applies coupons to bookings: the add-on's where a site has it, else those of the sidecar's own list."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Step, Touched
from sidecar.db import coupons as own
from sidecar.desk import steps
from sidecar.desk.changes import get_booking, list_locks
from sidecar.desk.coupon_rules import (
    CouponRefusedError,
    UnknownCouponError,
    calculate_discount,
    check_coupon,
    make_bill,
    read_taxing,
)
from sidecar.desk.transitions import FINAL
from sidecar.object_types import BOOKING
from sidecar.wp_bridge.addons.coupons import (
    ADDON_CODE,
    ADDON_DISCOUNT,
    PERCENT,
    Coupon,
    find_addon_coupons,
)
from sidecar.wp_bridge.business import read_business
from sidecar.wp_bridge.posts.post_rows import PostRows, to_local
from sidecar.wp_bridge.writing import NewPrice

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from sidecar.action_spec import Given
    from sidecar.desk.coupon_rules import Bill
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.addons.coupons import AddonCoupons
    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.records import BookingRecord

HOOK = "bkx_coupon_usage_recorded"
LAST_MOMENT = time(23, 59, 59)
HAS_ONE = "The booking has a coupon already."
USED_UP = "It is used up."


def lock_booking(desk: Desk, given: Given) -> Collection[str]:
    """Return the locks that a change of the booking needs."""
    return list_locks(desk, given["booking_id"])


def apply_coupon(desk: Desk, given: Given) -> Done:
    """Take a coupon off a booking's price, and record its use.

    Booking and coupon are locked, in this order, before either is read. Raises UnknownBookingError and its
    like, UnknownCouponError, and CouponRefusedError with the reason.
    """
    desk.writer.lock_booking(desk.connection, given["booking_id"])
    booking = get_booking(desk, given["booking_id"])
    if booking.status in FINAL:
        raise CouponRefusedError(f"The booking is {booking.status}.")
    addon = find_addon_coupons(desk.connection, desk.tables)
    coupon = find_coupon(desk, addon, given["coupon_code"])
    if coupon is None:
        raise UnknownCouponError
    if _has_coupon(desk, addon, booking.id):
        raise CouponRefusedError(HAS_ONE)
    _check_customer(desk, addon, coupon, booking)
    taxing = read_taxing(booking.payment, read_business(desk.connection, desk.tables).tax)
    check_coupon(coupon, booking, taxing, to_local(desk.now, desk.site))
    discount = _calculate_discount(desk, coupon, booking, taxing.subtotal)
    bill = make_bill(taxing, discount)
    _record_use(desk, addon, coupon, booking, discount)
    _set_price(desk, coupon, booking, discount, bill)
    return Done(
        record=get_booking(desk, booking.id),
        details={
            "code": coupon.code,
            "discount": discount,
            "previous_total": booking.payment.amount,
            "bill": bill,
        },
        touched=(Touched(BOOKING, booking.id, "meta", booking.raw_status),),
        steps=steps.booking_edited(desk, booking.id) + _list_hooks(desk, addon, coupon, booking.id, discount),
    )


def find_coupon(desk: Desk, addon: AddonCoupons | None, code: str) -> Coupon | None:
    """Return the coupon of a code, in any case, and lock it; None where there is none."""
    if addon is not None:
        return addon.lock(desk.connection, code)
    found = own.find_coupon(desk.tx, code.upper()) if code.isascii() else None
    return to_coupon(found) if found else None


def list_coupons(desk: Desk, after_id: int, limit: int) -> list[Coupon]:
    """Return the next coupons above an id, ascending, used up and ended ones included."""
    addon = find_addon_coupons(desk.connection, desk.tables)
    if addon is not None:
        return addon.list_after(desk.connection, after_id, limit)
    return [to_coupon(found) for found in own.list_coupons(desk.tx, after_id, limit)]


def to_coupon(found: own.OwnCoupon) -> Coupon:
    """Return a coupon of our own list by the rules that all have: its days begin and end with the day."""
    return Coupon(
        id=found.id,
        code=found.code,
        kind=found.kind,
        amount=found.amount,
        is_active=found.is_active,
        starts_at=datetime.combine(found.starts_on, time()) if found.starts_on else None,
        ends_at=datetime.combine(found.ends_on, LAST_MOMENT) if found.ends_on else None,
        usage_limit=found.usage_limit,
        used=found.used,
        service_ids=frozenset(found.service_ids) if found.service_ids else None,
    )


def describe_coupon(coupon: Coupon, currency: str) -> str:
    """Return what people know of a coupon: `SUMMER (10 %)`, `WELCOME (5.00 GBP)`."""
    if coupon.kind == PERCENT:
        return f"{coupon.code} ({coupon.amount.normalize():f} %)"
    if coupon.amount:
        return f"{coupon.code} ({coupon.amount:.2f} {currency})"
    return coupon.code


def _has_coupon(desk: Desk, addon: AddonCoupons | None, booking_id: int) -> bool:
    """Say whether a booking has a coupon, of ours or of the add-on, whose tables may have come later."""
    return own.has_use(desk.tx, booking_id) or (
        addon is not None and addon.has_use(desk.connection, booking_id)
    )


def _check_customer(desk: Desk, addon: AddonCoupons | None, coupon: Coupon, booking: BookingRecord) -> None:
    """Refuse what the add-on asks of users, and of users alone: guests are free of these rules there."""
    user_id = booking.customer.id
    if addon is None or user_id is None:
        return
    if coupon.per_customer is not None:
        used = addon.count_uses(desk.connection, coupon.id, user_id)
        if used >= coupon.per_customer:
            raise CouponRefusedError("The customer has used it as often as it may be.")
    roles = desk.users.read_roles(desk.connection, [user_id])[user_id]
    if coupon.roles is not None and not coupon.roles & roles:
        raise CouponRefusedError("It is not for customers with this role.")
    if coupon.is_for_first_booking and addon.has_earlier_booking(desk.connection, user_id, booking.id):
        raise CouponRefusedError("It is for a customer's first booking.")


def _calculate_discount(desk: Desk, coupon: Coupon, booking: BookingRecord, subtotal: Decimal) -> Decimal:
    service_id = booking.service.id if booking.service else 0
    service = desk.offers.read_services(desk.connection, [service_id]).get(service_id)
    extras = desk.offers.read_extras(desk.connection, [extra.id for extra in booking.extras])
    discount = calculate_discount(coupon, subtotal, service, list(extras.values()))
    if not discount:
        raise CouponRefusedError("It would take nothing off.")
    return discount


def _record_use(
    desk: Desk, addon: AddonCoupons | None, coupon: Coupon, booking: BookingRecord, discount: Decimal
) -> None:
    """Record the use, with the add-on's own metas at the booking; refuse a coupon that is used up."""
    if addon is None:
        is_used = own.use_coupon(desk.tx, coupon.id, booking.id, discount)
    else:
        is_used = addon.use(desk.connection, coupon, booking.id, booking.customer.id, discount)
    if not is_used:
        raise CouponRefusedError(USED_UP)
    if addon is not None and desk.layout == "posts":
        metas: dict[str, PhpValue] = {ADDON_CODE: coupon.code, ADDON_DISCOUNT: str(discount)}
        PostRows(desk.tables).set_metas(desk.connection, booking.id, metas)


def _set_price(desk: Desk, coupon: Coupon, booking: BookingRecord, discount: Decimal, bill: Bill) -> None:
    before = booking.payment.amount
    price = NewPrice(
        total=bill.total,
        tax=bill.tax,
        coupon={"code": coupon.code, "discount": str(discount), "previous_total": str(before)},
        note=f"Coupon {coupon.code}: {discount} off. The total was {before} and is now {bill.total}.",
    )
    desk.writer.set_price(desk.connection, booking.id, price, desk.edit)


def _list_hooks(
    desk: Desk, addon: AddonCoupons | None, coupon: Coupon, booking_id: int, discount: Decimal
) -> tuple[Step, ...]:
    """Return the add-on's own hook for a use, where hooks of add-ons are wanted."""
    if addon is None or not desk.settings.fire_addon_hooks:
        return ()
    values = {"name": HOOK, "booking_id": booking_id, "coupon_id": coupon.id, "amount": str(discount)}
    return (Step("addon_hook", f"hook {HOOK}", values),)
