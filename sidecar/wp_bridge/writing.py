"""What is written to a site's bookings, and the interface to whatever version of BookingX keeps them.

All values are final: times, prices and slots are computed, and checked, before they come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection

ORIGIN, COUPON, EXTERNAL_ID = "_bkx_zapier_origin", "_bkx_zapier_coupon", "_bkx_zapier_external_id"
"""Our own metas at a booking: who made it; the coupon that changed its price; the caller's own id of it."""
PENDING = "bkx-pending"
PAY_LATER = "bkx_gateway_pay_later"
TaxKind = Literal["plus", "minus", ""]
"""Tax on top of the prices, tax within them, or BookingX's setting left empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedHours:
    """A time by the site's clock (both naive), and how long BookingX takes it to be: with extras."""

    starts_at: datetime
    ends_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDays:
    """Whole days, ascending; `service_days` is how many the service itself takes.

    `extra_minutes` are those of extras by the hour, which BookingX adds to the length it stores.
    """

    days: tuple[date, ...]
    service_days: int
    extra_minutes: int = 0


BookedTimes: TypeAlias = "BookedHours | BookedDays"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPrice:
    """The grand total, and the tax contained in it (None where the site asks for none).

    `tax_rate` is in percent, as the site's settings spell it; `currency` is ISO 4217's code, and
    `currency_symbol` BookingX's sign for it, as HTML ("&pound;").
    """

    total: Decimal
    tax: Decimal | None
    tax_rate: str
    tax_kind: TaxKind
    currency: str
    currency_symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedCustomer:
    """Who the booking is for, as given; texts are "" where nothing was."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooking:
    """A booking to be written.

    `extension` is how often the service is extended. `created_by` is the customer's WordPress user, None for
    a guest. `page_url` is the page on which it was made, if any. `origin` says who made it, `made_at` (aware)
    when; `external_id` is the caller's own name of it, if any.
    """

    staff_id: int
    service_id: int
    extra_ids: tuple[int, ...]
    customer: BookedCustomer
    times: BookedTimes
    price: BookedPrice
    made_at: datetime
    extension: int = 0
    created_by: int | None = None
    status: str = PENDING
    payment_method: str = PAY_LATER
    page_url: str = ""
    origin: str = "zapier"
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Which WordPress user changes something (0: none), and when (aware)."""

    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """Another total of a booking, the tax in it, and the coupon that made it so, for `COUPON`."""

    total: Decimal
    tax: Decimal | None
    coupon: Mapping[str, str]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanges:
    """What is new of a customer; None leaves a text as it is."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None


class BookingWriter(Protocol):
    """Writes bookings on an open connection, in its transaction; begins, commits and closes nothing.

    Whoever calls holds the lock of the staff members concerned (see `locks`), and has checked all values.
    Each change locks the booking's row first. Raises UnknownBookingError where there is none,
    HiddenBookingError for one that BookingX shows nowhere, and UnreadableBookingError where its data cannot
    be read without loss, before anything was written.
    """

    def create_booking(self, connection: Connection, new: NewBooking) -> int:
        """Write a booking and its first note; return its id."""
        ...

    def lock_booking(self, connection: Connection, booking_id: int) -> None:
        """Keep everybody from changing a booking until the transaction ends: what is read next holds."""
        ...

    def set_status(self, connection: Connection, booking_id: int, status: str, edit: Edit) -> str:
        """Give a booking another status (as stored in BookingX 1.x, `bkx-ack`); return the one it had."""
        ...

    def move_booking(self, connection: Connection, booking_id: int, times: BookedTimes, edit: Edit) -> None:
        """Give a booking another time; raises OtherUnitError for days in the place of hours."""
        ...

    def assign_staff(self, connection: Connection, booking_id: int, staff_id: int, edit: Edit) -> None:
        """Give a booking to another staff member; raises UnknownOfferError where there is none."""
        ...

    def set_price(self, connection: Connection, booking_id: int, price: NewPrice, edit: Edit) -> None:
        """Give a booking another price, and note why."""
        ...

    def update_customer(
        self, connection: Connection, email: str, changes: CustomerChanges, edit: Edit
    ) -> list[int]:
        """Change the customer's texts in an address's bookings that lie in the future; return their ids."""
        ...

    def add_note(self, connection: Connection, booking_id: int, text: str, edit: Edit) -> None:
        """Add a line to BookingX's log of a booking."""
        ...
