"""Makes services, staff and extras of their posts and metas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from sidecar.wp_bridge.offer_records import Address, Extra, Service, StaffMember
from sidecar.wp_bridge.opening_hours import MONTHS, read_weekly_hours, to_months
from sidecar.wp_bridge.posts.booking_metas import to_id
from sidecar.wp_bridge.posts.booking_payment import to_amount
from sidecar.wp_bridge.texts import decode_entities, strip_markup
from sidecar.wp_bridge.times import parse_date

if TYPE_CHECKING:
    from decimal import Decimal

    from sidecar.wp_bridge.offer_records import Prepayment, Unit
    from sidecar.wp_bridge.posts.post_metas import PostMetas

UNITS: dict[str, Unit] = {"": "hours", "H": "hours", "D": "days", "M": "months"}
PREPAYMENTS: dict[str, Prepayment] = {"FP": "full", "D": "deposit"}
USER_KEYS = ("seat_wp_user_id", "seat_user_id", "associate_with_username")
HOURS_OF_A_DAY = 24


@dataclass(frozen=True, slots=True)
class OfferPost:
    """The row of `wp_posts`, as far as it says something; times are aware UTC."""

    id: int
    title: str
    content: str
    status: str
    created_at: datetime | None
    modified_at: datetime | None


class _OfPost(TypedDict):
    """What all three kinds have from their post."""

    id: int
    name: str
    description: str
    status: str
    created_at: datetime | None
    updated_at: datetime | None


class _OfTime(TypedDict):
    """How long it takes: see `Service`."""

    unit: Unit
    duration_minutes: int | None
    days: int | None


def build_service(post: OfferPost, metas: PostMetas) -> Service:
    """Return the service (metas: includes/core/base/class-bkx-base-meta-box.php:413-556)."""
    is_extendable = _is_yes(metas, "base_is_extended")
    from_day, till_day = _read_range(
        metas, "base_is_unavailable", "base_unavailable_from", "base_unavailable_till"
    )
    return Service(
        **_read_post(post),
        **_read_time(metas, "base_time_option", "base_hours", "base_minutes", "base_day"),
        price=metas.parse_flat("base_price", to_amount),
        is_extendable=is_extendable,
        extension_limit=metas.parse_flat("base_extended_limit", to_count) if is_extendable else None,
        staff_ids=_read_ids(metas, "base_selected_seats"),
        is_offered_by_all_staff=_is_yes(metas, "base_seat_all", "All"),
        allows_extras=_is_yes(metas, "base_is_allow_addition"),
        unavailable_from=from_day,
        unavailable_till=till_day,
        location=_read_location(metas),
        unreadable=tuple(metas.unreadable),  # last: the readers above fill it
    )


def build_staff_member(post: OfferPost, metas: PostMetas) -> StaffMember:
    """Return the staff member (metas: includes/core/seat/class-bkx-seat-meta-box.php:751-1108)."""
    works_own_hours = _is_yes(metas, "seat_is_certain_day")
    works_own_months = _is_yes(metas, "seat_is_certain_month")
    prepayment = _read_prepayment(metas)
    return StaffMember(
        **_read_post(post),
        email=metas.text("seatEmail"),
        phone=metas.text("seatPhone"),
        user_id=_read_user_id(metas),
        address=_read_address(metas),
        works_own_hours=works_own_hours,
        weekly_hours=read_weekly_hours(metas) if works_own_hours else {},
        months=metas.parse_flat(MONTHS, to_months) or () if works_own_months else (),
        requires_prepayment=_is_yes(metas, "seatIsPrePayment"),
        prepayment=prepayment,
        deposit_amount=_read_deposit(metas, prepayment, "FA", "seat_amount"),
        deposit_percent=_read_deposit(metas, prepayment, "P", "seat_percentage"),
        unreadable=tuple(metas.unreadable),  # last: the readers above fill it
    )


def build_extra(post: OfferPost, metas: PostMetas) -> Extra:
    """Return the extra (metas: includes/core/extra/class-bkx-extra-meta-box.php:433-566)."""
    regular_price = metas.parse_flat("addition_price", to_amount)
    sale_price = metas.parse_flat("extra_sale_price", to_amount)
    from_day, till_day = _read_range(
        metas, "addition_is_unavailable", "addition_unavailable_from", "addition_unavailable_to"
    )
    return Extra(
        **_read_post(post),
        **_read_time(metas, "addition_time_option", "addition_hours", "addition_minutes", "addition_days"),
        price=sale_price if sale_price and sale_price > 0 else regular_price,
        regular_price=regular_price,
        service_ids=_read_ids(metas, "extra_selected_base"),
        unavailable_from=from_day,
        unavailable_till=till_day,
        unreadable=tuple(metas.unreadable),  # last: the readers above fill it
    )


def to_count(stored: str) -> int | None:
    """Return a number of times, hours, minutes or days; None for none. Raises ValueError."""
    stored = stored.strip()
    if stored and not re.fullmatch("[0-9]{1,6}", stored):
        raise ValueError("not a count")
    return int(stored) if stored else None


def _read_post(post: OfferPost) -> _OfPost:
    times = (post.created_at, post.modified_at)
    return {
        "id": post.id,
        "name": decode_entities(post.title),
        "description": strip_markup(post.content),
        "status": post.status,
        "created_at": post.created_at,
        "updated_at": max((at for at in times if at), default=None),
    }


def _read_time(metas: PostMetas, unit_key: str, hours_key: str, minutes_key: str, days_key: str) -> _OfTime:
    """Read the one time that the unit asks for; the metas of the others may hold what once was set.

    BookingX counts 1 to 23 hours and ignores others (includes/core/booking/class-bkx-booking.php:1250).
    """
    stored = metas.flat.get(unit_key, "").strip()
    if stored not in UNITS:
        metas.mark_unreadable(unit_key)
    unit = UNITS.get(stored, "hours")
    if unit == "hours":
        hours = metas.parse_flat(hours_key, to_count) or 0
        minutes = metas.parse_flat(minutes_key, to_count) or 0
        counted = hours if hours < HOURS_OF_A_DAY else 0
        return {"unit": unit, "duration_minutes": counted * 60 + minutes or None, "days": None}
    days = metas.parse_flat(days_key, to_count) or None if unit == "days" else None
    return {"unit": unit, "duration_minutes": None, "days": days}


def _read_range(metas: PostMetas, switch: str, first: str, last: str) -> tuple[date | None, date | None]:
    if not _is_yes(metas, switch):
        return None, None
    return metas.parse_flat(first, parse_date), metas.parse_flat(last, parse_date)


def _read_ids(metas: PostMetas, key: str) -> tuple[int, ...]:
    """Return the ids of a list: BookingX's screens store them as texts, its import as integers."""
    stored = (metas.find_array(key) or {}).values()
    ids = [metas.parse(key, str(value), to_id) for value in stored]
    return tuple(dict.fromkeys(found for found in ids if found is not None))


def _read_location(metas: PostMetas) -> Address | None:
    if not _is_yes(metas, "base_is_location_differ_seat"):
        return None
    return Address(
        street=metas.text("base_street"),
        city=metas.text("base_city"),
        state=metas.text("base_state"),
        postcode=metas.text("base_postcode"),
        country="",
    )


def _read_address(metas: PostMetas) -> Address:
    return Address(
        street=metas.text("seat_street"),
        city=metas.text("seat_city"),
        state=metas.text("seat_state"),
        postcode=metas.text("seat_zip"),
        country=metas.text("seat_country"),
    )


def _read_user_id(metas: PostMetas) -> int | None:
    """Return the linked user; an id that is left where the link is switched off counts for nothing."""
    if _is_yes(metas, "associate_with_user", "N"):
        return None
    ids = (metas.parse_flat(key, to_id) for key in USER_KEYS)
    return next((found for found in ids if found is not None), None)


def _read_prepayment(metas: PostMetas) -> Prepayment | None:
    if not _is_yes(metas, "seatIsPrePayment"):
        return None
    stored = metas.text("seat_payment_type")
    kind = PREPAYMENTS.get(stored)
    if stored and kind is None:
        metas.mark_unreadable("seat_payment_type")
    return kind


def _read_deposit(metas: PostMetas, prepayment: Prepayment | None, option: str, key: str) -> Decimal | None:
    is_asked = prepayment == "deposit" and _is_yes(metas, "seat_payment_option", option)
    return metas.parse_flat(key, to_amount) if is_asked else None


def _is_yes(metas: PostMetas, key: str, word: str = "Y") -> bool:
    return metas.text(key) == word
