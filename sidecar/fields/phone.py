"""Phone numbers as telephone networks and other software read them."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


def to_e164(number: str | None, country: str) -> str | None:
    """Return a number as `+442079460555` (ITU-T E.164); None for what is no number that can be called.

    `country` (ISO 3166, or "") is where a number without a country code is from. An extension is left out:
    the form has no place for it.
    """
    try:
        parsed = phonenumbers.parse(number or "", country or None)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None  # a number of another country, read as one of this, would be a wrong one
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
