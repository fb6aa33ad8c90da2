"""Reads one value of a report as a field's type, whether PHP or JSON wrote it. Pure.

Each reader takes the value and the site's zone; returns None for what says nothing, and raises ValueError
with a sentence that says what would be right. No sentence repeats the value, which may be personal.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sidecar.spec import FieldType
from sidecar.wp_bridge.times import YEARS, ZERO, at_site

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[Any, tzinfo], Any]

MAX_TEXT = 10_000
MAX_INTEGER = 2**63 - 1
INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?")
UNIX_TIME = re.compile(r"[0-9]{9,11}")
TRUE, FALSE = frozenset({"1", "yes", "true", "on"}), frozenset({"", "0", "no", "false", "off"})


def to_text(raw: Any, _zone: tzinfo) -> str | None:
    """Return a text; ids that are numbers are texts as well."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        raise ValueError("Expected a text.")  # noqa: TRY004 # all that is wrong is told in one way
    is_whole = isinstance(raw, float) and raw.is_integer() and abs(raw) <= MAX_INTEGER
    text = str(int(raw) if is_whole else raw).strip()  # phone numbers of spreadsheets are 447911123456.0
    if len(text) > MAX_TEXT:
        raise ValueError(f"Expected a text of at most {MAX_TEXT} characters.")
    return text or None


def to_integer(raw: Any, _zone: tzinfo) -> int | None:
    """Return a whole number."""
    if _is_nothing(raw):
        return None
    if isinstance(raw, float) and raw.is_integer() and abs(raw) <= MAX_INTEGER:
        return int(raw)
    text = _spell(raw)
    if not INTEGER.fullmatch(text) or abs(int(text)) > MAX_INTEGER:
        raise ValueError("Expected a whole number.")
    return int(text)


def to_number(raw: Any, _zone: tzinfo) -> int | float | None:
    """Return a number as JSON has them."""
    number = _to_decimal(raw, "Expected a number.")
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def to_boolean(raw: Any, _zone: tzinfo) -> bool | None:
    """Return yes or no, which PHP and its options write in many ways."""
    if raw is None or isinstance(raw, bool):
        return raw
    text = _spell(raw).lower()
    if text not in TRUE | FALSE:
        raise ValueError("Expected true or false.")
    return text in TRUE


def to_amount(raw: Any, _zone: tzinfo) -> Decimal | None:
    """Return an amount of money."""
    return _to_decimal(raw, "Expected an amount such as 45.50, without a currency sign.")


def to_money(amount: Decimal, digits: int) -> Decimal:
    """Return an amount with so many digits behind the point; half a cent is rounded up, as BookingX does."""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def to_moment(raw: Any, zone: tzinfo) -> datetime | None:
    """Return a moment in UTC, from ISO 8601 or Unix time; without an offset it is the site's wall clock."""
    if _is_nothing(raw):
        return None
    text = _spell(raw)
    if text.startswith(ZERO):
        return None
    try:
        if UNIX_TIME.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text)
        if moment.year in YEARS:
            return (moment if moment.tzinfo else at_site(moment, zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise ValueError("Expected a time of ISO 8601 such as 2026-11-22T11:32:40+00:00.")


def to_day(raw: Any, _zone: tzinfo) -> date | None:
    """Return a date, from ISO 8601."""
    if _is_nothing(raw) or _spell(raw).startswith(ZERO):
        return None
    try:
        return datetime.fromisoformat(_spell(raw)).date()
    except ValueError:
        raise ValueError("Expected a date such as 2026-11-22.") from None


READERS: dict[FieldType, Reader] = {
    FieldType.STRING: to_text,
    FieldType.INTEGER: to_integer,
    FieldType.NUMBER: to_number,
    FieldType.BOOLEAN: to_boolean,
    FieldType.MONEY: to_amount,
    FieldType.DATETIME: to_moment,
    FieldType.DATE: to_day,
}
"""By type; what has children cannot be reported."""


def _is_nothing(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _spell(raw: Any) -> str:
    """Return a text or a number as text, anything else as one that nothing accepts."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        return "?"
    return (format(raw, "f") if isinstance(raw, Decimal) else str(raw)).strip()[:MAX_TEXT]


def _without_noise(number: float) -> Decimal | None:
    """Return what a float of an amount means: PHP's sums end in 0.00000000000001; None for infinity."""
    return Decimal(str(round(number, 6))) if math.isfinite(number) else None


def _to_decimal(raw: Any, problem: str) -> Decimal | None:
    if _is_nothing(raw):
        return None
    text = _spell(_without_noise(raw)) if isinstance(raw, float) else _spell(raw)
    if not DECIMAL.fullmatch(text):
        raise ValueError(problem)
    return Decimal(text)
