"""The bookings, to choose one from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.booking_list import list_bookings
from sidecar.inputs.lists import SEARCH

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return bookings, the newest first: see `list_bookings`, and `PostsSearch.list_ids` for the indexes."""
    return list_bookings(desk, given["search"], after, limit)


LIST = OptionList(
    key="bookings",
    label="Bookings",
    description="The bookings that are not in the bin, the newest first.",
    inputs=(
        replace(
            SEARCH,
            help="A booking's number or its customer's email address, or a part of the label.",
            example="Ann",
        ),
    ),
    run=run,
)
