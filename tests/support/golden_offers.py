"""What the golden site offers, read by hand from its dump: the expected values of tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sidecar.wp_bridge.offer_records import Address, Extra, OpeningHours, Service, StaffMember

SEEDED_AT = datetime(2026, 11, 22, 11, 28, 39, tzinfo=UTC)
SEEDED_EARLIER = datetime(2026, 11, 22, 11, 28, 38, tzinfo=UTC)

BEARD_TRIM = Service(
    id=12,
    name="Beard trim",
    description="",
    status="publish",
    price=Decimal("8.19"),
    unit="hours",
    duration_minutes=15,
    days=None,
    is_extendable=False,
    extension_limit=None,
    staff_ids=(8, 9, 10, 11),
    is_offered_by_all_staff=False,
    allows_extras=True,
    unavailable_from=None,
    unavailable_till=None,
    location=None,
    created_at=SEEDED_AT,
    updated_at=SEEDED_AT,
)
SERVICES = [
    BEARD_TRIM,
    replace(
        BEARD_TRIM,
        id=13,
        name="Haircut",
        price=Decimal("32.5"),
        duration_minutes=45,
        is_extendable=True,
        extension_limit=3,
    ),
    replace(BEARD_TRIM, id=14, name="Colour", price=Decimal(95), duration_minutes=90),
    replace(
        BEARD_TRIM,
        id=15,
        name="Massage & steam",
        price=Decimal(70),
        duration_minutes=120,
        unavailable_from=date(2027, 3, 22),
        unavailable_till=date(2027, 3, 26),
    ),
    replace(
        BEARD_TRIM,
        id=16,
        name="Full treatment",
        price=Decimal("149.99"),
        duration_minutes=180,
        staff_ids=(8, 9, 11),
    ),
    replace(
        BEARD_TRIM,
        id=17,
        name="Campervan, three days",
        price=Decimal(240),
        unit="days",
        duration_minutes=None,
        days=3,
        is_extendable=True,
        extension_limit=2,
    ),
    replace(
        BEARD_TRIM,
        id=18,
        name="Studio day",
        price=Decimal(180),
        unit="days",
        duration_minutes=None,
        days=1,
    ),
]

ALEX = StaffMember(
    id=8,
    name="Alex Carter",
    description="",
    status="publish",
    email="alex@example.test",
    phone="02079460001",
    user_id=None,
    address=Address(street="1 High Street", city="London", state="", postcode="N1 1AA", country="GB"),
    works_own_hours=False,
    weekly_hours={},
    months=(),
    requires_prepayment=False,
    prepayment=None,
    deposit_amount=None,
    deposit_percent=None,
    created_at=SEEDED_EARLIER,
    updated_at=SEEDED_EARLIER,
)
STAFF = [
    ALEX,
    replace(
        ALEX,
        id=9,
        name="Bea O'Neill",
        email="bea@example.test",
        user_id=3,
        works_own_hours=True,
        weekly_hours={
            "Monday": OpeningHours(opens=time(8), closes=time(16)),
            "Tuesday": OpeningHours(opens=time(13), closes=time(17)),
            "Wednesday": OpeningHours(opens=time(12), closes=time(20)),
            "Thursday": OpeningHours(opens=time(10), closes=time(18, 30)),
            "Friday": OpeningHours(opens=time(10), closes=time(18, 30)),
            "Saturday": OpeningHours(opens=time(9), closes=time(13)),
            "Sunday": None,
        },
    ),
    replace(
        ALEX,
        id=10,
        name="Çağla Møller",
        email="cagla@example.test",
        months=(3, 10),
        requires_prepayment=True,
        prepayment="full",
    ),
    replace(
        ALEX,
        id=11,
        name='Dov "Night" Levi',
        email="dov@example.test",
        works_own_hours=True,
        weekly_hours={
            "Monday": OpeningHours(opens=time(9, 30), closes=time(12, 15)),
            "Tuesday": OpeningHours(opens=time(13), closes=time(0)),
            "Wednesday": OpeningHours(opens=time(0), closes=time(6)),
            "Thursday": OpeningHours(opens=time(0), closes=time(0)),
            "Friday": OpeningHours(opens=time(10), closes=time(0, 45)),
            "Saturday": OpeningHours(opens=time(12, 30), closes=time(15)),
            "Sunday": OpeningHours(opens=time(21), closes=time(2)),
        },
        created_at=SEEDED_AT,
        updated_at=SEEDED_AT,
    ),
]

HEAD_MASSAGE = Extra(
    id=19,
    name="Head massage",
    description="",
    status="publish",
    price=Decimal(12),
    regular_price=Decimal(12),
    unit="hours",
    duration_minutes=15,
    days=None,
    service_ids=(12, 13, 14, 15, 16),
    unavailable_from=None,
    unavailable_till=None,
    created_at=SEEDED_AT,
    updated_at=SEEDED_AT,
)
EXTRAS = [
    HEAD_MASSAGE,
    replace(
        HEAD_MASSAGE,
        id=20,
        name="Deep wash",
        price=Decimal(6),
        regular_price=Decimal("7.5"),
        duration_minutes=30,
        unavailable_from=date(2027, 10, 25),
        unavailable_till=date(2027, 10, 29),
    ),
    replace(
        HEAD_MASSAGE,
        id=21,
        name="One more day",
        price=Decimal(60),
        regular_price=Decimal(60),
        unit="days",
        duration_minutes=None,
        days=1,
        service_ids=(17, 18),
    ),
]
