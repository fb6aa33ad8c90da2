"""Keeps the sidecar's own list of coupons: adds them, ends them, and says what is wrong with a new one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.db import coupons
from sidecar.errors import FieldFault, InvalidDataError, SidecarError
from sidecar.wp_bridge.addons.coupons import FIXED, PERCENT, find_addon_coupons
from sidecar.wp_bridge.prices import CENT, HUNDRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.db.coupons import NewCoupon, OwnCoupon
    from sidecar.desk.desk import Desk

KINDS = (PERCENT, FIXED)
CODE = re.compile(r"[A-Z0-9_-]{1,50}")
MOST = 1_000_000
LIMIT = 1000
"""Coupons that are listed at most."""


class CouponExistsError(SidecarError):
    """There is a coupon of this code, active or ended."""

    code = "coupon_exists"
    status = 409
    message = "A coupon with this code exists already. Choose another code: an ended one is not used again."


class NoSuchCouponError(SidecarError):
    """The list has no coupon of this code."""

    code = "unknown_coupon"
    status = 404
    message = "There is no coupon with this code. `sidecar coupons list` shows those there are."


class AddonHasCouponsError(SidecarError):
    """The site has the coupon add-on, whose coupons count instead of ours."""

    code = "addon_has_coupons"
    status = 409
    message = "This site has BookingX's coupon add-on: its coupons count. Add and end them in WordPress."


def add_coupon(desk: Desk, new: NewCoupon) -> None:
    """Add a coupon; its code is written in capital letters.

    Raises InvalidDataError with all faults, CouponExistsError, AddonHasCouponsError.
    """
    _require_own(desk)
    new = replace(new, code=new.code.strip().upper(), service_ids=tuple(dict.fromkeys(new.service_ids)))
    faults = [FieldFault(field, problem) for field, problem in _list_faults(desk, new)]
    if faults:
        raise InvalidDataError(fields=faults)
    if coupons.find_coupon(desk.tx, new.code):
        raise CouponExistsError
    coupons.add_coupon(desk.tx, new)


def end_coupon(desk: Desk, code: str) -> None:
    """End a coupon; bookings that have it keep their price. Raises NoSuchCouponError."""
    _require_own(desk)
    if not (code.isascii() and coupons.end_coupon(desk.tx, code.strip().upper())):
        raise NoSuchCouponError


def list_coupons(desk: Desk) -> list[OwnCoupon]:
    """Return the coupons of the list, the oldest first. Raises AddonHasCouponsError."""
    _require_own(desk)
    return coupons.list_coupons(desk.tx, limit=LIMIT)


def _require_own(desk: Desk) -> None:
    if find_addon_coupons(desk.connection, desk.tables) is not None:
        raise AddonHasCouponsError


def _list_faults(desk: Desk, new: NewCoupon) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(new.code):
        yield "code", "Expected letters A to Z, digits, - and _, at most 50."
    if new.kind not in KINDS:
        yield "kind", f"Expected one of: {', '.join(KINDS)}."
    most = HUNDRED if new.kind == PERCENT else MOST
    if not 0 < new.amount <= most or new.amount != new.amount.quantize(CENT):
        yield "amount", f"Expected an amount above 0, at most {most}, with two decimals at most."
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        yield "ends_on", "Expected a day that is not before the first."
    if new.usage_limit is not None and new.usage_limit < 1:
        yield "usage_limit", "Expected at least 1."
    if len(desk.offers.read_services(desk.connection, new.service_ids)) != len(new.service_ids):
        yield "service_ids", "One of these services does not exist."
