"""Turns the times that WordPress and BookingX store into aware ones, in one place.

Booking times are the wall clock of the site, BookingX's own time stamps are UTC, and dates come in
several spellings. Everything that leaves is ISO 8601 with an offset.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

ZERO = "0000-00-00"
YEARS = range(1970, 2200)  # beyond lie typing errors, and dates that cannot be calculated with

# Parsing takes days and months with and without leading zeros.
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y")
DATETIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")

# WordPress writes UTC+5.5, browsers +05:30; no zone is further from UTC than 14 hours.
_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-])([0-9]{1,2})(?:\.([0-9]{1,2})|:?([0-5][0-9]))?", re.IGNORECASE)
MAX_OFFSET_HOURS = 14


def at_site(local: datetime, zone: tzinfo) -> datetime:
    """Return the moment that a wall clock in `zone` shows as `local` (naive), as PHP sees it.

    A time that the change to summer time skips moves forward by what was skipped (01:30 becomes
    02:30); of a time that comes twice in autumn the first is meant.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def parse_date(text: str) -> date | None:
    """Return a date written as `2026-12-1`, `12/01/2026` or `December 1, 2026`; None for none.

    Raises ValueError for anything else.
    """
    parsed = _parse(text, DATE_FORMATS)
    return parsed.date() if parsed else None


def parse_local(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment of a stored wall-clock time; None for none. Raises ValueError if unreadable."""
    parsed = _parse(text, DATETIME_FORMATS)
    return at_site(parsed, zone) if parsed else None


def parse_utc(text: str) -> datetime | None:
    """Return the moment of a stored UTC time; None for none. Raises ValueError if unreadable."""
    parsed = _parse(text, DATETIME_FORMATS)
    return parsed.replace(tzinfo=UTC) if parsed else None


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the midnight with which a day begins at the site."""
    return at_site(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - at_site gives it its zone


def fixed_zone(hours: float) -> tzinfo:
    """Return the zone of a site that is set to an offset in hours (`5.5`) instead of a city."""
    if not hours:
        return ZoneInfo("UTC")
    minutes = round(hours * 60)
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    return timezone(timedelta(minutes=minutes), f"{sign}{size // 60:02}:{size % 60:02}")


def get_zone_name(zone: tzinfo) -> str:
    """Return `Europe/London`, or `+05:30` for a fixed offset."""
    return zone.key if isinstance(zone, ZoneInfo) else str(zone)


def get_named_zone(name: str) -> tzinfo:
    """Return the zone of a name in the time zone database, in any case, or of an offset as it is written.

    `Europe/London`, `+05:30`, `UTC+5.5` and `-3` are understood. Raises ValueError for anything else.
    """
    known = _zone_names().get(name.casefold())
    if known is not None:
        return ZoneInfo(known)
    offset = _OFFSET.fullmatch(name)
    if offset is None:
        raise ValueError(f"{name[:40]!r} is not a time zone.")
    sign, hours, fraction, minutes = offset.groups()
    size = int(hours) + float(f"0.{fraction or 0}") + int(minutes or 0) / 60
    if size > MAX_OFFSET_HOURS:
        raise ValueError(f"{name[:40]!r} is further from UTC than any zone.")
    return fixed_zone(-size if sign == "-" else size)


@cache
def _zone_names() -> dict[str, str]:
    """Return the zones of the database's own list: a folder of zone files may hold others, too."""
    names = (resources.files("tzdata") / "zones").read_text(encoding="ascii").split()
    return {name.casefold(): name for name in names}


def _parse(text: str, formats: tuple[str, ...]) -> datetime | None:
    text = text.strip()
    if not text or text.startswith(ZERO):
        return None
    for form in formats:
        with suppress(ValueError):
            parsed = datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
            if parsed.year in YEARS:
                return parsed
    raise ValueError(f"{text[:40]!r} is not a time that BookingX writes.")
