"""Inputs that no honest caller sends, for fuzzing what the catalog declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import SearchStrategy

    from sidecar.action_spec import Input

OBJECT = 'O:8:"stdClass":0:{}'
NASTY = [
    "",
    " ",
    "\x00",
    "🍣",
    "'\"`;--",
    "%_\\",
    "<b>x</b>",
    OBJECT,
    "x" * 300,
    "٣",
    "1e400",
    "-0",
    "%s",
    "\u202egnp.exe",
    "\ufffe",
    "a\r\nBcc: x@example.test",
]
ANYTHING: SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(NASTY)
    | st.text(max_size=30, alphabet=st.characters(exclude_categories=["Cs"]))
    | st.lists(st.integers() | st.sampled_from(NASTY), max_size=3)
    | st.just({"a": [{}]})
)
BY_TYPE: dict[FieldType, SearchStrategy[Any]] = {
    FieldType.INTEGER: st.sampled_from([-1, 0, 1, 8, 14, 31, 2**31, 2**63 - 1, 2**64, "7", 1.0]),
    FieldType.MONEY: st.sampled_from(["0", "-1", "1e3", 45.5, "45.505", "999999999999999"]),
    FieldType.NUMBER: st.sampled_from([0, 1.5, "2"]),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.DATETIME: st.sampled_from(
        [
            "2027-03-17 11:00",
            "2027-03-28 01:30",
            "1970-01-01 00:00",
            "2199-12-31 23:59",
            "2027-10-31T01:30:00Z",
        ]
    ),
    FieldType.DATE: st.sampled_from(["2027-03-17", "0001-01-01", "9999-12-31", "2027-02-29"]),
}


def make_value(item: Input) -> SearchStrategy[Any]:
    """Return values of an input: mostly of its own kind, at times anything."""
    if item.children:
        own: SearchStrategy[Any] = st.lists(make_inputs(item.children), max_size=2)
    elif item.choices:
        own = st.sampled_from(item.choices)
    else:
        own = BY_TYPE.get(item.type, st.sampled_from([*NASTY, "Ann"]))
        if item.example is not None and not isinstance(item.example, tuple):
            own |= st.just(item.example if isinstance(item.example, int | str) else str(item.example))
    return own | own | ANYTHING


def make_inputs(items: Iterable[Input]) -> SearchStrategy[dict[str, Any]]:
    """Return whole sets of inputs: those that are required, and some of the others."""
    listed = list(items)
    required = {item.key: make_value(item) for item in listed if item.required}
    return st.fixed_dictionaries(
        required, optional={item.key: make_value(item) for item in listed if not item.required}
    )
