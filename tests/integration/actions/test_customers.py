"""Customers are added once, changed in all their places, and no account that may do more is touched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.errors import InvalidDataError, SidecarError, UnstorableTextError
from sidecar.wp_bridge.write_errors import (
    CustomerExistsError,
    NothingToChangeError,
    ProtectedAccountError,
    UnknownCustomerError,
)
from tests.factories import execute, fetch
from tests.support.desk import at_desk, perform
from tests.support.php import serialize
from tests.support.site_rows import add_user

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.offer_records import Customer

ELSA = {
    "email": "elsa.newcomer@example.test",
    "first_name": "Elsa",
    "last_name": "Newcomer",
    "phone": "02079460555",
}
AT_ONCE = 20
GUEST = "jan.jones@example.test"
SERIALIZED = 'O:8:"stdClass":0:{}'


def add(sidecar: Sidecar, **changed: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "add_customer", ELSA | changed)["result"]
    return result


def find_or_create(sidecar: Sidecar, **changed: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "find_or_create_customer", ELSA | changed)["result"]
    return result


def update(sidecar: Sidecar, **inputs: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "update_customer", inputs)["result"]
    return result


def find(sidecar: Sidecar, email: str) -> Customer | None:
    with at_desk(sidecar) as desk:
        return desk.offers.find_customer_by_email(desk.connection, email)


def list_roles(sidecar: Sidecar, user_id: int) -> frozenset[str]:
    with at_desk(sidecar) as desk:
        return desk.users.read_roles(desk.connection, [user_id])[user_id]


def set_default_role(sidecar: Sidecar, role: str) -> None:
    statement = "UPDATE wp_options SET option_value = :role WHERE option_name = 'default_role'"
    execute(sidecar, statement, role=role)


def list_marks(sidecar: Sidecar) -> list[tuple[Any, ...]]:
    return fetch(sidecar, "outbox", "object_type", "object_id", "marks")


def postpone(sidecar: Sidecar, booking_id: int, email: str) -> None:
    """Let a booking lie ahead, and be this address's."""
    for key, value in {"booking_start_date": "2099-01-01 10:00:00", "email": email}.items():
        statement = "UPDATE wp_postmeta SET meta_value = :value WHERE post_id = :id AND meta_key = :key"
        execute(sidecar, statement, value=value, id=booking_id, key=key)


def count_users(sidecar: Sidecar, email: str) -> int:
    with at_desk(sidecar) as desk:
        users = desk.tables.users
        return len(desk.connection.execute(users.select().where(users.c.user_email == email)).all())


def test_wordpress_forgets_what_it_kept_of_the_user_and_of_how_many_there_are(sidecar: Sidecar) -> None:
    follow_up = perform(sidecar, "add_customer", ELSA)["follow_up"]

    forgotten = [step for step in [*follow_up["done"], *follow_up["queued"]] if "cache" in step]
    assert forgotten == ["cache of a user", "cache of options"]


def test_a_customer_is_added_as_wordpress_registers_one(sidecar: Sidecar) -> None:
    result = add(sidecar)

    user_id = result["customer_id"]
    assert result | {"registered_at": ""} == {
        "id": user_id,
        "customer_id": user_id,
        "email": ELSA["email"],
        "name": "Elsa Newcomer",
        "first_name": "Elsa",
        "last_name": "Newcomer",
        "phone": "02079460555",
        "phone_e164": None,
        "is_guest": False,
        "registered_at": "",
        "links": {"admin": f"http://bookings.example.test/wp-admin/user-edit.php?user_id={user_id}"},
        "role": "subscriber",
        "notice": None,
    }
    assert list_roles(sidecar, user_id) == {"subscriber"}


@pytest.mark.parametrize("email", ["cy@example.test", "CY@EXAMPLE.TEST"])
def test_an_address_that_somebody_has_is_refused_with_their_id(sidecar: Sidecar, email: str) -> None:
    with pytest.raises(CustomerExistsError) as refused:
        add(sidecar, email=email)

    assert (refused.value.status, refused.value.text.split(". ")[-1]) == (409, "Its ID is 2.")


@pytest.mark.parametrize("role", ["administrator", "editor", "author", "contributor", "unheard_of", ""])
def test_no_role_that_may_do_more_than_read_is_given(sidecar: Sidecar, role: str) -> None:
    set_default_role(sidecar, role)

    result = add(sidecar)

    assert result["role"] == "subscriber"
    assert result["notice"] == (
        "The site's role for new users may do more than read: the customer got the role subscriber."
    )
    assert list_roles(sidecar, result["customer_id"]) == {"subscriber"}


def test_a_role_of_a_shop_s_customers_is_given(sidecar: Sidecar) -> None:
    roles = {"customer": {"name": "Customer", "capabilities": {"read": True, "edit_posts": False}}}
    statement = "UPDATE wp_options SET option_value = :roles WHERE option_name = 'wp_user_roles'"
    execute(sidecar, statement, roles=serialize(roles))
    set_default_role(sidecar, "customer")

    result = add(sidecar)

    assert (result["role"], result["notice"]) == ("customer", None)


@pytest.mark.parametrize("name", [SERIALIZED, "O'Hara & Söhne", "Zoë 🎉", "Robert'); DROP TABLE wp_users;--"])
def test_odd_names_are_kept_as_they_are(sidecar: Sidecar, name: str) -> None:
    result = add(sidecar, first_name=name, last_name=name, phone=name[:40])

    assert (result["first_name"], result["last_name"]) == (name, name)
    assert find(sidecar, ELSA["email"]) is not None


def test_of_markup_the_text_is_kept(sidecar: Sidecar) -> None:
    result = add(sidecar, first_name="<b>Elsa</b><script>alert(1)</script>")

    assert result["first_name"] == "Elsa"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "zoë@example.test"),
        ("email", None),
        ("first_name", "x" * 300),
        ("last_name", "<i></i>"),
        ("phone", "1" * 41),
        ("send_welcome_mail", "perhaps"),
    ],
)
def test_what_cannot_be_a_customer_is_refused_by_its_field(sidecar: Sidecar, field: str, value: Any) -> None:
    with pytest.raises(InvalidDataError) as refused:
        add(sidecar, **{field: value})

    assert [fault.field for fault in refused.value.fields] == [field]
    assert count_users(sidecar, ELSA["email"]) == 0


def test_emoji_are_refused_where_the_tables_have_none(mariadb_sidecar: Sidecar) -> None:
    execute(mariadb_sidecar, "ALTER TABLE wp_users CONVERT TO CHARACTER SET utf8mb3")
    execute(mariadb_sidecar, "ALTER TABLE wp_usermeta CONVERT TO CHARACTER SET utf8mb3")

    with pytest.raises(UnstorableTextError) as refused:
        add(mariadb_sidecar, first_name="Zoë 🎉")

    assert refused.value.status == 422
    assert count_users(mariadb_sidecar, ELSA["email"]) == 0


def test_of_many_calls_at_once_one_makes_the_customer(mariadb_sidecar: Sidecar) -> None:
    with ThreadPoolExecutor(AT_ONCE) as callers:
        results = list(callers.map(lambda _: find_or_create(mariadb_sidecar), range(AT_ONCE)))

    assert sorted(result["created"] for result in results) == [False] * (AT_ONCE - 1) + [True]
    assert len({result["customer_id"] for result in results}) == 1
    assert count_users(mariadb_sidecar, ELSA["email"]) == 1


def test_a_customer_who_is_there_is_found_and_left_alone(sidecar: Sidecar) -> None:
    result = find_or_create(sidecar, email="Cy@Example.test")

    found = (result["customer_id"], result["name"], result["created"], result["role"])
    assert found == (2, "Cy Member", False, "subscriber")
    assert list_marks(sidecar) == []


def test_a_guest_is_found_as_well(sidecar: Sidecar) -> None:
    result = find_or_create(sidecar, email=GUEST)

    found = (result["customer_id"], result["is_guest"], result["created"], result["role"])
    assert found == (None, True, False, None)
    assert count_users(sidecar, GUEST) == 0


@pytest.mark.parametrize("who", [{"customer_id": 2}, {"email": "cy@example.test"}])
def test_a_customer_is_changed_in_the_account_and_in_bookings_ahead(
    sidecar: Sidecar, who: dict[str, Any]
) -> None:
    postpone(sidecar, 22, "cy@example.test")

    result = update(sidecar, **who, new_email="cyd@example.test", first_name="Cyd", phone="0999")

    changed = {key: result[key] for key in ("customer_id", "email", "name", "phone")}
    assert changed == {"customer_id": 2, "email": "cyd@example.test", "name": "Cyd Member", "phone": "0999"}
    assert 22 in result["changed_booking_ids"]
    with at_desk(sidecar) as desk:
        booked = desk.store.read_bookings(desk.connection, [22])[22].customer
    assert (booked.id, booked.email, booked.first_name, booked.phone) == (
        2,
        "cyd@example.test",
        "Cyd",
        "0999",
    )


def test_a_guest_is_changed_in_bookings_ahead(sidecar: Sidecar) -> None:
    postpone(sidecar, 22, GUEST)

    result = update(sidecar, email=GUEST, last_name="Smith", new_email="jan@example.test")

    assert result["changed_booking_ids"] == [22, 31]
    assert (result["email"], result["last_name"], result["is_guest"]) == ("jan@example.test", "Smith", True)
    assert list_marks(sidecar) == [("booking", 22, "meta"), ("booking", 31, "meta")]


def test_a_guest_without_a_booking_ahead_cannot_be_changed(sidecar: Sidecar) -> None:
    execute(sidecar, "UPDATE wp_postmeta SET meta_value = '2020-01-01' WHERE meta_key = 'booking_start_date'")

    with pytest.raises(NothingToChangeError) as refused:
        update(sidecar, email=GUEST, last_name="Smith")

    assert refused.value.status == 409


@pytest.mark.parametrize("who", [{"customer_id": 999}, {"email": "nobody@example.test"}])
def test_nobody_cannot_be_changed(sidecar: Sidecar, who: dict[str, Any]) -> None:
    with pytest.raises(UnknownCustomerError):
        update(sidecar, **who, first_name="No")


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"customer_id": 2}, "new_email"),
        ({"first_name": "No"}, "customer_id"),
        ({"customer_id": 2, "email": "cy@example.test", "first_name": "No"}, "customer_id"),
        ({"customer_id": 2, "first_name": "<p>"}, "first_name"),
        ({"customer_id": 0, "first_name": "No"}, "customer_id"),
    ],
)
def test_a_change_of_nobody_or_nothing_is_refused(
    sqlite_sidecar: Sidecar, inputs: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidDataError) as refused:
        update(sqlite_sidecar, **inputs)

    assert [fault.field for fault in refused.value.fields] == [field]


def test_an_address_of_somebody_else_is_refused(sidecar: Sidecar) -> None:
    with pytest.raises(CustomerExistsError):
        update(sidecar, customer_id=2, new_email="bea@example.test")


@pytest.mark.parametrize(
    ("role", "metas"),
    [
        ("administrator", {}),
        ("editor", {}),
        ("contributor", {}),
        ("unheard_of", {}),
        ("subscriber", {"seat_post_id": "8"}),
        ("subscriber", {"wp_2_capabilities": serialize({"administrator": True})}),
        ("manage_options", {}),
    ],
)
def test_accounts_that_may_do_more_than_read_are_never_changed(
    sidecar: Sidecar, role: str, metas: dict[str, str]
) -> None:
    user_id = add_user(sidecar, "boss@example.test", role, **metas)

    refusals: list[SidecarError] = []
    for who in ({"customer_id": user_id}, {"email": "boss@example.test"}):
        with pytest.raises(ProtectedAccountError) as refused:
            update(sidecar, **who, new_email="thief@example.test")
        refusals.append(refused.value)

    assert [error.status for error in refusals] == [403, 403]
    assert count_users(sidecar, "boss@example.test") == 1


def test_a_super_admin_of_a_network_is_never_changed(sidecar: Sidecar) -> None:
    user_id = add_user(sidecar, "super@example.test", "subscriber")
    other_id = add_user(sidecar, "other@example.test", "subscriber")
    execute(sidecar, "CREATE TABLE wp_sitemeta (meta_id INTEGER, meta_key VARCHAR(255), meta_value TEXT)")
    execute(sidecar, "UPDATE wp_users SET user_login = 'root' WHERE ID = :id", id=user_id)
    admins = serialize(["admin", "root"])
    execute(sidecar, "INSERT INTO wp_sitemeta VALUES (1, 'site_admins', :admins)", admins=admins)

    with pytest.raises(ProtectedAccountError):
        update(sidecar, customer_id=user_id, new_email="thief@example.test")
    update(sidecar, customer_id=other_id, first_name="Otto")

    assert count_users(sidecar, "super@example.test") == 1
