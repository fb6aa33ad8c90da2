"""`sidecar coupons`: add, list and end the coupons of the sidecar's own list."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

import click

from sidecar.db.coupons import NewCoupon
from sidecar.desk import coupon_list
from sidecar.errors import InvalidDataError
from sidecar.services.desks import open_desk
from sidecar.services.sidecar import open_sidecar
from sidecar.settings import load_settings
from sidecar.wp_bridge.addons.coupons import PERCENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sidecar.db.coupons import OwnCoupon
    from sidecar.desk.desk import Desk

Value = TypeVar("Value")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def coupons() -> None:
    """Add, list and end coupons, on sites without the coupon add-on."""


@coupons.command("add")
@click.argument("code")
@click.argument("amount")
@click.option("--kind", type=click.Choice(coupon_list.KINDS), default=PERCENT, show_default=True)
@click.option("--from", "starts_on", type=DAY, help="First day on which it can be used: 2026-12-01.")
@click.option("--until", "ends_on", type=DAY, help="Last day on which it can be used.")
@click.option("--limit", "usage_limit", type=int, help="How often it can be used. Without: any number.")
@click.option("--service", "service_ids", type=int, multiple=True, help="ID of a service. Repeatable.")
def add(  # noqa: PLR0913, PLR0917 - one for each option
    code: str,
    amount: str,
    kind: str,
    starts_on: datetime | None,
    ends_on: datetime | None,
    usage_limit: int | None,
    service_ids: tuple[int, ...],
) -> None:
    """Add a coupon of AMOUNT per cent, or of a fixed AMOUNT of money."""
    new = NewCoupon(
        code=code,
        kind=kind,
        amount=_read_amount(amount),
        starts_on=_to_day(starts_on),
        ends_on=_to_day(ends_on),
        usage_limit=usage_limit,
        service_ids=service_ids,
    )
    try:
        _at_desk(lambda desk: coupon_list.add_coupon(desk, new))
    except InvalidDataError as error:
        lines = [f"{fault.field}: {fault.problem}" for fault in error.fields]
        raise click.UsageError("\n".join(lines)) from error
    click.echo(f"Added {code.strip().upper()}.")


@coupons.command("list")
def list_() -> None:
    """List all coupons, and how often each was used."""
    for coupon in _at_desk(coupon_list.list_coupons):
        click.echo(_describe(coupon))


@coupons.command("end")
@click.argument("code")
def end(code: str) -> None:
    """End a coupon at once; bookings that have it keep their price."""
    _at_desk(lambda desk: coupon_list.end_coupon(desk, code))
    click.echo(f"Ended {code.strip().upper()}.")


def _at_desk(work: Callable[[Desk], Value]) -> Value:
    sidecar = open_sidecar(load_settings())
    _ = sidecar.layout  # found while no transaction is open
    return sidecar.database.run(lambda tx: work(open_desk(sidecar, tx)))


def _read_amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount.adjusted()) > 9:  # noqa: PLR2004 - more digits are no amount
        raise click.UsageError("amount: Expected a number such as 10 or 12.50.")
    return amount


def _to_day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _describe(coupon: OwnCoupon) -> str:
    amount = f"{coupon.amount} %" if coupon.kind == PERCENT else f"{coupon.amount:.2f}"
    uses = f"used {coupon.used}" + (f" of {coupon.usage_limit}" if coupon.usage_limit is not None else "")
    days = f"{coupon.starts_on or '…'} to {coupon.ends_on or '…'}"
    services = f"  services {', '.join(map(str, coupon.service_ids))}" if coupon.service_ids else ""
    return f"{coupon.code}  {amount}  {'active' if coupon.is_active else 'ended'}  {uses}  {days}{services}"
