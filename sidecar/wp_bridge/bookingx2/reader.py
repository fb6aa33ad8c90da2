"""Makes a booking record of a row of BookingX 2.0 and of the rows that it names."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from sidecar.wp_bridge.bookingx2.metadata import read_metadata
from sidecar.wp_bridge.bookingx2.payment import read_payment
from sidecar.wp_bridge.bookingx2.rows import Row, parse_moment
from sidecar.wp_bridge.posts.booking_metas import BookingMetas, to_id
from sidecar.wp_bridge.posts.offer_reader import to_count
from sidecar.wp_bridge.records import BookingRecord, CustomerRecord, ServiceRecord, StaffRecord
from sidecar.wp_bridge.statuses import to_public_status
from sidecar.wp_bridge.times import at_site, get_named_zone, get_zone_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.wp_bridge.site import Site

STAMPS: tzinfo = UTC
"""The clock of `created_at`, `updated_at` and `paid_at`.

The specification asks for bookings `created_at` after PHP's `date()` (section 10), which is UTC in
WordPress. Its section 8 answers with `current_time()`, the site's clock, but stores nothing.
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a batch of bookings refers to: rows by id, the newest payment by booking, users by address."""

    customers: dict[int, Row]
    services: dict[int, Row]
    staff: dict[int, Row]
    payments: dict[int, Row]
    users: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Times:
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int | None
    customer_zone: str | None


def build_record(
    booking_id: int, row: Row, rows: Rows, site: Site, mapped_keys: Collection[str] = ()
) -> BookingRecord | None:
    """Return the booking; None where it is hidden: a draft, or one that has no status yet."""
    raw_status = row.flat["status"]
    status = to_public_status(raw_status)
    if not status:
        return None
    service_id, staff_id = row.parse_flat("service_id", to_id), row.parse_flat("staff_id", to_id)
    service = rows.services.get(service_id or 0)
    times = _read_times(row, service, site.time_zone)
    metas = BookingMetas(read_metadata(row), mapped_keys=mapped_keys)
    created_at = parse_moment(row, "created_at", STAMPS)
    updated_at = parse_moment(row, "updated_at", STAMPS)
    return BookingRecord(
        id=booking_id,
        raw_status=raw_status,
        status=status,
        customer=_read_customer(row, rows),
        service=_build_service(service_id, service, row),
        staff=_build_staff(staff_id, rows),
        extras=(),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        time_zone=site.time_zone_name,
        all_day=False,
        days=(),
        duration_minutes=times.minutes,
        payment=read_payment(row, rows.payments.get(booking_id), site.currency, STAMPS),
        created_at=created_at,
        updated_at=max((at for at in (created_at, updated_at) if at), default=None),
        created_by=None,
        extension=None,
        custom_fields=metas.custom_fields(),
        customer_time_zone=times.customer_zone,
        mapped_metas=metas.mapped_metas(),
        number=row.text("booking_number") or None,
        is_post=False,
        unreadable=(*row.unreadable, *metas.unreadable),  # last: the readers above fill it
    )


def read_email(row: Row, customers: dict[int, Row]) -> str:
    """Return the customer's address: the booking's own, else the one of the customer it names."""
    return row.text("customer_email") or _find_customer(row, customers).text("email")


def _find_customer(row: Row, customers: dict[int, Row]) -> Row:
    customer_id = row.parse_flat("customer_id", to_id)
    return customers.get(customer_id or 0, Row({}))


def _read_customer(row: Row, rows: Rows) -> CustomerRecord:
    """Read the booking's own texts first: they are what was given for it; the rest is the customer's."""
    customer = _find_customer(row, rows.customers)
    first_name, last_name = customer.text("first_name"), customer.text("last_name")
    name = row.text("customer_name")
    if name and name != f"{first_name} {last_name}".strip():
        first_name, _, last_name = name.rpartition(" ") if " " in name else (name, "", "")
    email = read_email(row, rows.customers)
    return CustomerRecord(
        id=rows.users.get(email.casefold()),
        first_name=first_name,
        last_name=last_name,
        name=name or f"{first_name} {last_name}".strip(),
        email=email,
        phone=row.text("customer_phone") or customer.text("phone"),
        street=customer.text("billing_address"),
        city=customer.text("billing_city"),
        state=customer.text("billing_state"),
        postcode=customer.text("billing_postcode"),
        country=customer.text("billing_country"),
    )


def _build_service(service_id: int | None, service: Row | None, row: Row) -> ServiceRecord | None:
    if service_id is None:
        return None
    name = service.text("name") if service else row.text("service_name")
    return ServiceRecord(id=service_id, name=name or None)


def _build_staff(staff_id: int | None, rows: Rows) -> StaffRecord | None:
    if staff_id is None:
        return None
    member = rows.staff.get(staff_id, Row({}))
    return StaffRecord(
        id=staff_id, name=member.text("name") or None, email=member.text("email"), phone=member.text("phone")
    )


def _read_times(row: Row, service: Row | None, site_zone: tzinfo) -> _Times:
    """Read the wall clock in the booking's own zone, and give the moments by the site's clock."""
    zone = row.parse_flat("timezone", _to_zone)
    starts_at = parse_moment(row, "start_datetime", zone or site_zone)
    ends_at = parse_moment(row, "end_datetime", zone or site_zone)
    minutes = row.parse_flat("duration", to_count) or None
    if minutes is None and starts_at and ends_at and ends_at > starts_at:
        minutes = int((ends_at - starts_at).total_seconds() // 60)
    if minutes is None and service is not None:
        minutes = _find_count(service, "duration")
    if starts_at and minutes and (ends_at is None or ends_at <= starts_at):
        ends_at = at_site(starts_at.replace(tzinfo=None) + timedelta(minutes=minutes), zone or site_zone)
    return _Times(
        starts_at.astimezone(site_zone) if starts_at else None,
        ends_at.astimezone(site_zone) if ends_at else None,
        minutes,
        get_zone_name(zone) if zone is not None and zone != site_zone else None,
    )


def _to_zone(stored: str) -> tzinfo | None:
    return get_named_zone(stored.strip()) if stored.strip() else None


def _find_count(row: Row, column: str) -> int | None:
    """Return a count of another record, whose damage is not this one's."""
    with suppress(ValueError):
        return to_count(row.flat.get(column, "")) or None
    return None
