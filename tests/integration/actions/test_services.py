"""Services are made as BookingX's own screen makes them, once, and at the price that was meant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.errors import InvalidDataError
from sidecar.wp_bridge.prices import to_lasting_price, truncate
from sidecar.wp_bridge.write_errors import UnknownOfferError, UnwritableLayoutError
from tests.factories import execute, fetch, with_settings
from tests.support.bookings import ALEX
from tests.support.desk import at_desk, perform

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

FACIAL = {
    "name": "Facial",
    "description": "An hour and a half.",
    "price": "45.50",
    "duration": 90,
    "staff_ids": [8, 9],
}
BY_DAY = {"unit": "days", "duration": None, "days": 3}
AT_ONCE = 20


def create(sidecar: Sidecar, **changed: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "create_service", FACIAL | changed)["result"]
    return result


def find_or_create(sidecar: Sidecar, **changed: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "find_or_create_service", FACIAL | changed)["result"]
    return result


def count_services(sidecar: Sidecar) -> int:
    with at_desk(sidecar) as desk:
        return len(desk.offers.list_services(desk.connection, 500))


def read_meta(sidecar: Sidecar, service_id: int, key: str) -> str:
    with at_desk(sidecar) as desk:
        c = desk.tables.postmeta.c
        query = desk.tables.postmeta.select().where(c.post_id == service_id, c.meta_key == key)
        return str(desk.connection.execute(query).one().meta_value)


def test_what_is_found_or_made_says_who_offers_it_as_a_search_does(sidecar: Sidecar) -> None:
    made = find_or_create(sidecar, staff_ids=[ALEX])
    found = find_or_create(sidecar, staff_ids=[ALEX])

    assert [member["id"] for member in made["staff"]] == [ALEX]
    assert (found["created"], found["staff"]) == (False, made["staff"])


def test_a_service_is_offered_as_it_was_described(sidecar: Sidecar) -> None:
    result = create(sidecar, is_extendable=True, extension_limit=2)

    service_id = result["service_id"]
    times = dict.fromkeys(("created_at", "updated_at"))
    assert result | times == times | {
        "id": service_id,
        "service_id": service_id,
        "name": "Facial",
        "description": "An hour and a half.",
        "status": "publish",
        "price": "45.50",
        "price_minor": 4550,
        "currency": "GBP",
        "unit": "hours",
        "duration": 90,
        "days": None,
        "is_extendable": True,
        "extension_limit": 2,
        "staff_ids": [8, 9],
        "is_offered_by_all_staff": False,
        "allows_extras": True,
        "unavailable_from": None,
        "unavailable_till": None,
        "location": dict.fromkeys(("street", "city", "state", "postcode", "country")),
        "links": {
            "admin": f"http://bookings.example.test/wp-admin/post.php?post={service_id}&action=edit",
        },
        "unreadable": [],
        "booked_price": "45.50",
        "notice": None,
    }
    assert fetch(sidecar, "outbox", "object_type", "object_id", "marks") == [("service", service_id, "saved")]


def test_without_staff_all_offer_it(sidecar: Sidecar) -> None:
    result = create(sidecar, staff_ids=None, allows_extras=False)

    said = (result["staff_ids"], result["is_offered_by_all_staff"], result["allows_extras"])
    assert said == ([], True, False)


def test_of_a_service_by_the_day_it_says_who_cannot_book_it(sidecar: Sidecar) -> None:
    stiff, long = create(sidecar, **BY_DAY), create(sidecar, **BY_DAY, is_extendable=True, extension_limit=1)

    assert (stiff["unit"], stiff["days"], stiff["duration"]) == ("days", 3, None)
    assert stiff["notice"] == (
        "On PHP 8, BookingX's own form cannot book a service by the day unless it is extendable; Zaps can."
    )
    assert long["notice"] is None


@pytest.mark.parametrize("price", ["8.20", "19.99", "1.15", "64.10", "0.29", "999999.99"])
def test_no_price_loses_a_cent_in_bookingx(sidecar: Sidecar, price: str) -> None:
    result = create(sidecar, price=price)

    assert (result["price"], result["booked_price"]) == (price, price)
    stored = read_meta(sidecar, result["service_id"], "base_price")
    assert int(float(stored) * 100) == int(Decimal(price) * 100)
    assert f"{float(stored):.14g}" == f"{float(price):.14g}"  # as PHP prints it


def test_every_price_up_to_a_thousand_lasts() -> None:
    prices = [Decimal(cents) / 100 for cents in range(100_000)]

    assert [truncate(to_lasting_price(price)) for price in prices] == [float(price) for price in prices]


def test_a_price_that_somebody_typed_is_said_as_it_is_and_as_it_is_booked(sidecar: Sidecar) -> None:
    statement = "UPDATE wp_postmeta SET meta_value = '8.20' WHERE post_id = :id AND meta_key = 'base_price'"
    execute(sidecar, statement, id=create(sidecar)["service_id"])

    found = find_or_create(sidecar)

    assert (found["created"], found["price"], found["booked_price"]) == (False, "8.20", "8.19")


@pytest.mark.parametrize("name", ['O:8:"stdClass":0:{}', "Cut & <b>dry</b>", 'O\'Hara "quoted"', "Zoë 🎉"])
def test_odd_names_are_kept_as_they_are(sidecar: Sidecar, name: str) -> None:
    result = create(sidecar, name=name, description=name)

    assert result["name"] == name
    assert find_or_create(sidecar, name=name.upper())["service_id"] == result["service_id"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"price": None}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "1.234"}, "price"),
        ({"price": "1000000"}, "price"),
        ({"price": "£5"}, "price"),
        ({"duration": None}, "duration"),
        ({"duration": 50}, "duration"),
        ({"duration": 0}, "duration"),
        ({"duration": 24 * 60}, "duration"),
        ({"days": 2}, "days"),
        ({"unit": "days", "days": 2}, "duration"),
        ({"unit": "days", "duration": None}, "days"),
        ({"unit": "months"}, "unit"),
        ({"is_extendable": True}, "extension_limit"),
        ({"extension_limit": 2}, "extension_limit"),
        ({"is_extendable": True, "extension_limit": 0}, "extension_limit"),
        ({"staff_ids": ["Alex"]}, "staff_ids.1"),
    ],
)
def test_what_bookingx_cannot_keep_is_refused_by_its_field(
    sqlite_sidecar: Sidecar, changed: dict[str, Any], field: str
) -> None:
    before = count_services(sqlite_sidecar)

    with pytest.raises(InvalidDataError) as refused:
        create(sqlite_sidecar, **changed)

    assert [fault.field for fault in refused.value.fields] == [field]
    assert count_services(sqlite_sidecar) == before


def test_staff_that_is_not_there_is_refused(sidecar: Sidecar) -> None:
    with pytest.raises(UnknownOfferError):
        create(sidecar, staff_ids=[8, 999])


def test_a_site_with_other_tables_is_refused(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(UnwritableLayoutError) as refused:
        create(with_settings(sqlite_sidecar, layout="tables"))

    assert refused.value.status == 409


def test_of_many_calls_at_once_one_makes_the_service(mariadb_sidecar: Sidecar) -> None:
    before = count_services(mariadb_sidecar)

    with ThreadPoolExecutor(AT_ONCE) as callers:
        results = list(callers.map(lambda _: find_or_create(mariadb_sidecar), range(AT_ONCE)))

    assert sorted(result["created"] for result in results) == [False] * (AT_ONCE - 1) + [True]
    assert len({result["service_id"] for result in results}) == 1
    assert count_services(mariadb_sidecar) == before + 1


def test_services_of_one_name_have_addresses_of_their_own(mariadb_sidecar: Sidecar) -> None:
    with ThreadPoolExecutor(4) as callers:
        ids = [result["service_id"] for result in callers.map(lambda _: create(mariadb_sidecar), range(4))]

    with at_desk(mariadb_sidecar) as desk:
        c = desk.tables.posts.c
        rows = desk.connection.execute(desk.tables.posts.select().where(c["ID"].in_(ids)))
        assert sorted(row.post_name for row in rows) == ["facial", "facial-2", "facial-3", "facial-4"]
