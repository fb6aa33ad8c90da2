"""What bookings and offers mean, whatever rows they stand in, and the records they must be read as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sidecar.wp_bridge.offer_records import Address, Service, StaffMember
from tests.factories import make_record

if TYPE_CHECKING:
    from sidecar.wp_bridge.records import BookingRecord

MADE_AT = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
OPTIONS = {
    "home": "https://shop.example.test",
    "blogname": "Shop",
    "timezone_string": LONDON.key,
    "currency_option": "GBP",
}


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A booking; `starts_at` and `ends_at` are what the site's clock shows (naive).

    With `paid_at` it is paid in full, as transaction `tx-1`.
    """

    id: int = 57
    status: str = "pending"
    first_name: str = "Ann"
    last_name: str = "Example"
    email: str = "ann@example.test"
    phone: str = "02079460555"
    service_id: int | None = 14
    staff_id: int | None = 8
    starts_at: datetime = datetime(2027, 3, 17, 11)  # noqa: DTZ001 - the site's clock
    minutes: int = 60
    amount: str = "39.00"
    paid_at: datetime | None = None
    created_at: datetime = MADE_AT
    updated_at: datetime = MADE_AT
    custom_fields: dict[str, str] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        """The end, as a form calculates it that knows of no summer time."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A service or a staff member."""

    id: int
    name: str
    description: str = ""
    email: str = ""
    phone: str = ""
    is_published: bool = True


HAIRCUT = Offered(id=14, name="Haircut")
ALEX = Offered(id=8, name="Alex", email="alex@example.test", phone="02079460001")
PRICE, MINUTES = "39.00", 60
"""Of every service."""


def expect_record(meaning: Meaning, raw_status: str) -> BookingRecord:
    """Return the record of a booking at a site that offers HAIRCUT and ALEX, and has no users."""
    usual = make_record(meaning.id)
    customer = replace(
        usual.customer,
        first_name=meaning.first_name,
        last_name=meaning.last_name,
        name=f"{meaning.first_name} {meaning.last_name}".strip(),
        email=meaning.email,
        phone=meaning.phone,
    )
    payment = replace(
        usual.payment, amount=Decimal(meaning.amount), method="stripe", raw_method="bkx_gateway_stripe"
    )
    if meaning.paid_at:
        payment = replace(
            payment,
            status="paid",
            paid_amount=payment.amount,
            transaction_id="tx-1",
            paid_at=meaning.paid_at,
        )
    assert usual.service is not None
    assert usual.staff is not None
    return replace(
        usual,
        raw_status=raw_status,
        status=meaning.status,
        customer=customer,
        service=replace(usual.service, id=HAIRCUT.id, name=HAIRCUT.name) if meaning.service_id else None,
        staff=replace(usual.staff, id=ALEX.id, name=ALEX.name, email=ALEX.email, phone=ALEX.phone)
        if meaning.staff_id
        else None,
        starts_at=meaning.starts_at.replace(tzinfo=LONDON),
        ends_at=meaning.ends_at.replace(tzinfo=LONDON),
        duration_minutes=meaning.minutes,
        payment=payment,
        created_at=meaning.created_at,
        updated_at=meaning.updated_at,
        custom_fields=meaning.custom_fields,
    )


def expect_service(offered: Offered) -> Service:
    """Return the record of a service that all staff offers."""
    return Service(
        id=offered.id,
        name=offered.name,
        description=offered.description,
        status="publish" if offered.is_published else "draft",
        price=Decimal(PRICE),
        unit="hours",
        duration_minutes=MINUTES,
        days=None,
        is_extendable=False,
        extension_limit=None,
        staff_ids=(),
        is_offered_by_all_staff=True,
        allows_extras=False,
        unavailable_from=None,
        unavailable_till=None,
        location=None,
        created_at=MADE_AT,
        updated_at=MADE_AT,
    )


def expect_staff_member(offered: Offered) -> StaffMember:
    """Return the record of a staff member who works whenever the business is open."""
    return StaffMember(
        id=offered.id,
        name=offered.name,
        description=offered.description,
        status="publish" if offered.is_published else "draft",
        email=offered.email,
        phone=offered.phone,
        user_id=None,
        address=Address(street="", city="", state="", postcode="", country=""),
        works_own_hours=False,
        weekly_hours={},
        months=(),
        requires_prepayment=False,
        prepayment=None,
        deposit_amount=None,
        deposit_percent=None,
        created_at=MADE_AT,
        updated_at=MADE_AT,
    )
