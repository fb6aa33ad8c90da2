"""Makes the coupon add-on's tables, with the columns that it has, and coupons in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tests.factories import execute

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

METADATA = sa.MetaData()


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, server_default="0")


def _money(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Numeric(10, 2), server_default="0")


COUPONS = sa.Table(
    "wp_bkx_coupons",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(50), nullable=False, unique=True),
    sa.Column("discount_type", sa.String(20), nullable=False, server_default="percentage"),
    *(_money(name) for name in ("discount_value", "min_booking_amount", "max_discount")),
    *(_number(name) for name in ("usage_limit", "usage_count", "per_user_limit", "first_booking_only")),
    sa.Column("start_date", sa.String(19).with_variant(sa.DateTime(), "mysql", "mariadb")),
    sa.Column("end_date", sa.String(19).with_variant(sa.DateTime(), "mysql", "mariadb")),
    sa.Column("is_active", sa.Integer, server_default="1"),
    *(sa.Column(name, sa.Text) for name in ("services", "seats", "excluded_services", "user_roles")),
)
USES = sa.Table(
    "wp_bkx_coupon_usage",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("coupon_id", sa.Integer, nullable=False, index=True),
    sa.Column("booking_id", sa.Integer, nullable=False, index=True),
    sa.Column("user_id", sa.Integer),
    _money("discount_amount"),
    sa.Column("used_at", sa.DateTime, server_default=sa.func.current_timestamp()),
    sa.Column("status", sa.String(20), server_default="active"),
)


def create_addon_tables(sidecar: Sidecar) -> None:
    """Make the tables, empty."""
    with sidecar.database.engine.begin() as connection:
        METADATA.create_all(connection)


def add_addon_coupon(sidecar: Sidecar, **changed: Any) -> None:
    """Write the coupon SUMMER of ten per cent."""
    values = {"code": "SUMMER", "discount_type": "percentage", "discount_value": 10} | changed
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    execute(sidecar, f"INSERT INTO wp_bkx_coupons ({names}) VALUES ({places})", **values)  # noqa: S608 - names of the test


def fetch_rows(sidecar: Sidecar, statement: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    with sidecar.database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]
