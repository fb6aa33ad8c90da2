"""Money as Zapier's users need it: decimals in text, and whole numbers of the smallest unit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision


def to_minor_units(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in the smallest unit of its ISO 4217 currency: 45.50 USD is 4550, 45 JPY is 45."""
    if amount is None:
        return None
    scaled = amount.scaleb(get_currency_precision(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))
