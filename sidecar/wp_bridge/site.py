"""What the sidecar must know of a site before it can read a booking: its zone, its currency, its name.

BookingX 1.1.2 stores its version nowhere in the database; it stands in the plugin's file alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from sidecar.errors import SetupError
from sidecar.wp_bridge.texts import decode_entities
from sidecar.wp_bridge.times import fixed_zone, get_zone_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

DEFAULT_CURRENCY = "AUD"  # what BookingX falls back to without the option
CURRENCY = re.compile(r"[A-Z]{3}")
COUNTRY = re.compile(r"[A-Z]{2}")
OPTIONS = (
    "home",
    "blogname",
    "admin_email",
    "timezone_string",
    "gmt_offset",
    "currency_option",
    "bkx_business_country",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One WordPress site, as its settings describe it. `url` has no slash at its end.

    `country` is ISO 3166's code of the business's country, "" where BookingX's settings do not say it.
    """

    url: str
    name: str
    admin_email: str
    time_zone: tzinfo
    currency: str
    country: str = ""

    @property
    def time_zone_name(self) -> str:
        """The zone's name: `Europe/London`, or `+05:30` where the site is set to an offset."""
        return get_zone_name(self.time_zone)


def read_site(connection: Connection, tables: WpTables) -> Site:
    """Read the site's settings in one query (unique index option_name of wp_options).

    Raises `SetupError` if the site's time zone is one that does not exist.
    """
    options = tables.options.c
    query = sa.select(options.option_name, options.option_value).where(options.option_name.in_(OPTIONS))
    found = dict(connection.execute(query).all())
    currency = found.get("currency_option", "").strip().upper()
    country = found.get("bkx_business_country", "").strip().upper()
    return Site(
        url=found.get("home", "").rstrip("/"),
        name=decode_entities(found.get("blogname", "")),
        admin_email=found.get("admin_email", ""),
        time_zone=get_zone(found.get("timezone_string", ""), found.get("gmt_offset", "")),
        currency=currency if CURRENCY.fullmatch(currency) else DEFAULT_CURRENCY,
        country=country if COUNTRY.fullmatch(country) else "",
    )


def read_admin_url(connection: Connection, tables: WpTables) -> str:
    """Return the address of wp-admin, with a slash at its end (unique index option_name of wp_options).

    It lies below `siteurl`, where WordPress's files are; `home`, where visitors come to, may be another.
    """
    options = tables.options.c
    query = sa.select(options.option_value).where(options.option_name == "siteurl")
    return f"{(connection.scalar(query) or '').rstrip('/')}/wp-admin/"


def get_zone(timezone_string: str, gmt_offset: str) -> tzinfo:
    """Return the zone that WordPress means: the city if one is set, else the offset in hours.

    Raises `SetupError` for a city or an offset that does not exist.
    """
    try:
        return ZoneInfo(timezone_string) if timezone_string else fixed_zone(float(gmt_offset or 0))
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError) as error:
        raise SetupError(
            f"The site's time zone ({(timezone_string or gmt_offset)[:60]!r}) is unknown. "
            "Choose one in WordPress under Settings, General."
        ) from error
