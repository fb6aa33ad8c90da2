"""Reads one value that an action or a search was given as its input's type. Pure.

As in `services/reports/values.py`: a reader takes the value and the site's zone, returns None for what says
nothing, and raises ValueError with a sentence that says what would be right and never repeats the value.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sidecar.action_spec import Format
from sidecar.services.reports import values
from sidecar.spec import FieldType
from sidecar.wp_bridge.times import YEARS, at_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.services.reports.values import Reader

MAX_EMAIL = 100  # characters of user_email in WordPress
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
HOURS = re.compile(
    r"(?P<opens>([01]?[0-9]|2[0-3]):[0-5][0-9])\s*[-\u2013]\s*(?P<closes>([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)"
)
CLOSED = "closed"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")
SPOKEN_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ,]+(?P<hour>[0-9]{1,2})(:(?P<minute>[0-9]{2}))?\s*"
    r"(?P<half>[ap])\.?m\.?",
    re.IGNORECASE,
)
NOON = 12
EXPECTED_TIME = "Expected a time such as 2026-12-01 15:00, or with an offset: 2026-12-01T15:00:00+01:00."


def to_text(raw: Any, zone: tzinfo) -> str | None:
    """Return a text, without white space around it; control characters have no place in it."""
    text = values.to_text(raw, zone)
    if text is not None and CONTROL.search(text):
        raise ValueError("Expected a text without control characters.")
    return text


def to_local(raw: Any, zone: tzinfo) -> datetime | None:
    """Return a time by the site's clock, naive; without an offset it is that clock's already."""
    text = to_text(raw, zone)
    if text is None:
        return None
    try:
        moment = _read_spoken(text) or datetime.fromisoformat(text)
        local = moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise ValueError(EXPECTED_TIME) from None
    if local.year not in YEARS or (":" not in text and not SPOKEN_TIME.fullmatch(text)):
        raise ValueError(EXPECTED_TIME)
    local = local.replace(second=0, microsecond=0, fold=0)
    if at_site(local, zone).replace(tzinfo=None) != local:
        raise ValueError("Expected a time that exists: the clocks go forward then.")
    return local


def _read_spoken(text: str) -> datetime | None:
    """Return a time with am or pm; None for any other."""
    spoken = SPOKEN_TIME.fullmatch(text)
    if spoken is None:
        return None
    hour = int(spoken["hour"])
    if not 1 <= hour <= NOON:
        raise ValueError
    hour = hour % NOON + (NOON if spoken["half"].lower() == "p" else 0)
    return datetime.fromisoformat(f"{spoken['day']}T{hour:02}:{spoken['minute'] or '00'}")


READERS: dict[FieldType, Reader] = values.READERS | {
    FieldType.STRING: to_text,
    FieldType.DATETIME: to_local,
}
"""By type; LIST and `is_list` are `inputs.py`'s."""


def check_email(text: str) -> str:
    """Return an address that WordPress takes (is_email, wp-includes/formatting.php) in ASCII."""
    if len(text) > MAX_EMAIL or ".." in text or not EMAIL.fullmatch(text):
        raise ValueError(f"Expected an e-mail address of at most {MAX_EMAIL} ASCII characters.")
    return text


def check_hours(text: str) -> str:
    """Return opening hours as `09:00-17:00`, or `closed`."""
    if text.lower() == CLOSED:
        return CLOSED
    hours = HOURS.fullmatch(text)
    if hours is None:
        raise ValueError("Expected hours such as 09:00-17:00, or closed.")
    return f"{hours['opens']:0>5}-{hours['closes']:0>5}"


def check_url(text: str) -> str:
    """Return an address of the web."""
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError("Expected an address such as https://example.com/page.")
    return text


FORMATS: dict[Format, Callable[[str], str]] = {
    Format.EMAIL: check_email,
    Format.HOURS: check_hours,
    Format.URL: check_url,
}
