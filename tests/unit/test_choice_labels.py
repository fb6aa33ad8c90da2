"""People read of a choice what it means, not how it is stored."""

from __future__ import annotations

import pytest

from sidecar.catalog import ACTIONS, SEARCHES, TRIGGERS
from sidecar.catalog.checks import is_title_case
from sidecar.choice_labels import label_choice, label_choices


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("customer_and_admin", "Customer and Admin"),
        ("no-show", "No-Show"),
        ("pending", "Pending"),
        ("this_week", "This Week"),
        ("csv", "CSV"),
        ("March", "March"),
        ("of_the_day", "Of the Day"),
        ("", ""),
    ],
)
def test_a_choice_is_said_in_title_case(choice: str, expected: str) -> None:
    assert label_choice(choice) == expected


def test_no_two_choices_of_one_input_read_alike() -> None:
    owners = [trigger.filters for trigger in TRIGGERS.values()]
    groups = [item.choices for filters in owners for item in filters]
    inputs = [*(found.inputs for found in ACTIONS.values()), *(found.inputs for found in SEARCHES.values())]
    groups += [item.choices for items in inputs for item in items]

    for choices in groups:
        labels = label_choices(choices)
        assert list(labels) == list(choices)
        assert len(set(labels.values())) == len(choices)
        assert [label for label in labels.values() if not is_title_case(label)] == []
