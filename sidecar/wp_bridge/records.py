"""What a reader of WordPress hands to the rest of the sidecar: a booking as plain, checked values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sidecar.wp_bridge.times import get_named_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """Who the booking is for, as typed into the booking form.

    `id` is the WordPress user with the booking's e-mail address (the rule by which BookingX's own
    customer dashboard finds "my bookings"), None for a guest. Texts are "" where nothing was given.
    """

    id: int | None
    first_name: str
    last_name: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    state: str
    postcode: str
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """The booked service (a `bkx_base` post); `name` is None when the post is gone."""

    id: int
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """Who or what is booked (a `bkx_seat` post); `name` is None when the post is gone."""

    id: int
    name: str | None
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraRecord:
    """One booked extra (a `bkx_addition` post); `name` is None when the post is gone."""

    id: int
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecord:
    """What the booking costs and what is known of its payment.

    `amount` is the grand total with tax; `tax` is contained in it. `method` is `offline`, `paypal` or
    the gateway's own name (`stripe`); `raw_method` is what is stored. `status` is one of `paid`,
    `pending` (the provider still checks), `failed`, `abandoned` (the customer left the provider's
    page), `refunded` and `unpaid`. `transaction_id`, `paid_amount` and `paid_at` are what the provider
    reported, the last two only where money was received. `error` says why a payment failed or was
    abandoned, if anyone wrote that down.
    """

    amount: Decimal | None
    tax: Decimal | None
    tax_rate: Decimal | None
    currency: str
    method: str
    raw_method: str
    status: str
    paid_amount: Decimal | None
    transaction_id: str | None
    paid_at: datetime | None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRecord:
    """One booking, whole.

    All times are aware: `starts_at` and `ends_at` in the site's zone (`time_zone` is its name), the
    others in UTC. A booking of whole days (`all_day`) starts at the midnight of its first day and ends
    at the midnight after its last; `days` lists each. Otherwise `days` is empty. `extension` says how
    often the service was extended. `customer_time_zone` is the zone that the customer chose, None for
    the site's. `custom_fields` are what other plugins stored at the booking; `mapped_metas` are the metas
    that the site's owner mapped to fields of their own, as stored, None where the booking has none.
    `number` is what customers know it by, None where that is the id; `is_post` says whether WordPress's
    editor of posts opens it, which it does in BookingX 1.x alone. `unreadable` names the metas that are
    damaged: what they held is None, "" or empty here.

    Attributes with a default came with later versions: snapshots may lack them (services/memory.py).
    """

    id: int
    raw_status: str
    status: str
    customer: CustomerRecord
    service: ServiceRecord | None
    staff: StaffRecord | None
    extras: tuple[ExtraRecord, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    all_day: bool
    days: tuple[date, ...]
    duration_minutes: int | None
    payment: PaymentRecord
    created_at: datetime | None
    updated_at: datetime | None
    created_by: int | None
    extension: int | None
    custom_fields: dict[str, str] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()
    customer_time_zone: str | None = None
    mapped_metas: dict[str, str | None] = field(default_factory=dict)
    number: str | None = None
    is_post: bool = True

    @property
    def customer_starts_at(self) -> datetime | None:
        """The start as the customer's clock shows it; None where they chose no zone."""
        return self._at_customer(self.starts_at)

    @property
    def customer_ends_at(self) -> datetime | None:
        """The end as the customer's clock shows it; None where they chose no zone."""
        return self._at_customer(self.ends_at)

    def _at_customer(self, moment: datetime | None) -> datetime | None:
        if moment is None or self.customer_time_zone is None:
            return None
        return moment.astimezone(get_named_zone(self.customer_time_zone))


@dataclass(frozen=True, slots=True)
class MappedMetas:
    """Which metas the site's owner mapped to fields, and how many bytes of one are read at most."""

    keys: tuple[str, ...] = ()
    max_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of BookingX's own log of a booking; its id is the cursor of the sweep."""

    id: int
    booking_id: int
