"""A phone number leaves in E.164 form, or not at all."""

from __future__ import annotations

import pytest

from sidecar.fields.phone import to_e164


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("020 7946 0555", "GB", "+442079460555"),
        ("+44 (0)20 7946 0555", "", "+442079460555"),
        ("+1 202-456-1414 ext. 5", "GB", "+12024561414"),
        ("٠٢٠ ٧٩٤٦ ٠٥٥٥", "GB", "+442079460555"),  # noqa: RUF001 # digits of another script
        ("020 7946 0555", "", None),
        ("020 7946 0555", "XX", None),
        ("12345", "GB", None),
        ("+999 123456", "GB", None),
        ("call me 🌸", "GB", None),
        ("1" * 10_000, "GB", None),
        ("", "GB", None),
        (None, "GB", None),
    ],
)
def test_a_number_is_given_in_the_form_of_networks(
    number: str | None, country: str, expected: str | None
) -> None:
    assert to_e164(number, country) == expected
