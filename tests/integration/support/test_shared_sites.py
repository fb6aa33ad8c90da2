"""A shared site is the same for every test, whatever another one wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db import state
from sidecar.db.migrate import migrate

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from tests.support.shared_sites import SharedSites


def fill(made: Sidecar) -> None:
    migrate(made.database)
    made.database.run(lambda tx: state.set_value(tx, "told", "at first"))


def read(sidecar: Sidecar) -> str | None:
    return sidecar.database.run(lambda tx: state.find_value(tx, "told"))


@pytest.mark.parametrize("database", ["mariadb", "sqlite"])
@pytest.mark.parametrize("wrote", [True, False], ids=["wrote", "read"])
def test_a_site_is_lent_again_until_somebody_writes(
    shared_sites: SharedSites,
    database: str,
    wrote: bool,  # noqa: FBT001 # a table's column
) -> None:
    with shared_sites.use(f"lent-{database}-{wrote}", database, fill) as first:
        before = read(first)
        if wrote:
            with first.database.engine.begin() as connection:
                connection.execute(sa.text("DELETE FROM wp_bkx_zapier_state WHERE name = 'told'"))
    with shared_sites.use(f"lent-{database}-{wrote}", database, fill) as second:
        after = read(second)

    assert (before, after) == ("at first", "at first")
    assert (first.database is second.database) is not wrote
