"""What a site offers and to whom, as plain, checked values: services, staff, extras, customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

Unit = Literal["hours", "days", "months"]
Prepayment = Literal["full", "deposit"]

PUBLISHED = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place; its parts are "" where nothing was given. `country` is an ISO code of two letters."""

    street: str
    city: str
    state: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When a day of work begins and ends, by the site's clock.

    An end that is not later than the beginning is as it was set: midnight, or a time of the next day.
    """

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that can be booked (a `bkx_base` post).

    `price` is exactly as stored, for the whole of a service of days, too; None where nothing is stored,
    which is how BookingX keeps a price of 0. `unit` is how its time is sold: `duration_minutes` is given
    for hours, `days` for days, each None where nothing is set; "months" come from old versions of
    BookingX, and have neither. `staff_ids` may name staff that is gone, and counts only where
    `is_offered_by_all_staff` is not set. `unavailable_from` and `unavailable_till` (its last day) are
    None unless the service is marked unavailable, `extension_limit` unless it is extendable, and
    `location` unless it differs from the staff member's. `created_at` is None for a draft that was never
    published. `unreadable` names the metas that are damaged: what they held is None, "" or empty here.
    """

    id: int
    name: str
    description: str
    status: str
    price: Decimal | None
    unit: Unit
    duration_minutes: int | None
    days: int | None
    is_extendable: bool
    extension_limit: int | None
    staff_ids: tuple[int, ...]
    is_offered_by_all_staff: bool
    allows_extras: bool
    unavailable_from: date | None
    unavailable_till: date | None
    location: Address | None
    created_at: datetime | None
    updated_at: datetime | None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Who or what can be booked (a `bkx_seat` post).

    `user_id` is the WordPress user to whom it is linked. With `works_own_hours`, `weekly_hours` has an
    entry for each of the seven days, None where it is closed; without, it is empty and the hours of the
    business count. So they do for BookingX where own hours are switched on and none was ever set.
    `months` (1 to 12) are those in which it works; empty means all. Of `deposit_amount` and
    `deposit_percent` only the one that counts is given. `unreadable` is as for a service.
    """

    id: int
    name: str
    description: str
    status: str
    email: str
    phone: str
    user_id: int | None
    address: Address
    works_own_hours: bool
    weekly_hours: dict[str, OpeningHours | None]
    months: tuple[int, ...]
    requires_prepayment: bool
    prepayment: Prepayment | None
    deposit_amount: Decimal | None
    deposit_percent: Decimal | None
    created_at: datetime | None
    updated_at: datetime | None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Something that can be added to a service (a `bkx_addition` post).

    `price` is what is charged: the sale price where one above 0 is set, even one above `regular_price`.
    Both are exactly as stored, None where nothing is. `service_ids` are the services to which it can be
    added, and may name some that are gone. The rest is as for a service.
    """

    id: int
    name: str
    description: str
    status: str
    price: Decimal | None
    regular_price: Decimal | None
    unit: Unit
    duration_minutes: int | None
    days: int | None
    service_ids: tuple[int, ...]
    unavailable_from: date | None
    unavailable_till: date | None
    created_at: datetime | None
    updated_at: datetime | None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody who books: a WordPress user, or a guest, who has no `id` and no `registered_at`.

    `name` is never empty for a user: without first and last name it is the one WordPress displays.
    """

    id: int | None
    email: str
    first_name: str
    last_name: str
    name: str
    phone: str
    registered_at: datetime | None
