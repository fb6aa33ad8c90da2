"""Customers become WordPress users as BookingX's form makes them, and change without losing anything."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import Customer
from sidecar.wp_bridge.wordpress.user_writer import NewUser, UserWriter
from sidecar.wp_bridge.wordpress.users import WpUsers
from sidecar.wp_bridge.write_errors import CustomerExistsError, UnknownCustomerError
from sidecar.wp_bridge.writing import CustomerChanges
from tests.support.golden import load_golden
from tests.support.golden_bookings import TABLES, fetch, to_stored

if TYPE_CHECKING:
    from sqlalchemy import Connection

WRITER, READER = UserWriter(TABLES), WpUsers(TABLES)
ELSA = NewUser(
    email="elsa.newcomer@example.test",
    first_name="Elsa",
    last_name="Newcomer",
    phone="02079460555",
    role="subscriber",
    registered_at=datetime(2026, 11, 22, 11, 32, 44, tzinfo=UTC),
)
CY = Customer(
    id=2,
    email="cy@example.test",
    first_name="Cy",
    last_name="Member",
    name="Cy Member",
    phone="02079460123",
    registered_at=datetime(2026, 11, 22, 11, 28, 38, tzinfo=UTC),
)


@pytest.fixture
def strict(golden: Connection) -> Connection:
    """Return the golden site, on MariaDB in the strictest of its modes."""
    if golden.dialect.name != "sqlite":
        golden.execute(sa.text("SET SESSION sql_mode = 'TRADITIONAL'"))
    return golden


def fetch_metas(connection: Connection, user_id: int) -> list[tuple[str, str]]:
    rows = fetch(connection, TABLES.usermeta, "user_id", user_id)
    return [(row["meta_key"], row["meta_value"]) for row in rows]


def fetch_user(connection: Connection, user_id: int) -> dict[str, Any]:
    (row,) = fetch(connection, TABLES.users, "ID", user_id)
    return row


def test_a_user_is_written_as_bookingx_s_form_does(strict: Connection) -> None:
    created = load_golden("bookings", "account")["steps"][0]["rows"]["created"]

    user_id = WRITER.add_user(strict, ELSA)

    row = fetch_user(strict, user_id)
    assert re.fullmatch(r"\$P\$B[./0-9A-Za-z]{30}", row["user_pass"])
    recorded = to_stored(created["wp_users"][0])
    assert row == recorded | {"ID": user_id, "user_pass": row["user_pass"], "user_activation_key": ""}
    metas = [(meta["meta_key"], meta["meta_value"]) for meta in created["wp_usermeta"]]
    phones = [("bkx_phone_number", ELSA.phone), ("phone", ELSA.phone)]
    assert fetch_metas(strict, user_id) == [*metas, *phones]


def test_wordpress_s_number_of_users_is_kept_right(strict: Connection) -> None:
    WRITER.add_user(strict, ELSA)

    query = sa.select(TABLES.options.c.option_value).where(TABLES.options.c.option_name == "user_count")
    assert strict.scalar(query) == "5"


def test_a_new_user_is_read_whole(strict: Connection) -> None:
    new = replace(ELSA, first_name="Zoë <b>🎉</b>", last_name="O'Hara & Söhne", phone="")

    user_id = WRITER.add_user(strict, new)

    assert READER.find(strict, user_id) == Customer(
        id=user_id,
        email=ELSA.email,
        first_name="Zoë 🎉",
        last_name="O'Hara & Söhne",
        name="Zoë 🎉 O'Hara & Söhne",
        phone="",
        registered_at=ELSA.registered_at,
    )
    assert READER.read_roles(strict, [user_id]) == {user_id: frozenset({"subscriber"})}


@pytest.mark.parametrize("name", ['O:8:"stdClass":0:{}', "a:0:{}", "N;", 's:1:"x";'])
def test_a_name_that_looks_serialized_is_read_as_it_was_given(strict: Connection, name: str) -> None:
    user_id = WRITER.add_user(strict, replace(ELSA, first_name=name))
    WRITER.update_user(strict, user_id, CustomerChanges(last_name=name, phone=name))

    found = READER.find(strict, user_id)
    assert found is not None
    assert (found.first_name, found.last_name, found.phone) == (name, name, name)
    assert fetch_user(strict, user_id)["display_name"] == f"{name} {name}"


@pytest.mark.parametrize("stored", ['O:8:"stdClass":0:{}', "a:1:{i:0;i:1;}", 's:5:"x";'])
def test_what_is_no_text_is_no_name(strict: Connection, stored: str) -> None:
    metas = TABLES.usermeta
    is_name = (metas.c.user_id == 2, metas.c.meta_key == "first_name")
    strict.execute(sa.update(metas).where(*is_name).values(meta_value=stored))

    found = READER.find(strict, 2)
    assert found is not None
    assert (found.first_name, found.name) == ("", "Member")


def test_long_names_and_addresses_fit(strict: Connection) -> None:
    new = replace(ELSA, email=f"{'a' * 64}@example.test", first_name="Ä" * 300, last_name="")

    user_id = WRITER.add_user(strict, new)

    row = fetch_user(strict, user_id)
    assert (row["user_email"], row["display_name"]) == (new.email, "Ä" * 250)
    assert re.fullmatch(r"customer-[0-9a-f]{16}", row["user_login"])
    assert dict(fetch_metas(strict, user_id))["first_name"] == "Ä" * 300


def test_two_users_share_no_nicename(strict: Connection) -> None:
    ids = [
        WRITER.add_user(strict, replace(ELSA, email=f"elsa{sign}@example.test")) for sign in ("", "+", "!")
    ]

    names = [fetch_user(strict, user_id)["user_nicename"] for user_id in ids]
    assert names == ["elsaexample-test", "elsaexample-test-2", "elsaexample-test-3"]


@pytest.mark.parametrize("email", ["cy@example.test", "CY@Example.TEST"])
def test_an_address_that_somebody_has_is_refused(strict: Connection, email: str) -> None:
    with pytest.raises(CustomerExistsError):
        WRITER.add_user(strict, replace(ELSA, email=email))


def test_texts_of_a_user_change_in_all_their_places(strict: Connection) -> None:
    changes = CustomerChanges(first_name="Cyd", email="cyd@example.test", phone="0999")

    WRITER.update_user(strict, 2, changes)

    assert READER.find(strict, 2) == replace(
        CY, first_name="Cyd", name="Cyd Member", email="cyd@example.test", phone="0999"
    )
    row, metas = fetch_user(strict, 2), dict(fetch_metas(strict, 2))
    assert (row["display_name"], row["user_login"]) == ("Cyd Member", "cy@example.test")
    assert (metas["bkx_phone_number"], metas["phone"]) == ("0999", "0999")


def test_a_name_that_somebody_chose_to_display_stays(strict: Connection) -> None:
    users = TABLES.users
    strict.execute(sa.update(users).where(users.c["ID"] == 2).values(display_name="The Cy"))

    WRITER.update_user(strict, 2, CustomerChanges(last_name="Other"))

    assert fetch_user(strict, 2)["display_name"] == "The Cy"


def test_an_address_of_somebody_else_is_refused(strict: Connection) -> None:
    with pytest.raises(CustomerExistsError):
        WRITER.update_user(strict, 2, CustomerChanges(email="bea@example.test"))


def test_an_address_may_be_spelled_otherwise(strict: Connection) -> None:
    WRITER.update_user(strict, 2, CustomerChanges(email="Cy@Example.test"))

    assert fetch_user(strict, 2)["user_email"] == "cy@example.test"


def test_no_change_changes_nothing(strict: Connection) -> None:
    before = (fetch_user(strict, 2), fetch_metas(strict, 2))

    WRITER.update_user(strict, 2, CustomerChanges())

    assert (fetch_user(strict, 2), fetch_metas(strict, 2)) == before


def test_nobody_cannot_be_changed(strict: Connection) -> None:
    with pytest.raises(UnknownCustomerError):
        WRITER.update_user(strict, 999, CustomerChanges(first_name="No"))
