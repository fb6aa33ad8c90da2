"""A description begins with the verb of its label, as somebody does it."""

from __future__ import annotations

import pytest

from sidecar.catalog.text_checks import to_third_person


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("Create", "Creates"),
        ("Apply", "Applies"),
        ("Pay", "Pays"),
        ("Do", "Does"),
        ("Assign", "Assigns"),
        ("Search", "Searches"),
        ("Fix", "Fixes"),
    ],
)
def test_a_verb_is_put_into_the_third_person(verb: str, expected: str) -> None:
    assert to_third_person(verb) == expected
