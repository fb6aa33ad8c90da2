"""A customer is one e-mail address, and told once, whoever notices it first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sidecar.services import ingest
from sidecar.services.sweeping.silent import list_silent_marks
from tests.factories import NOON, add_marks, execute, list_events, make_mark, play
from tests.support.golden import load_golden
from tests.support.php import serialize
from tests.support.posts import write_metas
from tests.support.site_rows import TABLES, add_user, insert_row, list_payloads, mark

if TYPE_CHECKING:
    from sidecar.db.outbox import Mark
    from sidecar.services.sidecar import Sidecar

CREATED = "customer_created"
GUEST = {
    "event": CREATED,
    "occurred_at": "2026-11-22T12:00:00+00:00",
    "sequence": 1,
    "origin": "site",
    "customer_id": None,
    "email": "new.guest@example.test",
    "name": "New Guest",
    "first_name": "New",
    "last_name": "Guest",
    "phone": "0123",
    "phone_e164": None,
    "is_guest": True,
    "registered_at": None,
    "links": {"admin": None},
}


def sweep_users(sidecar: Sidecar) -> list[int]:
    """Ingest what the sweep finds, and return the users that it found."""

    def work(tx: object) -> list[Mark]:
        marks = list_silent_marks(sidecar, tx)  # type: ignore[arg-type] # a transaction, as run gives it
        ingest.ingest_marks(sidecar, tx, marks)  # type: ignore[arg-type] # likewise
        return marks

    return [found.object_id for found in sidecar.database.run(work) if found.object_type == "customer"]


def book(sidecar: Sidecar, email: str) -> None:
    """Have somebody book as a guest who gives this address."""
    booking_id = insert_row(
        sidecar, TABLES.posts, post_type="bkx_booking", post_status="bkx-pending", post_date_gmt=NOON
    )
    typed = {"first_name": "New", "last_name": "Guest", "email": email, "phone": "0123"}
    with sidecar.database.engine.begin() as connection:
        write_metas(connection, booking_id, {**typed, "order_meta_data": serialize(typed)})
    add_marks(sidecar, make_mark("created", booking_id=booking_id))
    ingest.drain(sidecar)


def list_customers(sidecar: Sidecar) -> list[tuple[int, str, int]]:
    return [event for event in list_events(sidecar) if event[1] == CREATED]


def test_a_guest_who_books_is_told_whole_and_once(sidecar: Sidecar) -> None:
    for _ in range(2):
        book(sidecar, "new.guest@example.test")

    assert list_payloads(sidecar, CREATED) == [GUEST]


@pytest.mark.parametrize("email", ["NEW.Guest@example.TEST", " new.guest@example.test "])
def test_an_address_written_otherwise_is_the_same_customer(sidecar: Sidecar, email: str) -> None:
    book(sidecar, "new.guest@example.test")

    book(sidecar, email)

    assert list_payloads(sidecar, CREATED) == [GUEST]


@pytest.mark.parametrize("email", ["cy@example.test", "Jan.Jones@example.test", ""])
def test_who_was_known_at_the_first_start_and_who_gives_no_address_are_not_new(
    sidecar: Sidecar, email: str
) -> None:
    book(sidecar, email)

    assert list_customers(sidecar) == []


def test_who_books_and_registers_in_one_request_is_told_once_whole(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("bookings", "account"), make_mark("created", booking_id=57))
    mark(sidecar, "customer", 5, "created")

    ingest.drain(sidecar)

    assert list_payloads(sidecar, CREATED) == [
        {
            "event": CREATED,
            "occurred_at": "2026-11-22T11:32:44+00:00",
            "sequence": 1,
            "origin": "site",
            "customer_id": 5,
            "email": "elsa.newcomer@example.test",
            "name": "Elsa Newcomer",
            "first_name": "Elsa",
            "last_name": "Newcomer",
            "phone": "02079460555",
            "phone_e164": None,
            "is_guest": False,
            "registered_at": "2026-11-22T11:32:44+00:00",
            "links": {"admin": "http://bookings.example.test/wp-admin/user-edit.php?user_id=5"},
        }
    ]
    assert [event[1] for event in list_events(sidecar)][:2] == [CREATED, "booking_created"]


def test_a_user_who_registers_is_told_once_by_hook_by_sweep_and_by_booking(sidecar: Sidecar) -> None:
    user_id = add_user(sidecar, "new.user@example.test", first_name="New", last_name="User")
    mark(sidecar, "customer", user_id, "created")
    ingest.drain(sidecar)
    found = [sweep_users(sidecar), sweep_users(sidecar)]

    book(sidecar, "New.User@example.test")

    assert found == [[user_id], []]
    assert list_customers(sidecar) == [(user_id, CREATED, 1)]
    assert [payload["name"] for payload in list_payloads(sidecar, CREATED)] == ["New User"]


def test_a_user_of_whom_no_hook_told_is_found_by_the_sweep(sidecar: Sidecar) -> None:
    user_id = add_user(sidecar, "new.user@example.test")

    sweep_users(sidecar)

    assert list_customers(sidecar) == [(user_id, CREATED, 1)]


def test_a_user_who_registers_just_now_is_left_to_the_hook(sidecar: Sidecar) -> None:
    user_id = add_user(sidecar, "new.user@example.test")
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    execute(sidecar, "UPDATE wp_users SET user_registered = :now WHERE ID = :id", now=now, id=user_id)
    before = sweep_users(sidecar)
    execute(sidecar, "UPDATE wp_users SET user_registered = '2026-11-22 12:00:00' WHERE ID = :id", id=user_id)

    after = sweep_users(sidecar)

    assert (before, after) == ([], [user_id])


@pytest.mark.parametrize(
    ("role", "is_told"),
    [("administrator", False), ("resource", False), ("customer", True), ("member", True)],
)
def test_only_those_are_customers_whose_role_says_so(sidecar: Sidecar, role: str, *, is_told: bool) -> None:
    execute(sidecar, "UPDATE wp_options SET option_value = 'member' WHERE option_name = 'default_role'")
    user_id = add_user(sidecar, "new.user@example.test", role)
    mark(sidecar, "customer", user_id, "created")

    ingest.drain(sidecar)

    assert list_customers(sidecar) == ([(user_id, CREATED, 1)] if is_told else [])


@pytest.mark.parametrize("stored", ["", 'a:1:{s:10:"subscriber"', 'O:8:"stdClass":0:{}', "i:1;"])
def test_a_damaged_role_makes_no_customer_and_stops_nobody(sidecar: Sidecar, stored: str) -> None:
    damaged = add_user(sidecar, "damaged@example.test")
    whole = add_user(sidecar, "whole@example.test")
    statement = "UPDATE wp_usermeta SET meta_value = :stored WHERE user_id = :id"
    execute(sidecar, statement, stored=stored, id=damaged)
    for user_id in (damaged, whole):
        mark(sidecar, "customer", user_id, "created")

    ingest.drain(sidecar)

    assert list_customers(sidecar) == [(whole, CREATED, 1)]


def test_two_users_with_one_address_are_one_customer(sidecar: Sidecar) -> None:
    users = [add_user(sidecar, email) for email in ("one@example.test", "ONE@example.test")]
    for user_id in users:
        mark(sidecar, "customer", user_id, "created")

    ingest.drain(sidecar)

    assert list_customers(sidecar) == [(users[0], CREATED, 1)]
