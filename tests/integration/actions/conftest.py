"""Small sites in both layouts whose one booking can be changed by actions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sidecar.db.migrate import migrate
from sidecar.services.baseline import ensure_baseline
from tests.factories import make_sidecar
from tests.support.golden import set_options
from tests.support.meanings import ALEX, Meaning
from tests.support.posts_site import PostsSite
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

SITES = {"posts": PostsSite, "tables": TablesSite}
WEEKDAYS = (
    'a:1:{s:15:"selected_days_1";a:2:{s:4:"days";a:5:{i:0;s:6:"Monday";i:1;s:7:"Tuesday";i:2;s:9:"Wednesday";'
    'i:3;s:8:"Thursday";i:4;s:6:"Friday";}s:4:"time";a:2:{s:4:"open";s:7:"9:00 AM";s:5:"close";'
    's:7:"5:00 PM";}}}'
)


@pytest.fixture(params=["posts-mariadb", "posts-sqlite", "tables-mariadb", "tables-sqlite"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a site with Alex (8), Bea (9), a haircut (14) and booking 57 of Alex's.

    It is on Wednesday, 17 March 2027, from 11:00 to 12:00; weekdays are open from 9:00 to 17:00.
    """
    layout, _, database = request.param.partition("-")
    url = f"sqlite:///{tmp_path / 'small.db'}"
    if database == "mariadb":
        server: MariaDB = request.getfixturevalue("mariadb")
        url = server.url(request.getfixturevalue("fresh_database"))
    made = make_sidecar(url)
    with made.database.engine.begin() as connection:
        site = SITES[layout](connection)
        site.create()
        set_options(connection, {"bkx_business_days": WEEKDAYS})
        site.add_staff(replace(ALEX, id=9, name="Bea"))
        site.add_booking(Meaning())
    migrate(made.database)
    ensure_baseline(made)
    yield made
    made.database.dispose()
