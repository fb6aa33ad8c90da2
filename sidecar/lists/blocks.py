"""The days off and blocked times of staff members that have not ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Choice, OptionList, Page
from sidecar.db import blocks
from sidecar.desk.listing import BATCH, is_found, name_offer, read_place
from sidecar.inputs.lists import SEARCH, STAFF_IDS
from sidecar.wp_bridge.posts.post_rows import to_local

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.db.blocks import Block
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return blocks by id. Indexes: see `list_open`, and `OfferStore.read_staff` for the names."""
    now = to_local(desk.now, desk.site)
    read = blocks.list_open(desk.tx, now, read_place(after), BATCH, given["staff_id"] or ())
    staff = desk.offers.read_staff(desk.connection, sorted({block.staff_id for block in read}))
    names = {staff_id: name_offer(member) for staff_id, member in staff.items()}
    named = (
        Choice(block.id, describe_block(block, names.get(block.staff_id, f"No. {block.staff_id}")))
        for block in read
    )
    fitting = [choice for choice in named if is_found(given["search"], choice.label)]
    choices = tuple(fitting[:limit])
    if len(fitting) > limit:
        return Page(choices, str(choices[-1].id))
    return Page(choices, str(read[-1].id) if len(read) >= BATCH else None)


def describe_block(block: Block, name: str) -> str:
    """Return what people tell a block by: `Alex, 2026-12-01 12:00 to 2026-12-01 14:00, Training`."""
    times = f"{block.starts_at:%Y-%m-%d %H:%M} to {block.ends_at:%Y-%m-%d %H:%M}"
    return ", ".join(part for part in (name, times, block.reason) if part)


LIST = OptionList(
    key="blocks",
    label="Blocks",
    description="The days off and blocked times that have not ended, of a staff member or of all.",
    inputs=(STAFF_IDS, SEARCH),
    run=run,
)
