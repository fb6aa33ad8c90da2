"""What the demo's studio offers: its staff, its services and an extra; and what a visitor asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

HOME = "https://studio.example"
NAME = "Harbour Studio"
ZONE = ZoneInfo("Europe/London")
TAX_PERCENT = 20


@dataclass(frozen=True)
class Staff:
    """Somebody who can be booked (a `bkx_seat` post)."""

    id: int
    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Service:
    """What can be booked (a `bkx_base` post): by the clock, or for whole days. `price` is without tax."""

    id: int
    name: str
    price: Decimal
    minutes: int = 0
    days: int = 0
    is_extendable: bool = False


@dataclass(frozen=True)
class Extra:
    """What can be added to a service (a `bkx_addition` post). `price` is without tax."""

    id: int
    name: str
    price: Decimal
    minutes: int


@dataclass(frozen=True)
class Customer:
    """Who fills in the booking form."""

    first_name: str
    last_name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Wish:
    """A filled-in booking form; `starts_at` is the site's wall clock, without a zone."""

    staff: Staff
    service: Service
    customer: Customer
    starts_at: datetime
    extras: tuple[Extra, ...] = ()


MARA = Staff(8, "Mara Lindt", "mara@studio.example", "020 7946 0101")
TOM = Staff(9, "Tom Okafor", "tom@studio.example", "020 7946 0102")
STAFF = (MARA, TOM)

HAIRCUT = Service(12, "Haircut", Decimal(38), minutes=45)
COLOUR = Service(13, "Colour", Decimal(95), minutes=90)
STUDIO_HIRE = Service(14, "Studio hire, two days", Decimal(240), days=2)
SERVICES = (HAIRCUT, COLOUR, STUDIO_HIRE)

HEAD_MASSAGE = Extra(19, "Head massage", Decimal(12), minutes=15)
EXTRAS = (HEAD_MASSAGE,)
