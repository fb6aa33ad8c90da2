"""Entities are decoded once, and only where they are entities."""

from __future__ import annotations

import pytest

from sidecar.wp_bridge.texts import decode_entities


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("Bo &amp; Co", "Bo & Co"),
        ("Bea O&#8217;Neill", "Bea O\u2019Neill"),
        ("&pound;", "£"),
        ("&#36;", "$"),
        ("&#x1F338;", "🌸"),
        ("&amp;amp;", "&amp;"),
        ("cut&copy", "cut&copy"),
        ("Q&A; R&D", "Q&A; R&D"),
        ("&notit;", "&notit;"),
        ("שלום 🌸", "שלום 🌸"),
    ],
)
def test_a_stored_text_is_decoded_once(stored: str, expected: str) -> None:
    assert decode_entities(stored) == expected
