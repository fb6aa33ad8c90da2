"""What the stores promise holds in both of BookingX's layouts, on MariaDB and on SQLite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.offer_records import Customer
from sidecar.wp_bridge.records import ServiceRecord, StaffRecord
from tests.support.meanings import (
    ALEX,
    HAIRCUT,
    LONDON,
    MADE_AT,
    Meaning,
    Offered,
    expect_service,
    expect_staff_member,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.layout_site import LayoutSite

USUAL = Meaning()
LATER = MADE_AT + timedelta(hours=1)
CY = Customer(
    id=5,
    email="Cy@Example.test",
    first_name="Cy",
    last_name="Member",
    name="Cy Member",
    phone="0123",
    registered_at=MADE_AT,
)


def add_bookings(site: LayoutSite, *ids: int) -> None:
    for booking_id in ids:
        site.add_booking(replace(USUAL, id=booking_id))


def count_queries(site: LayoutSite, work: Callable[[], Any]) -> int:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(str(arguments[2]))

    sa.event.listen(site.connection, "before_cursor_execute", note)
    work()
    sa.event.remove(site.connection, "before_cursor_execute", note)
    return len(seen)


def test_a_booking_is_read_whole(site: LayoutSite) -> None:
    site.add_booking(USUAL)

    assert site.read() == site.expect(USUAL)


def test_a_paid_booking_says_what_the_provider_reported(site: LayoutSite) -> None:
    paid = replace(USUAL, paid_at=LATER)
    site.add_booking(paid)

    assert site.read() == site.expect(paid)


@pytest.mark.parametrize("status", ["pending", "confirmed", "completed", "no-show", "cancelled", "failed"])
def test_each_status_has_the_same_word(site: LayoutSite, status: str) -> None:
    booking = replace(USUAL, status=status)
    site.add_booking(booking)

    assert site.read() == site.expect(booking)


def test_a_status_that_is_new_to_us_speaks_for_itself(site: LayoutSite) -> None:
    booking = replace(USUAL, status="on-hold")
    site.add_booking(booking)

    assert site.read() == site.expect(booking)


def test_a_change_is_read_and_dated(site: LayoutSite) -> None:
    site.add_booking(USUAL)
    moved = replace(USUAL, starts_at=USUAL.starts_at + timedelta(days=1), amount="41.50", updated_at=LATER)

    site.change(moved)

    assert site.read() == site.expect(moved)


def test_bookings_come_in_the_order_asked_for_without_unknown_and_hidden_ones(site: LayoutSite) -> None:
    add_bookings(site, 57, 58, 59)
    site.hide(58)

    actual = site.store.read_bookings(site.connection, [59, 58, 999, 57])

    assert list(actual.items()) == [(key, site.expect(replace(USUAL, id=key))) for key in (59, 57)]


def test_no_ids_give_no_bookings(site: LayoutSite) -> None:
    assert site.store.read_bookings(site.connection, []) == {}


def test_a_deleted_booking_is_absent_everywhere(site: LayoutSite) -> None:
    add_bookings(site, 57, 58)

    site.delete(58)

    connection, store = site.connection, site.store
    assert store.read_bookings(connection, [58]) == {}
    assert store.list_newest_ids(connection, 10) == [57]
    assert store.list_raw_statuses(connection, [57, 58]) == {57: site.to_raw("pending")}
    assert store.read_fingerprints(connection, [58]) == {}


def test_thirty_bookings_cost_as_many_queries_as_one(site: LayoutSite) -> None:
    add_bookings(site, *range(100, 130))
    site.read(100)  # looks up what the site has

    costs = [
        count_queries(site, lambda ids=ids: site.store.read_bookings(site.connection, ids))  # type: ignore[misc]  # a default binds the loop's value
        for ids in ([100], list(range(100, 130)))
    ]

    assert costs[0] == costs[1] <= 7


def test_texts_of_all_scripts_come_out_as_they_were_typed(site: LayoutSite) -> None:
    booking = replace(
        USUAL,
        first_name="🌸 Zoë",
        last_name="שלום山田",
        phone="٠١٢٣",
        custom_fields={"allergies": "جوز 🥜", "note": "a < b & c"},
    )
    site.add_booking(booking)

    assert site.read() == site.expect(booking)


def test_empty_texts_are_empty(site: LayoutSite) -> None:
    booking = replace(USUAL, first_name="", last_name="", email="", phone="", staff_id=None, service_id=None)
    site.add_booking(booking)

    assert site.read() == site.expect(booking)


@pytest.mark.parametrize("stored", ["0000-00-00 00:00:00", "9999-12-31 00:00:00"])
def test_a_start_that_is_none_is_none_and_named_if_it_is_damaged(site: LayoutSite, stored: str) -> None:
    site.add_booking(replace(USUAL, service_id=None))
    site.write_start(57, stored)

    actual = site.read()

    unreadable = (site.start_name,) if stored.startswith("9") else ()
    nothing: dict[str, Any] = {"starts_at": None, "ends_at": None, "duration_minutes": None}
    expected = site.expect(replace(USUAL, service_id=None))
    assert actual == replace(expected, **nothing, unreadable=unreadable)


def test_gone_service_and_staff_keep_their_ids(site: LayoutSite) -> None:
    site.add_booking(USUAL)
    site.delete_offer(HAIRCUT)
    site.delete_offer(ALEX)

    actual = site.read()

    service, staff = ServiceRecord(id=14, name=None), StaffRecord(id=8, name=None, email="", phone="")
    assert actual == replace(site.expect(USUAL), service=service, staff=staff)


@pytest.mark.parametrize(
    ("local", "start", "end"),
    [
        # the hour that spring skips moves forward, the one that autumn repeats is the first
        (datetime(2027, 3, 28, 0, 30), "2027-03-28T00:30:00+00:00", "2027-03-28T02:30:00+01:00"),  # noqa: DTZ001 - the site's clock
        (datetime(2027, 3, 28, 1, 30), "2027-03-28T02:30:00+01:00", "2027-03-28T03:30:00+01:00"),  # noqa: DTZ001
        (datetime(2027, 10, 31, 1, 30), "2027-10-31T01:30:00+01:00", "2027-10-31T02:30:00+00:00"),  # noqa: DTZ001
    ],
)
def test_times_at_the_edges_of_summer_time_are_the_sites(
    site: LayoutSite, local: datetime, start: str, end: str
) -> None:
    site.add_booking(replace(USUAL, starts_at=local))

    actual = site.read()

    times = [moment.isoformat() for moment in (actual.starts_at, actual.ends_at) if moment]
    assert (times, actual.time_zone) == ([start, end], LONDON.key)


@pytest.mark.parametrize("email", ["ann@example.test", "ANN@example.test"])
def test_a_customer_is_the_user_with_the_bookings_address_in_any_case(site: LayoutSite, email: str) -> None:
    site.add_user(5, "Ann@Example.test")
    site.add_user(6, "ann@example.test")
    booking = replace(USUAL, email=email)
    site.add_booking(booking)

    expected = site.expect(booking)
    assert site.read() == replace(expected, customer=replace(expected.customer, id=5))


def test_the_newest_bookings_are_listed_page_by_page_without_hidden_ones(site: LayoutSite) -> None:
    add_bookings(site, *range(60, 66))
    site.hide(64)

    store, connection = site.store, site.connection
    pages = [
        store.list_newest_ids(connection, 3),
        store.list_newest_ids(connection, 3, before_id=62),
        store.list_newest_ids(connection, 3, before_id=60),
    ]

    assert pages == [[65, 63, 62], [61, 60], []]


def test_the_cursor_over_ids_passes_hidden_ones_and_ends(site: LayoutSite) -> None:
    add_bookings(site, *range(60, 64))
    site.hide(61)

    pages = [site.store.list_ids_after(site.connection, after, 3) for after in (0, 62, 63)]

    assert pages == [[60, 61, 62], [63], []]


def test_an_empty_site_has_no_last_booking_and_no_change(site: LayoutSite) -> None:
    store, connection = site.store, site.connection

    assert (store.get_last_id(connection), store.get_last_note_id(connection)) == (0, 0)
    assert store.list_notes_after(connection, 0, 10) == []


def test_the_last_id_is_the_highest_hidden_or_not(site: LayoutSite) -> None:
    add_bookings(site, 60, 61)
    site.hide(61)

    assert site.store.get_last_id(site.connection) == 61
    assert site.store.get_top_id(site.connection) >= 61


def test_raw_statuses_tell_hidden_ones_and_leave_out_unknown_ones(site: LayoutSite) -> None:
    add_bookings(site, 60, 61)
    site.hide(61)

    actual = site.store.list_raw_statuses(site.connection, [60, 61, 999])

    assert actual.keys() == {60, 61}
    assert actual[60] == site.to_raw("pending")


def test_the_log_of_changes_is_read_after_a_cursor_in_pages_to_its_end(site: LayoutSite) -> None:
    add_bookings(site, 60, 61, 62)
    store, connection = site.store, site.connection
    start = store.get_last_note_id(connection)
    for booking_id in (62, 60, 61):  # the last two in one second
        at = LATER + timedelta(seconds=booking_id != 62)
        site.change(replace(USUAL, id=booking_id, status="confirmed", updated_at=at))

    first = store.list_notes_after(connection, start, 2)
    second = store.list_notes_after(connection, first[-1].id, 2)

    assert [note.booking_id for note in (*first, *second)] == [62, 60, 61]
    assert second[-1].id == store.get_last_note_id(connection)
    assert store.list_notes_after(connection, second[-1].id, 2) == []


def test_a_fingerprint_stays_while_nothing_changes_and_is_short(site: LayoutSite) -> None:
    add_bookings(site, 60, 61)
    site.hide(61)

    first, second = (site.store.read_fingerprints(site.connection, [60, 61, 999]) for _ in range(2))

    assert first == second
    assert first.keys() == {60, 61}
    assert all(len(text) <= 64 and text.isascii() for text in first.values())


@pytest.mark.parametrize(
    "change",
    [
        {"status": "confirmed"},
        {"starts_at": USUAL.starts_at + timedelta(hours=1)},
        {"staff_id": 9},
        {"service_id": 15},
        {"email": "bea@example.test"},
        {"amount": "39.01"},
        {"custom_fields": {"allergies": "nuts"}},
        {"paid_at": LATER},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_fingerprint_tells_each_change(site: LayoutSite, change: dict[str, Any]) -> None:
    add_bookings(site, 57, 58)
    before = site.store.read_fingerprints(site.connection, [57, 58])

    site.change(replace(USUAL, **change))

    after = site.store.read_fingerprints(site.connection, [57, 58])
    assert (after[57] == before[57], after[58] == before[58]) == (False, True)


def test_the_size_of_a_booking_grows_with_what_it_holds(site: LayoutSite) -> None:
    add_bookings(site, 57, 58)
    before = site.store.read_sizes(site.connection, [57, 58, 999])

    site.change(replace(USUAL, custom_fields={"allergies": "x" * 5000}))

    after = site.store.read_sizes(site.connection, [57, 58, 999])
    assert 4500 < after[57] - before.get(57, 0) < 5500
    assert after.get(58) == before.get(58)


def test_sums_are_those_of_the_fingerprints_first_digits(site: LayoutSite) -> None:
    add_bookings(site, 99, 100, 149, 150, 151)

    actual = site.store.sum_rows(site.connection, 99, 150, 50)

    prints = site.store.read_fingerprints(site.connection, [100, 149, 150])
    numbers = {booking_id: int(text[:16], 16) for booking_id, text in prints.items()}
    assert actual == {2: numbers[100] + numbers[149], 3: numbers[150]}


def test_services_are_read_whole_in_the_order_asked_for(site: LayoutSite) -> None:
    colour = Offered(id=20, name="Colour & cut 🌸", description="<p>All of it</p>", is_published=False)
    site.add_service(colour)

    actual = site.offers.read_services(site.connection, [20, 999, 14])

    described = expect_service(replace(colour, description="All of it"))
    assert list(actual.items()) == [(20, described), (14, expect_service(HAIRCUT))]


def test_staff_members_are_read_whole_in_the_order_asked_for(site: LayoutSite) -> None:
    bea = Offered(id=30, name="Bea O'Neill", email="bea@example.test", is_published=False)
    site.add_staff(bea)

    actual = site.offers.read_staff(site.connection, [30, 999, 8])

    assert list(actual.items()) == [(30, expect_staff_member(bea)), (8, expect_staff_member(ALEX))]


def test_offers_are_listed_page_by_page(site: LayoutSite) -> None:
    for number in (20, 21, 22):
        site.add_service(replace(HAIRCUT, id=number))
        site.add_staff(replace(ALEX, id=number + 10))
    offers, connection = site.offers, site.connection

    services = [[found.id for found in offers.list_services(connection, 2, after)] for after in (0, 20, 22)]
    staff = [[found.id for found in offers.list_staff(connection, 2, after)] for after in (0, 30, 32)]

    assert (services, staff) == ([[14, 20], [21, 22], []], [[8, 30], [31, 32], []])


def test_a_deleted_offer_is_absent(site: LayoutSite) -> None:
    site.delete_offer(HAIRCUT)
    site.delete_offer(ALEX)

    assert site.offers.read_services(site.connection, [14]) == {}
    assert site.offers.list_staff(site.connection, 10) == []


def test_a_site_without_extras_has_none(site: LayoutSite) -> None:
    assert site.offers.read_extras(site.connection, [14, 999]) == {}
    assert site.offers.list_extras(site.connection, 10) == []


def test_a_user_is_found_by_id_and_by_address_in_any_case(site: LayoutSite) -> None:
    site.add_user(5, CY.email)
    offers, connection = site.offers, site.connection

    actual = [
        offers.find_customer(connection, 5),
        offers.find_customer_by_email(connection, " cY@example.test"),
    ]

    assert actual == [CY, CY]
    assert offers.find_customer(connection, 999) is None


def test_a_guest_is_described_as_in_the_newest_booking_that_is_not_hidden(site: LayoutSite) -> None:
    for booking_id, name in ((60, "Older"), (61, "Newer"), (62, "Hidden")):
        site.add_booking(replace(USUAL, id=booking_id, first_name=name, email="JO@example.test"))
    site.hide(62)

    actual = site.offers.find_customer_by_email(site.connection, "jo@Example.test")

    assert actual == Customer(
        id=None,
        email="JO@example.test",
        first_name="Newer",
        last_name="Example",
        name="Newer Example",
        phone=USUAL.phone,
        registered_at=None,
    )


@pytest.mark.parametrize("email", ["nobody@example.test", "", "  ", "%", "ann@example.tést"])
def test_an_address_that_nobody_has_finds_nobody(site: LayoutSite, email: str) -> None:
    site.add_booking(USUAL)

    assert site.offers.find_customer_by_email(site.connection, email) is None


def test_a_time_is_aware_and_in_utc_but_for_the_bookings_own(site: LayoutSite) -> None:
    site.add_booking(USUAL)

    record = site.read()

    assert record.created_at is not None
    assert record.starts_at is not None
    assert (record.created_at.tzinfo, record.starts_at.tzinfo) == (UTC, LONDON)
