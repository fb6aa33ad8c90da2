"""What a mapped meta holds becomes a value of its type, or is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.wp_bridge.posts.custom_values import READERS, to_datetime
from tests.support.php import serialize

if TYPE_CHECKING:
    from collections.abc import Callable

LONDON = "Europe/London"


def read(kind: str, stored: str) -> Any:
    readers: dict[str, Callable[[str], Any]] = READERS
    return to_datetime(stored, LONDON) if kind == "datetime" else readers[kind](stored)


@pytest.mark.parametrize(
    ("kind", "stored", "expected"),
    [
        ("string", " As <b>typed</b> &amp; 🥜\n", " As <b>typed</b> &amp; 🥜\n"),
        ("string", "", ""),
        ("string", serialize(["Nuts", "Milk", 3, True]), "Nuts, Milk, 3, true"),
        ("string", serialize("one"), "one"),
        ("integer", " 42 ", 42),
        ("integer", serialize(42), 42),
        ("integer", "-0", 0),
        ("integer", "", None),
        ("number", "1.50", 1.5),
        ("number", "3", 3),
        ("number", "1e3", 1000.0),
        ("number", "", None),
        ("boolean", "Yes", True),
        ("boolean", serialize(True), True),  # noqa: FBT003 # what is stored
        ("boolean", "", False),
        ("boolean", "off", False),
        ("date", "2027-3-7", date(2027, 3, 7)),
        ("date", "20270307", date(2027, 3, 7)),
        ("date", "March 7, 2027", date(2027, 3, 7)),
        ("date", "0000-00-00", None),
        ("date", "", None),
        ("datetime", "2027-07-01 09:00:00", datetime.fromisoformat("2027-07-01T09:00:00+01:00")),
        ("datetime", "2027-07-01T09:00:00", datetime.fromisoformat("2027-07-01T09:00:00+01:00")),
        ("datetime", "2027-07-01T09:00:00-05:00", datetime.fromisoformat("2027-07-01T09:00:00-05:00")),
        ("datetime", "2027-07-01", datetime.fromisoformat("2027-07-01T00:00:00+01:00")),
        ("datetime", "1814000000", datetime.fromtimestamp(1814000000, UTC)),
        ("datetime", "0000-00-00 00:00:00", None),
        ("list", serialize(["a", 2, True, "d"]), ["a", 2, True, "d"]),
        ("list", serialize({0: "a", 2: "b"}), ["a", "b"]),
        ("list", '["a", 1, null]', ["a", 1, None]),
        ("list", "[not json", ["[not json"]),
        ("list", "a, b", ["a, b"]),
        ("list", " ", []),
    ],
)
def test_a_meta_becomes_a_value_of_its_type(kind: str, stored: str, expected: object) -> None:
    actual = read(kind, stored)

    assert (actual, type(actual)) == (expected, type(expected))


OBJECT = 'O:8:"stdClass":0:{}'


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("string", OBJECT),
        ("string", 'a:1:{i:0;O:8:"stdClass":0:{}}'),
        ("string", serialize({"size": "L"})),
        ("string", serialize([["nested"]])),
        ("string", "a:2:{cut;}"),
        ("string", "d:INF;"),
        ("integer", "4.2"),
        ("integer", "9" * 30),
        ("integer", serialize([1])),
        ("integer", "٤٢x"),
        ("number", "1,5"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("boolean", "perhaps"),
        ("date", "soon"),
        ("date", "2027-02-30"),
        ("datetime", "noon"),
        ("datetime", "9999-12-31T23:59:59+00:00"),
        ("list", OBJECT),
        ("list", serialize([{"a": "b"}])),
        ("list", '[{"a": 1}]'),
        ("list", "a:99999:{cut}"),
    ],
)
def test_what_is_of_another_type_is_refused(kind: str, stored: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(kind, stored)
