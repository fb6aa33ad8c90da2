"""The statuses that a booking can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.choice_labels import label_choices
from sidecar.desk.listing import list_words
from sidecar.fields.booking import BOOKING_STATUSES
from sidecar.inputs.lists import SEARCH

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk

LABELS = label_choices(BOOKING_STATUSES)


def run(_desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return the words that payloads have for statuses."""
    return list_words(LABELS, given["search"], after, limit)


LIST = OptionList(
    key="statuses",
    label="Statuses",
    description="The statuses that a booking can have.",
    inputs=(SEARCH,),
    run=run,
)
