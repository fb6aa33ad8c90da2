"""Reads the coupon add-on's coupons where a site has them, and records their uses as the add-on does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Table, TableClause
from sqlalchemy.exc import NoSuchTableError

from sidecar.wp_bridge.tables import WpDateTime

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

PERCENT, FIXED, FREE_SERVICE, FREE_EXTRA = "percent", "fixed", "free_service", "free_extra"
KINDS = {"percentage": PERCENT, FIXED: FIXED, FREE_SERVICE: FREE_SERVICE, FREE_EXTRA: FREE_EXTRA}
"""The add-on's words for what a coupon does, and ours."""
COUPONS, USES = "bkx_coupons", "bkx_coupon_usage"
TIMES = ("start_date", "end_date")
NEEDED = frozenset({"id", "code", "discount_type", "discount_value", "usage_limit", "usage_count"})
KNOWN = (
    *sorted(NEEDED),
    "min_booking_amount",
    "max_discount",
    "per_user_limit",
    *TIMES,
    "is_active",
    "services",
    "seats",
    "excluded_services",
    "user_roles",
    "first_booking_only",
)
USE_COLUMNS = ("id", "coupon_id", "booking_id", "user_id", "discount_amount", "status")
ACTIVE = "active"
ADDON_CODE, ADDON_DISCOUNT = "_bkx_coupon_code", "_bkx_coupon_discount"
"""The add-on's metas at a booking: its screen shows them, and gives the use back when it is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A coupon and its rules; None is no rule. Times are the site's clock (naive), `ends_at` is included.

    `kind` is one of ours, or "" for one that nobody knows. `amount` is a percentage or money.
    """

    id: int
    code: str
    kind: str
    amount: Decimal
    is_active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    usage_limit: int | None = None
    used: int = 0
    per_customer: int | None = None
    least_total: Decimal | None = None
    most_discount: Decimal | None = None
    service_ids: frozenset[int] | None = None
    excluded_service_ids: frozenset[int] = frozenset()
    staff_ids: frozenset[int] | None = None
    roles: frozenset[str] | None = None
    is_for_first_booking: bool = False


@dataclass(frozen=True)
class AddonCoupons:
    """The add-on's two tables, opened, and WordPress's posts, which it asks for bookings."""

    coupons: TableClause
    uses: TableClause
    posts: Table

    def lock(self, connection: Connection, code: str) -> Coupon | None:
        """Return the coupon of a code, in any case, and lock it. Unique index code."""
        query = sa.select(self.coupons).where(self.coupons.c.code == code.upper()).with_for_update()
        rows = [_build(row) for row in connection.execute(query).mappings()]
        return next((coupon for coupon in rows if coupon.code.upper() == code.upper()), None)

    def list_after(self, connection: Connection, after_id: int, limit: int) -> list[Coupon]:
        """Return the next coupons above an id, ascending. Primary key."""
        c = self.coupons.c
        query = sa.select(self.coupons).where(c.id > after_id).order_by(c.id).limit(limit)
        return [_build(row) for row in connection.execute(query).mappings()]

    def has_use(self, connection: Connection, booking_id: int) -> bool:
        """Say whether a booking uses a coupon. Index booking_id."""
        c = self.uses.c
        query = sa.select(c.id).where(c.booking_id == booking_id, c.status == ACTIVE).limit(1)
        return connection.scalar(query) is not None

    def count_uses(self, connection: Connection, coupon_id: int, user_id: int) -> int:
        """Return how often a user uses a coupon. Index user_id."""
        c = self.uses.c
        is_theirs = (c.user_id == user_id, c.coupon_id == coupon_id, c.status == ACTIVE)
        return connection.scalar(sa.select(sa.func.count()).select_from(self.uses).where(*is_theirs)) or 0

    def has_earlier_booking(self, connection: Connection, user_id: int, booking_id: int) -> bool:
        """Say whether a user is the author of an older booking. Index post_author."""
        c = self.posts.c
        is_theirs = (c.post_author == user_id, c.post_type == "bkx_booking", c["ID"] < booking_id)
        return connection.scalar(sa.select(c["ID"]).where(*is_theirs).limit(1)) is not None

    def use(
        self, connection: Connection, coupon: Coupon, booking_id: int, user_id: int | None, amount: Decimal
    ) -> bool:
        """Record a use; False where the coupon was used up. Primary key."""
        c = self.coupons.c
        used = sa.func.coalesce(c.usage_count, 0)
        is_left = sa.or_(sa.func.coalesce(c.usage_limit, 0) <= 0, used < c.usage_limit)
        change = sa.update(self.coupons).where(c.id == coupon.id, is_left).values(usage_count=used + 1)
        if not connection.execute(change).rowcount:
            return False
        row = {"coupon_id": coupon.id, "booking_id": booking_id, "user_id": user_id, "status": ACTIVE}
        connection.execute(sa.insert(self.uses).values(row | {"discount_amount": str(amount)}))
        return True


def find_addon_coupons(connection: Connection, tables: WpTables) -> AddonCoupons | None:
    """Return the add-on's tables; None where the site has not both, with the columns that its rules need."""
    prefix = tables.prefix
    there = _list_columns(connection, f"{prefix}{COUPONS}")
    if not there >= NEEDED or not _list_columns(connection, f"{prefix}{USES}").issuperset(USE_COLUMNS):
        return None
    columns = [sa.column(name, WpDateTime() if name in TIMES else None) for name in KNOWN if name in there]
    coupons: TableClause = sa.table(f"{prefix}{COUPONS}", *columns)
    uses: TableClause = sa.table(f"{prefix}{USES}", *(sa.column(name) for name in USE_COLUMNS))
    return AddonCoupons(coupons, uses, tables.posts)


def _list_columns(connection: Connection, name: str) -> set[str]:
    try:
        return {column["name"] for column in sa.inspect(connection).get_columns(name)}
    except NoSuchTableError:
        return set()


def _build(row: Any) -> Coupon:
    least, most = _to_decimal(row.get("min_booking_amount")), _to_decimal(row.get("max_discount"))
    return Coupon(
        id=row["id"],
        code=str(row["code"]),
        kind=KINDS.get(row["discount_type"], ""),
        amount=_to_decimal(row["discount_value"]),
        is_active=bool(row.get("is_active", 1)),
        starts_at=row.get("start_date"),
        ends_at=row.get("end_date"),
        usage_limit=_to_limit(row["usage_limit"]),
        used=row["usage_count"] or 0,
        per_customer=_to_limit(row.get("per_user_limit")),
        least_total=least if least > 0 else None,
        most_discount=most if most > 0 else None,
        service_ids=_read_ids(row.get("services")),
        excluded_service_ids=_read_ids(row.get("excluded_services")) or frozenset(),
        staff_ids=_read_ids(row.get("seats")),
        roles=_read_words(row.get("user_roles")),
        is_for_first_booking=bool(row.get("first_booking_only")),
    )


def _to_decimal(stored: Any) -> Decimal:
    return Decimal(str(stored or 0))


def _to_limit(stored: int | None) -> int | None:
    return stored if stored and stored > 0 else None


def _read_words(stored: str | None) -> frozenset[str] | None:
    """Return the words of a JSON list, None for none; a damaged one lets nothing through."""
    if not stored:
        return None
    try:
        words = msgspec.json.decode(stored)
    except msgspec.DecodeError:
        return frozenset()
    return frozenset(map(str, words)) if isinstance(words, list) else frozenset()


def _read_ids(stored: str | None) -> frozenset[int] | None:
    words = _read_words(stored)
    return None if words is None else frozenset(int(word) for word in words if word.isdecimal())
