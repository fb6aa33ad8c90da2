"""At 100,000 bookings a search reads no table more than once: counted in rows, not by a clock."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.services import searching
from tests.factories import CALLER, execute, make_sidecar
from tests.support.large_site import FIRST_ID, count_cost, enlarge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

HOST = replace(CALLER, user_id=0)
BOOKINGS = 100_000
LAST_ID = FIRST_ID + BOOKINGS - 1
RENAMED = LAST_ID - 500
EVERY_META = 440_000
"""Bookings have four metas here: MariaDB may then read the table once rather than the index meta_key."""
RENAME = "UPDATE wp_postmeta SET meta_value = :value WHERE post_id = :id AND meta_key = :key"
SPREAD = """
    INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
    SELECT ID, 'email', CONCAT('guest', ID, '@example.test') FROM wp_posts
    WHERE post_type = 'bkx_booking' AND ID BETWEEN :first AND :last
"""


@pytest.fixture(scope="module")
def large(mariadb: MariaDB, prepared_dump: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a large site of its own: each booking has an address, and one a rare one."""
    name = f"large_{secrets.token_hex(6)}"
    mariadb.create_database(name)
    mariadb.restore(name, prepared_dump)
    sidecar = make_sidecar(mariadb.url(name))
    enlarge(sidecar, BOOKINGS, 1000)
    execute(sidecar, SPREAD, first=FIRST_ID, last=LAST_ID - 1000)
    execute(sidecar, RENAME, id=RENAMED, key="email", value="rare@example.test")
    execute(sidecar, RENAME, id=RENAMED, key="phone", value="0117 496 0999")
    execute(sidecar, "ANALYZE TABLE wp_postmeta")
    yield sidecar
    sidecar.database.dispose()
    mariadb.drop_database(name)


@pytest.mark.parametrize(
    ("key", "inputs", "rows"),
    [
        ("find_booking", {"booking_id": RENAMED}, 500),
        ("find_booking", {"customer_email": "rare@example.test"}, EVERY_META),
        ("find_booking", {"external_id": "order-1"}, 500),
        ("find_booking", {"staff_id": 8}, 25_000),
        ("find_booking", {"starts_from": "2020-01-01 00:00"}, 25_000),
        ("find_customer", {"email": "nobody@example.test"}, EVERY_META),
        ("find_customer", {"phone": "+441174960999"}, EVERY_META),
        ("find_service", {"name": "hair"}, 2_000),
        ("find_staff", {"name": "a"}, 2_000),
    ],
)
def test_a_search_reads_no_table_twice(large: Sidecar, key: str, inputs: Any, rows: int) -> None:
    searching.search(large, HOST, key, inputs)

    with count_cost(large) as cost:
        searching.search(large, HOST, key, inputs)

    assert (cost.rows < rows, cost.statements < 40) == (True, True), (cost.rows, cost.statements)


@pytest.mark.parametrize(
    ("key", "said", "after", "rows"),
    [
        ("bookings", {}, None, 10_000),
        ("bookings", {}, str(LAST_ID - 50_000), 3_000),
        ("bookings", {"search": str(RENAMED)}, None, 500),
        ("bookings", {"search": "nobody at all"}, None, 20_000),
        ("customers", {}, None, 500),
        ("customers", {"search": "cy@"}, None, 500),
    ],
)
def test_a_page_of_a_list_reads_no_more_than_its_part(
    large: Sidecar, key: str, said: Any, after: str | None, rows: int
) -> None:
    searching.list_choices(large, HOST, key, said, (after, 100))

    with count_cost(large) as cost:
        searching.list_choices(large, HOST, key, said, (after, 100))

    assert (cost.rows < rows, cost.statements < 20) == (True, True), (cost.rows, cost.statements)
