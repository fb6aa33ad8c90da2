"""Queries on the sidecar's own coupons, for sites without the coupon add-on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, insert, or_, select, update

from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Row

    from sidecar.db.database import Transaction

ACTIVE, ENDED = "active", "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCoupon:
    """A coupon to be written; `kind` is percent or fixed, both days are included, None is no rule."""

    code: str
    kind: str
    amount: Decimal
    starts_on: date | None = None
    ends_on: date | None = None
    usage_limit: int | None = None
    service_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCoupon(NewCoupon):
    """A coupon of the list, and how often it was used."""

    id: int
    used: int
    is_active: bool


def add_coupon(tx: Transaction, new: NewCoupon) -> None:
    """Write a coupon; its code must be free (unique index code)."""
    row = {
        "code": new.code,
        "kind": new.kind,
        "amount": str(new.amount),
        "starts_on": new.starts_on.isoformat() if new.starts_on else None,
        "ends_on": new.ends_on.isoformat() if new.ends_on else None,
        "usage_limit": new.usage_limit,
        "service_ids": msgspec.json.encode(new.service_ids).decode(),
        "created_at": utc_now(),
    }
    tx.execute(insert(tx.own.coupons).values(row))


def find_coupon(tx: Transaction, code: str) -> OwnCoupon | None:
    """Return the coupon of a code as it is stored, and lock it (unique index code)."""
    coupons = tx.own.coupons
    row = tx.execute(select(coupons).where(coupons.c.code == code).with_for_update()).one_or_none()
    return _build(row) if row else None


def list_coupons(tx: Transaction, after_id: int = 0, limit: int = 1000) -> list[OwnCoupon]:
    """Return the next coupons above an id, ascending (primary key)."""
    c = tx.own.coupons.c
    rows = tx.execute(select(tx.own.coupons).where(c.id > after_id).order_by(c.id).limit(limit))
    return [_build(row) for row in rows]


def end_coupon(tx: Transaction, code: str) -> bool:
    """End a coupon; False where there is none of the code (unique index code)."""
    c = tx.own.coupons.c
    return tx.execute(update(tx.own.coupons).where(c.code == code).values(status=ENDED)).rowcount > 0


def has_use(tx: Transaction, booking_id: int) -> bool:
    """Say whether a booking uses one of these coupons (unique index booking_id)."""
    uses = tx.own.coupon_uses
    query = select(func.count()).select_from(uses).where(uses.c.booking_id == booking_id)
    return bool(tx.execute(query).scalar_one())


def use_coupon(tx: Transaction, coupon_id: int, booking_id: int, amount: Decimal) -> bool:
    """Record a use; False where the coupon was used up (primary key)."""
    c = tx.own.coupons.c
    is_left = or_(c.usage_limit.is_(None), c.used < c.usage_limit)
    change = update(tx.own.coupons).where(c.id == coupon_id, is_left).values(used=c.used + 1)
    if not tx.execute(change).rowcount:
        return False
    row = {"coupon_id": coupon_id, "booking_id": booking_id, "amount": str(amount), "created_at": utc_now()}
    tx.execute(insert(tx.own.coupon_uses).values(row))
    return True


def _build(row: Row[*tuple[Any, ...]]) -> OwnCoupon:
    return OwnCoupon(
        id=row.id,
        code=row.code,
        kind=row.kind,
        amount=Decimal(row.amount),
        starts_on=date.fromisoformat(row.starts_on) if row.starts_on else None,
        ends_on=date.fromisoformat(row.ends_on) if row.ends_on else None,
        usage_limit=row.usage_limit,
        service_ids=msgspec.json.decode(row.service_ids, type=tuple[int, ...]),
        used=row.used,
        is_active=row.status == ACTIVE,
    )
