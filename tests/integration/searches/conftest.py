"""Small sites in both layouts, on MariaDB and SQLite, with bookings to be found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db.migrate import migrate
from tests.support.meanings import ALEX, HAIRCUT, Meaning
from tests.support.posts_site import PostsSite
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar
    from tests.support.layout_site import LayoutSite
    from tests.support.shared_sites import SharedSites

SITES = {"posts": PostsSite, "tables": TablesSite}
FIRST = Meaning(starts_at=datetime(2090, 3, 17, 11))  # noqa: DTZ001 - the site's clock
BOOKINGS = (
    FIRST,
    replace(
        FIRST,
        id=58,
        email="bea@example.test",
        phone="0117 496 0999",
        status="confirmed",
        staff_id=9,
        starts_at=datetime(2090, 3, 16, 10),  # noqa: DTZ001 - same
    ),
    replace(FIRST, id=59, status="cancelled", starts_at=datetime(2090, 3, 20, 9)),  # noqa: DTZ001 - same
    replace(
        FIRST,
        id=60,
        email="Ann@Example.test",
        status="completed",
        staff_id=9,
        service_id=15,
        starts_at=datetime(2020, 3, 20, 9),  # noqa: DTZ001 - same
    ),
    replace(FIRST, id=61),
)
HIDDEN = 61


@pytest.fixture(params=["posts-mariadb", "posts-sqlite", "tables-mariadb", "tables-sqlite"])
def site(request: pytest.FixtureRequest, shared_sites: SharedSites) -> Iterator[Sidecar]:
    """Return a sidecar on a site with Alex (8), Bea (9), Haircut (14), Hair Colour (15) and BOOKINGS.

    Booking 61 is a draft; user 3 is `cy@example.test`. The site's clock is London's.
    """
    layout, _, database = request.param.partition("-")

    def fill(made: Sidecar) -> None:
        with made.database.engine.begin() as connection:
            _fill(SITES[layout](connection), layout)
        migrate(made.database)

    with shared_sites.use(f"searches-{request.param}", database, fill, default_country="GB") as shared:
        yield shared


def _fill(small: LayoutSite, layout: str) -> None:
    small.create()
    small.add_staff(replace(ALEX, id=9, name="Bea", email="bea.staff@example.test"))
    small.add_service(replace(HAIRCUT, id=15, name="Hair Colour"))
    small.add_user(3, "cy@example.test")
    for booking in BOOKINGS:
        small.add_booking(booking)
        if layout == "posts":  # as BookingX does for every key of its array
            stored = f"{booking.starts_at:%Y-%m-%d %H:%M:%S}"
            for key, value in (("booking_start_date", stored), ("phone", booking.phone)):
                row = {"post_id": booking.id, "meta_key": key, "meta_value": value}
                small.connection.execute(sa.insert(small.tables.postmeta).values(row))
    small.hide(HIDDEN)
