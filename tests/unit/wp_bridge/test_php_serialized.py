"""The reader of PHP's serialized texts agrees with PHP, and refuses what it must."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.wp_bridge.php.serialized import SerializedError, loads, looks_serialized

RECORDED = [
    json.loads(line)
    for line in Path("tests/fixtures/golden/serialized.jsonl").read_text(encoding="utf-8").splitlines()
]


def get_text(recorded: dict[str, Any]) -> str | bytes:
    if "serialized" in recorded:
        return str(recorded["serialized"])
    return base64.b64decode(recorded["serialized_base64"])


def to_python(meaning: dict[str, Any]) -> Any:
    """Build the value from its recorded form, in which every type is named."""
    ((kind, value),) = meaning.items()
    readers: dict[str, Any] = {
        "str": str,
        "bytes": base64.b64decode,
        "int": int,
        "float": float,
        "bool": bool,
        "null": lambda _: None,
        "list": lambda items: [to_python(item) for item in items],
        "map": lambda pairs: {to_python(key): to_python(item) for key, item in pairs},
    }
    return readers[kind](value)


def with_types(value: Any) -> Any:
    """Spell a value so that 1, 1.0, True and "1" differ, as do 0.0 and -0.0, and NaN equals NaN."""
    if isinstance(value, list):
        return [with_types(item) for item in value]
    if isinstance(value, dict):
        return [(with_types(key), with_types(item)) for key, item in value.items()]
    return (type(value).__name__, repr(value))


@pytest.mark.parametrize(
    "recorded", [r for r in RECORDED if not r["refuse"]], ids=lambda recorded: str(recorded["id"])
)
def test_a_text_that_php_wrote_means_what_php_meant(recorded: dict[str, Any]) -> None:
    expected = with_types(to_python(recorded["meaning"]))

    actual = with_types(loads(get_text(recorded)))

    assert actual == expected


@pytest.mark.parametrize(
    "recorded", [r for r in RECORDED if r["refuse"]], ids=lambda recorded: str(recorded["id"])
)
def test_a_text_that_must_not_be_read_is_refused(recorded: dict[str, Any]) -> None:
    with pytest.raises(SerializedError):
        loads(get_text(recorded))


@pytest.mark.parametrize(
    "text",
    [
        "i:9223372036854775808;",
        "i:007;",
        "i:-0;",
        "d:1.0E+999;",
        "d:nan;",
        "b:2;",
        "i:1;i:2;",
        "i:1; ",
        'a:2:{i:0;i:1;s:1:"0";i:2;}',
        "a:1:{i:0;i:1;i:1;i:2;}",
        "a:1:{b:1;i:1;}",
        "a:1:{i:0;i:1;",
        'S:1:"a";',
        "N",
        "\ud800",
        "a:64000:{}",
    ],
)
def test_a_text_that_php_never_writes_is_refused(text: str) -> None:
    with pytest.raises(SerializedError):
        loads(text)


def test_a_numeric_text_as_key_becomes_the_integer_that_php_makes_of_it() -> None:
    actual = loads('a:3:{s:2:"12";N;s:2:"01";N;s:20:"99999999999999999999";N;}')

    assert actual == {12: None, "01": None, "99999999999999999999": None}


def nest(depth: int) -> str:
    return "a:1:{i:0;" * depth + "N;" + "}" * depth


def test_64_nested_arrays_are_read_and_65_refused() -> None:
    loads(nest(64))

    with pytest.raises(SerializedError, match="64 nested arrays"):
        loads(nest(65))


def test_nesting_without_end_is_refused_and_not_a_recursion_error() -> None:
    with pytest.raises(SerializedError, match="64 nested arrays"):
        loads(nest(50_000))


def make_list(length: int) -> str:
    return f"a:{length}:{{" + "".join(f"i:{index};N;" for index in range(length)) + "}"


def test_50_000_items_are_read_and_one_more_refused() -> None:
    assert loads(make_list(50_000)) == [None] * 50_000

    with pytest.raises(SerializedError, match="50000 items"):
        loads(make_list(50_001))


def test_more_than_a_megabyte_is_refused() -> None:
    text = "x" * 1_000_000

    with pytest.raises(SerializedError, match="1000000 bytes"):
        loads(f's:1000000:"{text}";')


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_the_one_error(data: bytes) -> None:
    with suppress(SerializedError):
        loads(data)


@given(st.text(max_size=50))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    size = len(text.encode())

    actual = loads(f's:{size}:"{text}";')

    assert actual == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:0:{}", True),
        ('O:8:"stdClass":0:{}', True),
        ("i:5;", True),
        ("N;", True),
        ('s:3:"a\nb";', True),
        ('a:1:{\nO:8:"stdClass":0:{}}', True),
        ("d:-1.5E+25;", True),
        ("a: an introduction", False),
        ("s: so; as said;", False),
        ("b: this\nand that;", False),
        ("", False),
        ("Nothing;", False),
    ],
)
def test_a_serialized_text_is_told_from_plain_text(text: str, *, expected: bool) -> None:
    assert looks_serialized(text) is expected
