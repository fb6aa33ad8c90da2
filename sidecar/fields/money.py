"""Money as Zapier's users need it: decimals in text, and whole numbers of the smallest unit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

USUAL_DIGITS = 2
NOISE = Decimal("1e-9")
"""What a binary number is beside the decimal one that was meant."""
# ISO 4217, list one, column "minor unit": all that is not 2. The Unicode data that libraries carry says how
# many digits are customary, which is another number for a dozen currencies (IQD, RSD, LBP ...).
DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"), 0),
    **dict.fromkeys(("VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def get_digits(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217); two for a code that nobody knows."""
    return DIGITS.get(currency.upper(), USUAL_DIGITS)


def to_minor_units(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in the smallest unit of its currency: 45.50 USD is 4550, 45 JPY is 45.

    A fraction of the smallest unit is rounded, a half away from zero, as BookingX rounds tax.
    """
    if amount is None:
        return None
    scaled = amount.scaleb(get_digits(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def in_digits(amount: Decimal | None, currency: str) -> Decimal | None:
    """Return an amount with its currency's decimals: 45 GBP is 45.00, 4500.00 JPY is 4500.

    Nothing is ever rounded: an amount of more decimals than the currency has (12.345 GBP) stays as stored.
    But what is less than `NOISE` is no part of an amount: it keeps a price above its fault in BookingX.
    """
    if amount is None:
        return None
    rounded = amount.quantize(Decimal(1).scaleb(-get_digits(currency)), rounding=ROUND_HALF_UP)
    return rounded if abs(rounded - amount) < NOISE else amount
