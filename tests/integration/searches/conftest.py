"""Small sites in both layouts, on MariaDB and SQLite, with bookings to be found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db.migrate import migrate
from tests.factories import make_sidecar
from tests.support.meanings import ALEX, HAIRCUT, Meaning
from tests.support.posts_site import PostsSite
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

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
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a site with Alex (8), Bea (9), Haircut (14), Hair Colour (15) and BOOKINGS.

    Booking 61 is a draft; user 3 is `cy@example.test`. The site's clock is London's.
    """
    layout, _, database = request.param.partition("-")
    url = f"sqlite:///{tmp_path / 'site.db'}"
    if database == "mariadb":
        server: MariaDB = request.getfixturevalue("mariadb")
        url = server.url(request.getfixturevalue("fresh_database"))
    made = make_sidecar(url, default_country="GB")
    with made.database.engine.begin() as connection:
        small = SITES[layout](connection)
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
                    connection.execute(sa.insert(small.tables.postmeta).values(row))
        small.hide(HIDDEN)
    migrate(made.database)
    yield made
    made.database.dispose()
