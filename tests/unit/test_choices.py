"""Words of a choice may be spelled freely, so no two of one input may be alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.catalog import ACTIONS, LISTS, SEARCHES
from sidecar.services.actions.inputs import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.action_spec import Input


def list_all(inputs: Iterable[Input]) -> Iterator[Input]:
    for item in inputs:
        yield item
        yield from list_all(item.children)


def test_no_two_choices_of_an_input_are_the_same_word() -> None:
    inputs = [
        *(one.inputs for one in ACTIONS.values()),
        *(one.inputs for one in SEARCHES.values()),
        *(one.inputs for one in LISTS.values()),
    ]
    items = [item for declared in inputs for item in list_all(declared) if item.choices]

    assert items
    assert [
        item.key for item in items if len({fold(word) for word in item.choices}) < len(item.choices)
    ] == []
