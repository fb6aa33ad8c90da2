"""What the demo writes in PHP's format is what PHP means by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.demo.php_text import PhpData, serialize
from sidecar.wp_bridge.php_serialized import loads
from tests.support.golden import load_golden

NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
SCALARS = st.text(max_size=20) | st.integers(-(2**63), 2**63 - 1)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, min_size=1, max_size=4)
)


@given(VALUES)
def test_what_is_written_is_read_as_the_same(value: PhpData) -> None:
    actual = loads(serialize(value))

    assert actual == value


@pytest.mark.parametrize("name", ["hour-extra", "days", "hour-guest"])
def test_an_array_of_bookingx_is_written_again_byte_for_byte(name: str) -> None:
    metas = load_golden("bookings", name)["steps"][0]["rows"]["created"]["wp_postmeta"]
    expected = next(row["meta_value"] for row in metas if row["meta_key"] == "order_meta_data")

    actual = serialize(loads(expected))  # type: ignore[arg-type] # it holds texts, integers and arrays only

    assert actual == expected


def test_lengths_count_bytes() -> None:
    actual = serialize("Møller")

    assert actual == 's:7:"Møller";'


def test_a_boolean_is_refused_and_not_written_as_a_number() -> None:
    with pytest.raises(TypeError, match="Booleans"):
        serialize([True])
