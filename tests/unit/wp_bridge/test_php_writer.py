"""What is written in PHP's format is what PHP would write, and is never an object."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.wp_bridge.php.serialized import SerializedError, loads
from sidecar.wp_bridge.php.writer import dumps, is_empty, is_taken_for_serialized, to_meta_value

RECORDED = [
    recorded
    for line in Path("tests/fixtures/golden/serialized.jsonl").read_text(encoding="utf-8").splitlines()
    if not (recorded := json.loads(line))["refuse"]
]
OBJECT = 'O:8:"stdClass":0:{}'
KEYS = st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, min_size=1, max_size=4),
    max_leaves=20,
)


def get_bytes(recorded: dict[str, Any]) -> bytes:
    if "serialized" in recorded:
        return str(recorded["serialized"]).encode()
    return base64.b64decode(recorded["serialized_base64"])


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: str(recorded["id"]))
def test_what_php_wrote_is_written_back_byte_by_byte(recorded: dict[str, Any]) -> None:
    assert dumps(loads(get_bytes(recorded))) == get_bytes(recorded)


@given(VALUES)
def test_what_is_written_means_the_same_when_it_is_read(value: Any) -> None:
    try:
        written = dumps(value)
    except SerializedError:  # two keys that are one to PHP, such as "1" and 1
        return

    assert dumps(loads(written)) == written


def test_lengths_count_bytes() -> None:
    assert dumps({"name": "Zoë 🎉"}) == 'a:1:{s:4:"name";s:9:"Zoë 🎉";}'.encode()


def test_keys_that_look_like_integers_become_integers() -> None:
    assert dumps({"5": "a", "-3": "b", "05": "c", "9223372036854775808": "d"}) == (
        b'a:4:{i:5;s:1:"a";i:-3;s:1:"b";s:2:"05";s:1:"c";s:19:"9223372036854775808";s:1:"d";}'
    )


@pytest.mark.parametrize(
    "value",
    [2**63, "\ud800", {"1": "a", 1: "b"}, {"deep": ["\ud800"]}],
    ids=["65-bits", "half-a-character", "two-keys-that-are-one", "deep-within"],
)
def test_what_could_not_be_read_back_is_not_written(value: Any) -> None:
    with pytest.raises(SerializedError):
        dumps(value)


def test_nesting_is_bounded() -> None:
    value: Any = []
    for _ in range(2_000):
        value = [value]

    with pytest.raises(SerializedError):
        dumps(value)


@pytest.mark.parametrize("value", [object(), {1, 2}, (1, 2), {True: "yes"}, {None: "no"}, {1.5: "half"}])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        dumps(value)


def test_an_object_s_text_is_written_as_a_text() -> None:
    assert to_meta_value(OBJECT) == 's:19:"O:8:"stdClass":0:{}";'


@pytest.mark.parametrize(
    "text",
    [
        *(OBJECT, f" {OBJECT}\n", "a:0:{}", 'a:1:{i:0;s:1:"x";}', "N;", "b:1;", "i:5;", "d:0.5;"),
        *('s:1:"x";', 's:1:"\n";', "O:1:x}", 'E:7:"Suit:A";', "i:5; and more", "a:1:{ never closed;"),
    ],
)
def test_a_text_that_wordpress_would_take_for_serialized_is_serialized(text: str) -> None:
    assert is_taken_for_serialized(text)
    assert loads(to_meta_value(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "N", "N;;", "Ann", "a:b", "O'Brien; Sons}", "i:five;", "Order: 5;", "a:1", "s:1:x;", "C:1:}", "0"],
)
def test_any_other_text_is_stored_as_it_is(text: str) -> None:
    assert to_meta_value(text) == text


@pytest.mark.parametrize(
    ("value", "stored"), [(57, "57"), (0, "0"), (True, "1"), (False, ""), (None, ""), ([], "a:0:{}")]
)
def test_values_that_are_no_text_are_stored_as_wordpress_does(value: Any, stored: str) -> None:
    assert to_meta_value(value) == stored


@pytest.mark.parametrize("value", ["\ud800", [b"\xff"]])
def test_what_a_column_of_text_cannot_hold_is_no_meta(value: Any) -> None:
    with pytest.raises(SerializedError):
        to_meta_value(value)


@pytest.mark.parametrize("value", ["", "0", 0, 0.0, False, None, [], {}, b""], ids=repr)
def test_what_is_empty_to_php_is_empty(value: Any) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", ["0.00", "00", " ", "None", 1, -1, 0.5, True, ["0"], {"a": 0}], ids=repr)
def test_what_is_not_empty_to_php_is_not_empty(value: Any) -> None:
    assert not is_empty(value)
