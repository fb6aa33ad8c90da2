"""Whole payloads of further triggers: the JSON that arrives at a hook from a real WordPress."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.support import paypal
from tests.support.block_editor import save_in_block_editor
from tests.support.payloads import A_TIME, AN_ID, created, without_times_and_ids
from tests.support.telling import pick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite
    from tests.support.payloads import Payload
    from tests.support.wordpress import WordPress

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("own_services")]

BEFORE = ("customer", "service", "staff", "extras", "datetime", "payment")
SUMMARY = ("customer", "service", "staff", "datetime", "links")
NO_PLACE = dict.fromkeys(("street", "city", "state", "postcode", "country"))


@pytest.fixture
def booking(site: ConnectedSite) -> Payload:
    """Return a pending booking that was told before any Zap was switched on."""
    made = site.book()
    site.settle()
    return made


def event(name: str, sequence: int) -> Payload:
    """Return what a payload begins with."""
    told = {"id": AN_ID, "event_id": AN_ID, "event": name, "occurred_at": A_TIME}
    return told | {"sequence": sequence, "origin": "site"}


def test_a_booking_that_is_moved_arrives_with_both_times(site: ConnectedSite, booking: Payload) -> None:
    wordpress, zap = site.wordpress, site.subscribe("booking_updated")
    form = wordpress.visitor.fill_form()

    wordpress.visitor.reschedule(booking["id"], form)

    site.settle()
    moved = pick(created(wordpress, booking["id"], form), "datetime")
    details = {"update_kind": "rescheduled", "changed_fields": ["datetime.start", "datetime.end"]}
    expected = booking | event("booking_updated", 3) | moved | details | {"previous": pick(booking, *BEFORE)}
    assert [without_times_and_ids(arrival.json) for arrival in zap.hook.arrivals] == [expected]


def test_a_booking_that_somebody_else_does_arrives_with_both_of_them(
    site: ConnectedSite, booking: Payload
) -> None:
    wordpress, zap = site.wordpress, site.subscribe("staff_assigned")
    admin = replace(wordpress.visitor, client=wordpress.admin)

    admin.reassign(booking["id"], wordpress.seeds["other_seat"])

    site.settle()
    sam = {
        "id": wordpress.seeds["other_seat"],
        "name": "Sam Doe",
        "email": "sam@example.test",
        "phone": "02079460008",
        "phone_e164": None,
    }
    details = {"staff": sam, "is_reassigned": True, "previous_staff": booking["staff"]}
    expected = booking | event("staff_assigned", 3) | details
    assert [without_times_and_ids(arrival.json) for arrival in zap.hook.arrivals] == [expected]


@pytest.fixture
def provider(wordpress: WordPress) -> Iterator[None]:
    yield from paypal.stand_in_for_paypal(wordpress)


@pytest.mark.usefixtures("provider")
def test_a_payment_arrives_with_the_booking_that_it_is_for(site: ConnectedSite) -> None:
    wordpress, zap = site.wordpress, site.subscribe("payment_received")
    form = wordpress.visitor.fill_form()
    paid = paypal.book_and_go_to_paypal(wordpress, form)

    paypal.return_from_paypal(wordpress, paid)

    site.settle()
    details = {
        "booking_id": paid,
        "booking_number": str(paid),
        "amount": "48.00",
        "amount_minor": 4800,
        "currency": "GBP",
        "payment_method": "paypal",
        "transaction_id": paypal.TRANSACTION_ID,
        "gateway": "paypal",
        "status": "paid",
        "paid_at": A_TIME,
    }
    booking = pick(created(wordpress, paid, form), *SUMMARY)
    expected = event("payment_received", 3) | details | booking
    assert [without_times_and_ids(arrival.json) for arrival in zap.hook.arrivals] == [expected]


@pytest.fixture
def accounts(wordpress: WordPress) -> Iterator[None]:
    """Let guests take an account while they book."""
    yield from wordpress.offer_accounts()


@pytest.mark.usefixtures("accounts")
def test_a_customer_who_takes_an_account_arrives_with_it(site: ConnectedSite) -> None:
    wordpress, zap = site.wordpress, site.subscribe("customer_created")
    form = wordpress.visitor.fill_form() | {"bkx_create_an_account": "1"}

    wordpress.visitor.submit(form)

    site.settle()
    email = form["bkx_email_address"]
    user = int(wordpress.run_php("echo get_user_by('email', $argv[1])->ID;", email))
    expected = event("customer_created", 1) | {
        "customer_id": user,
        "email": email,
        "name": f"{form['bkx_first_name']} {form['bkx_last_name']}",
        "first_name": form["bkx_first_name"],
        "last_name": form["bkx_last_name"],
        "phone": form["bkx_phone_number"],
        "phone_e164": None,
        "is_guest": False,
        "registered_at": A_TIME,
        "links": {"admin": f"{wordpress.url}/wp-admin/user-edit.php?user_id={user}"},
    }
    assert [without_times_and_ids(arrival.json) for arrival in zap.hook.arrivals] == [expected]


def test_a_service_that_is_changed_arrives_with_what_it_was(site: ConnectedSite) -> None:
    wordpress, zap = site.wordpress, site.subscribe("service_updated")
    service = save_in_block_editor(wordpress, None, "Shave", "20")
    site.settle()

    save_in_block_editor(wordpress, service, "Hot shave", "25")

    site.settle()
    before = {
        "name": "Shave",
        "description": "",
        "status": "publish",
        "price": "20.00",
        "price_minor": 2000,
        "currency": "GBP",
        "unit": "hours",
        "duration": 30,
        "days": None,
        "is_extendable": False,
        "extension_limit": None,
        "staff_ids": [],
        "is_offered_by_all_staff": True,
        "allows_extras": True,
        "unavailable_from": None,
        "unavailable_till": None,
        "location": NO_PLACE,
    }
    now = before | {"name": "Hot shave", "price": "25.00", "price_minor": 2500}
    times = {"created_at": A_TIME, "updated_at": A_TIME}
    more = {
        "service_id": service,
        "links": {"admin": f"{wordpress.url}/wp-admin/post.php?post={service}&action=edit"},
        "unreadable": [],
        "changed_fields": ["name", "price"],
        "previous": before,
    }
    expected = event("service_updated", 2) | now | times | more
    assert [without_times_and_ids(arrival.json) for arrival in zap.hook.arrivals] == [expected]
