"""Texts from outside are stored as BookingX's form stores them."""

from __future__ import annotations

import pytest

from sidecar.wp_bridge.text_fields import to_text_field

CASES = {
    "  <b>Bo</b> &amp; Co ": "Bo &amp; Co",
    "100% <script>x</script> Ltd": "100% Ltd",
    'Sin"ead;': 'Sin"ead;',
    "O'Brien \\ Sons": "O'Brien \\ Sons",
    "Zoë\n\t 🎉": "Zoë 🎉",
    "a <b and c": "a &lt;b and c",
    "a < b": "a &lt; b",
    "<script>if (a<b) alert(1)</SCRIPT>Ann": "Ann",
    "50%20 off": "50 off",
    "%2%2ff": "",
    'O:8:"stdClass":0:{}': 'O:8:"stdClass":0:{}',
    "<img src=x onerror=alert(1)>": "",
}


@pytest.mark.parametrize(("given", "stored"), CASES.items())
def test_a_text_becomes_one_line_without_markup(given: str, stored: str) -> None:
    assert to_text_field(given) == stored
