"""The lists of bookings, customers and blocks hold what people choose from, in both layouts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.services import searching
from sidecar.wp_bridge.tables import WpTables
from tests.factories import CALLER, execute
from tests.support.meanings import MADE_AT

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

HOST = replace(CALLER, user_id=0)
LABELS = {
    60: "60: Ann Example, Hair Colour, 2020-03-20 09:00, completed",
    59: "59: Ann Example, Haircut, 2090-03-20 09:00, cancelled",
    58: "58: Ann Example, Haircut, 2090-03-16 10:00, confirmed",
    57: "57: Ann Example, Haircut, 2090-03-17 11:00, pending",
}
ADD_ROLE = "INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES (:id, 'wp_capabilities', :role)"
ADD_BLOCK = """
    INSERT INTO wp_bkx_zapier_blocks (id, staff_id, starts_at, ends_at, reason, created_at)
    VALUES (:id, :staff_id, :starts_at, :ends_at, :reason, '2026-01-01 00:00:00')
"""


def read(
    site: Sidecar, key: str, search: str | None = None, limit: int = 100, **said: str
) -> dict[object, str]:
    """Return labels by id, of all pages."""
    found: dict[object, str] = {}
    after: str | None = None
    given = said if search is None else said | {"search": search}
    while True:
        page = searching.list_choices(site, HOST, key, given, (after, limit))
        assert not found.keys() & {choice.id for choice in page.choices}
        found |= {choice.id: choice.label for choice in page.choices}
        after = page.next_after
        if after is None:
            return found


def add_user(site: Sidecar, user_id: int, name: str, email: str, role: str = "subscriber") -> None:
    user = {"ID": user_id, "user_email": email, "display_name": name, "user_registered": MADE_AT}
    with site.database.engine.begin() as connection:
        connection.execute(sa.insert(WpTables("wp_").users).values(user))
    if role:
        add_role(site, user_id, role)


def add_role(site: Sidecar, user_id: int, role: str) -> None:
    execute(site, ADD_ROLE, id=user_id, role=f'a:1:{{s:{len(role)}:"{role}";b:1;}}')


def number(site: Sidecar) -> str:
    """Return what stands before the ID in the number that customers know."""
    return "" if site.layout == "posts" else "BX-"


def put_into_the_bin(site: Sidecar, booking_id: int) -> None:
    table, key, status = (
        ("wp_posts", "ID", "post_status")
        if site.layout == "posts"
        else ("wp_bookingx_bookings", "id", "status")
    )
    execute(site, f"UPDATE {table} SET {status} = 'trash' WHERE {key} = :id", id=booking_id)  # noqa: S608 # constants


@pytest.mark.parametrize("limit", [1, 3, 4, 100])
def test_bookings_are_listed_from_the_newest_on_with_all_that_tells_them_apart(
    site: Sidecar, limit: int
) -> None:
    found = read(site, "bookings", limit=limit)

    assert list(found.items()) == [(key, number(site) + label) for key, label in LABELS.items()]


def test_what_is_in_the_bin_is_not_listed(site: Sidecar) -> None:
    put_into_the_bin(site, 59)

    assert list(read(site, "bookings", limit=1)) == [60, 58, 57]
    assert read(site, "bookings", "59") == {}


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("58", [58]),
        ("61", []),
        ("1" * 30, []),
        ("ANN@example.test", [60, 59, 57]),
        ("nobody@example.test", []),
        ("bea@", [58]),
        ("hair colour", [60]),
        ("2090-03-1", [58, 57]),
        ("cancelled", [59]),
        ("%", []),
        ("²", []),
        ("Zoë", []),
    ],
)
@pytest.mark.parametrize("limit", [1, 100])
def test_a_text_narrows_bookings_by_number_address_and_label(
    site: Sidecar, search: str, expected: list[int], limit: int
) -> None:
    assert list(read(site, "bookings", search, limit)) == expected


def test_a_booking_of_which_little_is_known_is_named_by_what_is(site: Sidecar) -> None:
    if site.layout == "posts":
        execute(site, "UPDATE wp_posts SET post_title = '' WHERE ID = 15")
    else:
        execute(site, "DELETE FROM wp_bookingx_services WHERE id = 15")

    assert read(site, "bookings", "60") == {60: f"{number(site)}60: Ann Example, 2020-03-20 09:00, completed"}


def test_customers_are_the_users_whose_role_is_a_customers(site: Sidecar) -> None:
    add_role(site, 3, "subscriber")
    add_user(site, 4, "dee@example.test", "dee@example.test", "customer")
    add_user(site, 5, "The Boss", "boss@example.test", "administrator")
    add_user(site, 6, "Of Another Site", "other@example.test", role="")

    assert read(site, "customers", limit=1) == {3: "Cy Member <cy@example.test>", 4: "dee@example.test"}


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("MEMBER", [3]),
        ("example.test", [3, 4, 5]),
        ("CY@", [3]),
        ("cy@example.test", [3]),
        ("y@example", []),
        ("d_", []),
        ("d%@", []),
        ("dee_x@", [5]),
        ("zoë@example.test", []),
        ("Zoë", [4]),
    ],
)
@pytest.mark.parametrize("limit", [1, 100])
def test_a_text_narrows_customers_by_name_and_address(
    site: Sidecar, search: str, expected: list[int], limit: int
) -> None:
    add_role(site, 3, "subscriber")
    add_user(site, 4, "Zoë Dean", "deeex@example.test")
    add_user(site, 5, "Dee", "dee_x@example.test")

    assert list(read(site, "customers", search, limit)) == expected


def test_blocks_are_those_that_have_not_ended(site: Sidecar) -> None:
    day, later = (
        ("2090-12-24 00:00:00", "2090-12-25 00:00:00"),
        ("2090-12-01 12:00:00", "2090-12-01 14:00:00"),
    )
    for block_id, staff_id, (starts_at, ends_at), reason in (
        (1, 8, ("2020-01-01 00:00:00", "2020-01-02 00:00:00"), "Over"),
        (2, 8, day, ""),
        (3, 9, later, "Training"),
        (4, 99, later, ""),
    ):
        values = {"starts_at": starts_at, "ends_at": ends_at, "reason": reason}
        execute(site, ADD_BLOCK, id=block_id, staff_id=staff_id, **values)
    all_blocks = {
        2: "Alex, 2090-12-24 00:00 to 2090-12-25 00:00",
        3: "Bea, 2090-12-01 12:00 to 2090-12-01 14:00, Training",
        4: "No. 99, 2090-12-01 12:00 to 2090-12-01 14:00",
    }

    assert read(site, "blocks", limit=1) == all_blocks
    assert list(read(site, "blocks", staff_id="8")) == [2]
    assert list(read(site, "blocks", staff_id="8,9")) == [2, 3]
    assert list(read(site, "blocks", "train")) == [3]
