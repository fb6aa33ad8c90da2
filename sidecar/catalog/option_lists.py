"""Which lists people choose values from, and what narrows a list: said of filters and of inputs alike.

The lists are the modules of `lists/`: there is no second list of them.
"""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING

from sidecar import lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sidecar.action_spec import Input, OptionList
    from sidecar.spec import Filter

LIST_KEYS = frozenset(
    module.name for module in pkgutil.iter_modules(lists.__path__) if not module.name.startswith("_")
)
"""The keys of all lists."""


def map_narrowing(
    item: Filter | Input, siblings: Iterable[Filter | Input], option_lists: Mapping[str, OptionList]
) -> dict[str, str]:
    """Return, by an input of the list that `item` chooses from, the sibling whose value narrows it.

    They belong together if they have one key, or are chosen from one list: a filter `service` narrows the
    staff members by `service_id`.
    """
    found = option_lists.get(item.options)
    if found is None:
        return {}
    narrowing: dict[str, str] = {}
    for sibling in siblings:
        if sibling.key not in item.depends_on:
            continue
        fits = [i for i in found.inputs if i.key == sibling.key] or [
            i for i in found.inputs if i.options and i.options == sibling.options
        ]
        narrowing |= {fits[0].key: sibling.key} if fits else {}
    return narrowing
