"""Customers, services and coupons at a site of BookingX 2.0, which keeps bookings in tables of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import coupons
from sidecar.db.coupons import NewCoupon
from sidecar.db.migrate import migrate
from sidecar.services.baseline import ensure_baseline
from sidecar.wp_bridge.write_errors import CustomerExistsError, UnwritableLayoutError
from tests.factories import CALLER, make_sidecar
from tests.support.desk import at_desk, perform
from tests.support.meanings import Meaning
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord
    from tests.support.mariadb import MariaDB

AHEAD = Meaning(id=57, starts_at=datetime(2099, 3, 17, 11))  # noqa: DTZ001 - the site's clock
HOST = replace(CALLER, user_id=0)


@pytest.fixture(params=["mariadb", "sqlite"])
def sidecar(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a site of BookingX 2.0 with a booking ahead, baseline taken."""
    url = f"sqlite:///{tmp_path / 'site.db'}"
    if request.param == "mariadb":
        server: MariaDB = request.getfixturevalue("mariadb")
        url = server.url(request.getfixturevalue("fresh_database"))
    made = make_sidecar(url)
    with made.database.engine.begin() as connection:
        site = TablesSite(connection)
        site.create()
        site.add_booking(AHEAD)
    migrate(made.database)
    ensure_baseline(made)
    yield made
    made.database.dispose()


def do(sidecar: Sidecar, key: str, **inputs: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, key, inputs, HOST)["result"]
    return result


def read_booking(sidecar: Sidecar) -> BookingRecord:
    with at_desk(sidecar) as desk:
        return desk.store.read_bookings(desk.connection, [AHEAD.id])[AHEAD.id]


def test_a_guest_is_changed_in_bookings_ahead(sidecar: Sidecar) -> None:
    result = do(sidecar, "update_customer", email=AHEAD.email, last_name="Smith", new_email="ann@new.test")

    assert (result["changed_booking_ids"], result["name"]) == ([57], "Ann Smith")
    customer = read_booking(sidecar).customer
    assert (customer.name, customer.email) == ("Ann Smith", "ann@new.test")


def test_a_customer_is_added_and_then_found(sidecar: Sidecar) -> None:
    added = do(sidecar, "add_customer", email="bea@example.test", first_name="Bea")

    found = do(sidecar, "find_or_create_customer", email="bea@example.test")
    assert (found["customer_id"], found["created"]) == (added["customer_id"], False)
    with pytest.raises(CustomerExistsError):
        do(sidecar, "add_customer", email="bea@example.test")


def test_a_service_is_found_and_none_is_made(sidecar: Sidecar) -> None:
    given = {"price": "10", "duration": 60}

    assert do(sidecar, "find_or_create_service", name="haircut", **given)["service_id"] == 14
    with pytest.raises(UnwritableLayoutError):
        do(sidecar, "find_or_create_service", name="Facial", **given)


def test_a_coupon_changes_the_price(sidecar: Sidecar) -> None:
    new = NewCoupon(code="SUMMER", kind="percent", amount=Decimal(10))
    sidecar.database.run(lambda tx: coupons.add_coupon(tx, new))

    result = do(sidecar, "apply_coupon", booking_id=AHEAD.id, coupon_code="SUMMER")

    assert (result["discount"], result["booked_total"]) == ("3.90", "35.10")
    assert read_booking(sidecar).payment.amount == Decimal("35.10")
