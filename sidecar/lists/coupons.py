"""The coupons that can be applied to a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Choice, OptionList, Page
from sidecar.desk.coupons import describe_coupon, list_coupons
from sidecar.desk.listing import BATCH, is_found, read_place
from sidecar.inputs.lists import SEARCH
from sidecar.wp_bridge.posts.post_rows import to_local

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.addons.coupons import Coupon


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return coupons that are neither ended nor used up, by id; a page may be short, and yet not the last."""
    read = list_coupons(desk, read_place(after), BATCH)
    fitting = []
    for coupon in read:
        label = describe_coupon(coupon, desk.site.currency)
        if _is_usable(desk, coupon) and is_found(given["search"], label):
            fitting.append((coupon.id, Choice(coupon.code, label)))
    choices = tuple(choice for _, choice in fitting[:limit])
    if len(fitting) > limit:
        return Page(choices, str(fitting[limit - 1][0]))
    return Page(choices, str(read[-1].id) if len(read) >= BATCH else None)


def _is_usable(desk: Desk, coupon: Coupon) -> bool:
    is_over = coupon.ends_at is not None and to_local(desk.now, desk.site) > coupon.ends_at
    is_used_up = coupon.usage_limit is not None and coupon.used >= coupon.usage_limit
    return coupon.is_active and not is_over and not is_used_up


LIST = OptionList(
    key="coupons",
    label="Coupons",
    description="The coupons that can be applied to a booking.",
    inputs=(SEARCH,),
    run=run,
)
