"""What holds for the whole business: its opening hours, vacation, holidays and taxes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import OpeningHours
from sidecar.wp_bridge.opening_hours import read_hours_groups
from sidecar.wp_bridge.posts.booking_payment import to_amount
from sidecar.wp_bridge.posts.post_metas import PostMetas
from sidecar.wp_bridge.times import parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

IncludeTax = Literal["plus", "minus", ""]

HOURS = "bkx_business_days"
VACATION_FROM, VACATION_TILL = "bkx_biz_vac_sd", "bkx_biz_vac_ed"
HOLIDAYS = "bkx_biz_pub_holiday"
TAX_RATE, TAX_NAME, TAX_INCLUDED = "bkx_tax_rate", "bkx_tax_name", "bkx_prices_include_tax"
OPTIONS = (HOURS, VACATION_FROM, VACATION_TILL, HOLIDAYS, TAX_RATE, TAX_NAME, TAX_INCLUDED)
INCLUDED: dict[str, IncludeTax] = {"0": "plus", "1": "minus"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """How prices are taxed. `rate` is in percent and above 0, None where there is no tax.

    `stored_rate` is the rate as it was typed, which is what BookingX keeps at a booking. `include_tax` is
    its own word: "plus" where tax comes on top of prices, "minus" where they contain it, and "" where the
    setting is damaged, which BookingX calculates like "plus".
    """

    rate: Decimal | None
    stored_rate: str
    name: str
    include_tax: IncludeTax


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What holds for everyone who has no rule of their own.

    `weekly_hours` has an entry for each of the seven days, None where it is closed. A vacation has both
    its days or neither; the last is part of it. `unreadable` names the options that are damaged: what they
    held is None, "" or empty here.
    """

    weekly_hours: dict[str, OpeningHours | None]
    vacation_from: date | None
    vacation_till: date | None
    holidays: frozenset[date]
    tax: Tax
    unreadable: tuple[str, ...] = ()


def read_business(connection: Connection, tables: WpTables) -> Business:
    """Read the business's settings in one query (unique index option_name of wp_options)."""
    options = tables.options.c
    query = sa.select(options.option_name, options.option_value).where(options.option_name.in_(OPTIONS))
    return build_business(dict(connection.execute(query).all()))


def build_business(stored: Mapping[str, str]) -> Business:
    """Return the business as its options describe it; an option that is absent was never set.

    BookingX counts a vacation only where both its days are set (admin/class-bookingx-admin.php:753-774).
    """
    options = PostMetas(dict(stored))
    first = options.parse_flat(VACATION_FROM, parse_date)
    last = options.parse_flat(VACATION_TILL, parse_date)
    has_vacation = first is not None and last is not None
    return Business(
        weekly_hours=read_hours_groups(options, HOURS),
        vacation_from=first if has_vacation else None,
        vacation_till=last if has_vacation else None,
        holidays=_read_holidays(options),
        tax=_read_tax(options),
        unreadable=tuple(options.unreadable),  # last: the readers above fill it
    )


def _read_holidays(options: PostMetas) -> frozenset[date]:
    stored = (options.find_array(HOLIDAYS) or {}).values()
    days = (options.parse(HOLIDAYS, str(day or ""), parse_date) for day in stored)
    return frozenset(day for day in days if day is not None)


def _read_tax(options: PostMetas) -> Tax:
    """Read the tax (includes/core/functions/filter-actions-functions.php:589-625).

    Never set, prices count as exclusive of tax; set to anything but 0 and 1, as neither.
    """
    stored_rate = options.flat.get(TAX_RATE, "").strip()
    rate = options.parse_flat(TAX_RATE, to_amount)
    return Tax(
        rate=rate if rate is not None and rate > 0 else None,
        stored_rate=stored_rate,
        name=options.text(TAX_NAME),
        include_tax=INCLUDED.get(options.flat.get(TAX_INCLUDED, "0").strip(), ""),
    )
