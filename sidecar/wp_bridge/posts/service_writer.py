"""Writes new services as BookingX's own screen would: a `bkx_base` post with all of its metas."""

from __future__ import annotations

import html
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.posts.post_rows import build_stamps
from sidecar.wp_bridge.slugs import find_free_slug, to_slug
from sidecar.wp_bridge.write_errors import UnknownOfferError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.php.serialized import PhpValue
    from sidecar.wp_bridge.posts.post_rows import PostRows
    from sidecar.wp_bridge.site import Site

SERVICE, SEAT = "bkx_base", "bkx_seat"
MAX_SLUG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewService:
    """A service to be offered: by the clock (`minutes`), or by the day (`days`, with no minutes).

    `extension_limit` is how often it can be extended, None for never. No `staff_ids` means all staff.
    """

    name: str
    description: str
    price: Decimal
    minutes: int
    days: int
    staff_ids: tuple[int, ...]
    made_at: datetime
    extension_limit: int | None = None
    allows_extras: bool = True
    created_by: int = 0


def create_service(connection: Connection, rows: PostRows, new: NewService) -> int:
    """Write a published service and return its id. Raises UnknownOfferError for staff that is not there."""
    slugs = _read_staff_slugs(connection, rows, new.staff_ids)
    site = rows.read_site(connection)
    service_id = rows.insert_post(connection, _build_post(connection, rows, new, site))
    rows.update_post(connection, service_id, guid=f"{site.url}/?post_type={SERVICE}&p={service_id}"[:255])
    rows.add_metas(connection, service_id, _build_metas(new, slugs).items())
    return service_id


def _build_post(connection: Connection, rows: PostRows, new: NewService, site: Site) -> dict[str, Any]:
    posts = rows.tables.posts.c
    slug = to_slug(new.name, MAX_SLUG) or f"service-{secrets.token_hex(4)}"
    return {
        "post_type": SERVICE,
        "post_status": "publish",
        "post_author": new.created_by,
        **build_stamps(new.made_at, site),
        "post_title": html.escape(new.name.strip(), quote=False),
        "post_content": html.escape(new.description.strip(), quote=False),
        "post_name": find_free_slug(connection, posts.post_name, slug, MAX_SLUG, posts.post_type == SERVICE),
        "comment_status": "closed",
        "ping_status": "closed",
    }


def _build_metas(new: NewService, slugs: dict[int, str]) -> dict[str, PhpValue]:
    """Return the metas in the order of BookingX's screen (class-bkx-base-meta-box.php:413-556)."""
    by_clock, everyone = new.days == 0, "" if new.staff_ids else "All"
    metas: dict[str, PhpValue] = {
        "seat_slugs": [slugs[staff_id] for staff_id in new.staff_ids],
        "base_price": format(new.price.normalize(), "f") if new.price else "",
        "base_sale_price": "0",
        "base_time_option": "H" if by_clock else "D",
        "base_month": "",
        "base_day": "" if by_clock else str(new.days),
        "base_hours": str(new.minutes // 60) if by_clock else "",
        "base_minutes": f"{new.minutes % 60:02}" if by_clock else "",
        "base_seats": everyone,
        "base_is_location_differ_seat": "N",
        **dict.fromkeys(("base_city", "base_street", "base_state", "base_postcode"), ""),
        "base_is_allow_addition": "Y" if new.allows_extras else "N",
        "base_is_extended": "N" if new.extension_limit is None else "Y",
        "base_is_unavailable": "N",
        "base_unavailable_from": "",
        "base_unavailable_till": "",
        "base_selected_seats": list(new.staff_ids),  # numbers: its screen ticks no texts
    }
    if new.extension_limit is not None:
        metas["base_extended_limit"] = str(new.extension_limit)
    return metas | {"base_location_type": "Fixed Location", "base_seat_all": everyone}


def _read_staff_slugs(connection: Connection, rows: PostRows, staff_ids: tuple[int, ...]) -> dict[int, str]:
    """Primary key."""
    posts = rows.tables.posts.c
    query = sa.select(posts["ID"], posts.post_name).where(posts["ID"].in_(staff_ids), posts.post_type == SEAT)
    slugs = dict(connection.execute(query).all())
    if len(slugs) != len(set(staff_ids)):
        raise UnknownOfferError
    return slugs
