"""Makes a booking record of a post, its metas and the posts and users that they name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sidecar.wp_bridge.php.serialized import looks_serialized
from sidecar.wp_bridge.posts.booking_metas import BookingMetas, to_id, to_ids
from sidecar.wp_bridge.posts.booking_payment import read_payment
from sidecar.wp_bridge.posts.booking_times import read_customer_zone, read_times
from sidecar.wp_bridge.records import (
    BookingRecord,
    CustomerRecord,
    ExtraRecord,
    ServiceRecord,
    StaffRecord,
)
from sidecar.wp_bridge.statuses import to_public_status
from sidecar.wp_bridge.texts import decode_entities
from sidecar.wp_bridge.times import parse_utc

if TYPE_CHECKING:
    from sidecar.wp_bridge.site import Site


COUNTRY_KEYS = ("country", "customer_country", "billing_country")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPost:
    """The row of `wp_posts`, as far as it says something; times are aware UTC."""

    id: int
    status: str
    created_at: datetime | None
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class References:
    """The ids that a booking names; None or empty where it names none."""

    service: int | None
    staff: int | None
    extras: tuple[int, ...]

    def list_post_ids(self) -> set[int]:
        """Return the ids of all posts named."""
        return {found for found in (self.service, self.staff, *self.extras) if found is not None}


@dataclass(frozen=True, slots=True)
class Related:
    """What a batch of bookings refers to: titles by post, staff contacts by post, users by e-mail."""

    titles: dict[int, str]
    contacts: dict[int, dict[str, str]]
    users: dict[str, int]


def read_references(metas: BookingMetas) -> References:
    """Return what the booking names; flat rows count first, as reassigning staff rewrites those."""
    return References(
        service=metas.parse("base_id", metas.flat_first("base_id"), to_id),
        staff=metas.parse("seat_id", metas.flat_first("seat_id"), to_id),
        extras=metas.parse("addition_ids", metas.flat_first("addition_ids"), to_ids) or (),
    )


def read_email(metas: BookingMetas) -> str:
    """Return the customer's address, by which the WordPress user is found."""
    return metas.text("email")


def build_record(
    post: BookingPost, metas: BookingMetas, references: References, related: Related, site: Site
) -> BookingRecord | None:
    """Return the booking; None where it is hidden."""
    status = to_public_status(post.status)
    if status is None or not metas.is_booking():
        return None
    times = read_times(metas, site.time_zone)
    created_at = post.created_at or _read_utc(metas, "created_date")
    return BookingRecord(
        id=post.id,
        raw_status=post.status,
        status=status,
        customer=_read_customer(metas, related),
        service=_build_service(references, related),
        staff=_build_staff(references, related),
        extras=tuple(ExtraRecord(id=extra, name=_find_title(related, extra)) for extra in references.extras),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        time_zone=site.time_zone_name,
        all_day=times.all_day,
        days=times.days,
        duration_minutes=times.duration_minutes,
        payment=read_payment(metas, site.currency),
        created_at=created_at,
        updated_at=_read_updated_at(post, metas, created_at),
        created_by=metas.parse("created_by", metas.order_first("created_by"), to_id),
        extension=metas.parse("extended_base_time", metas.order_first("extended_base_time"), _to_extension),
        customer_time_zone=read_customer_zone(metas),
        custom_fields=metas.custom_fields(),
        mapped_metas=metas.mapped_metas(),
        unreadable=tuple(metas.unreadable),  # last: the readers above fill it
    )


def _read_customer(metas: BookingMetas, related: Related) -> CustomerRecord:
    first_name, last_name = metas.text("first_name"), metas.text("last_name")
    email = read_email(metas)
    return CustomerRecord(
        id=related.users.get(email.casefold()),
        first_name=first_name,
        last_name=last_name,
        name=f"{first_name} {last_name}".strip(),
        email=email,
        phone=metas.text("phone"),
        street=metas.text("street"),
        city=metas.text("city"),
        state=metas.text("state"),
        postcode=metas.text("postcode"),
        country=_read_country(metas),
    )


def _read_country(metas: BookingMetas) -> str:
    """Return the customer's country where another plugin's form asked for it; BookingX's own does not."""
    texts = (metas.text(key) for key in COUNTRY_KEYS)
    return next((text for text in texts if text and not looks_serialized(text)), "")


def _build_service(references: References, related: Related) -> ServiceRecord | None:
    if references.service is None:
        return None
    return ServiceRecord(id=references.service, name=_find_title(related, references.service))


def _build_staff(references: References, related: Related) -> StaffRecord | None:
    if references.staff is None:
        return None
    contact = related.contacts.get(references.staff, {})
    return StaffRecord(
        id=references.staff,
        name=_find_title(related, references.staff),
        email=decode_entities(contact.get("seatEmail", "")).strip(),
        phone=decode_entities(contact.get("seatPhone", "")).strip(),
    )


def _find_title(related: Related, post_id: int) -> str | None:
    title = related.titles.get(post_id)
    return None if title is None else decode_entities(title)


def _read_updated_at(post: BookingPost, metas: BookingMetas, created_at: datetime | None) -> datetime | None:
    """Return the last change that left a trace: changes of status write metas and not the post."""
    stamps = [_read_utc(metas, "last_updated_date"), _read_utc(metas, "updated_time")]
    return max((at for at in (post.modified_at, created_at, *stamps) if at), default=None)


def _read_utc(metas: BookingMetas, key: str) -> datetime | None:
    return metas.parse(key, metas.flat_first(key), parse_utc)


def _to_extension(stored: str) -> int | None:
    """Return how often a service was extended; the form's script writes NaN where it cannot be."""
    return None if stored.strip() in {"", "NaN"} else int(stored)
