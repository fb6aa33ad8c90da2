"""Every recorded way of changing a booking, in a real WordPress, gives exactly its events.

The numbers are those of the recordings of BookingX 1.1.2.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import open_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.support.connected_site import ConnectedSite
    from tests.support.visitor import Visitor
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

NEW = ["booking_created", "staff_assigned", "customer_created"]
CHANGED = "booking_status_changed"

PHP_7_CANCEL = """<?php
// PHP 7.4 calls the method that PHP 8 refuses to call; what it does then is the plugin's own.
add_action( 'template_redirect', function () {
	if ( 'booking_cancel' === ( $_GET['bkx-ajax'] ?? '' ) ) {
		check_ajax_referer( 'booking-cancel', 'security' );
		( new BkxBooking( '', (int) $_POST['booking_id'] ) )->update_status( 'cancelled' );
		exit( '1' );
	}
}, -1 );
"""


def events_of(site: ConnectedSite, change: Callable[[], object]) -> list[str]:
    """Return the triggers of everything that a change raised: bookings first, each in its own order."""
    before = site.get_last_event_id()
    change()
    site.settle()
    return [event.trigger_type for event in site.list_events(before)]


@pytest.fixture
def booking(site: ConnectedSite) -> int:
    """Return a pending booking that was told before."""
    made = site.wordpress.book()
    site.settle()
    return made


@pytest.fixture
def staff(wordpress: WordPress) -> Visitor:
    """Return the administrator at BookingX's form; with the names and times of all visitors."""
    return replace(wordpress.visitor, client=wordpress.admin)


def test_01_a_guest_books(site: ConnectedSite, wordpress: WordPress) -> None:
    assert events_of(site, wordpress.book) == NEW


def test_02_a_guest_books_another_service_with_an_extra(site: ConnectedSite, wordpress: WordPress) -> None:
    seeds = wordpress.seeds

    told = events_of(
        site, lambda: wordpress.book(base_id=str(seeds["bases"][1]), extra_id=str(seeds["extra"]))
    )

    assert told == NEW


@pytest.fixture
def accounts(wordpress: WordPress) -> Iterator[None]:
    """Let guests take an account while they book."""
    yield from wordpress.offer_accounts()


@pytest.mark.usefixtures("accounts")
def test_03_a_guest_books_and_takes_an_account(site: ConnectedSite, wordpress: WordPress) -> None:
    assert events_of(site, lambda: wordpress.book(bkx_create_an_account="1")) == NEW


def test_04_the_button_acknowledges(site: ConnectedSite, booking: int) -> None:
    assert events_of(site, lambda: site.wordpress.set_status(booking, "ack")) == [CHANGED]


def test_05_the_bulk_action_completes(site: ConnectedSite, booking: int) -> None:
    told = events_of(site, lambda: site.wordpress.bulk_status([booking], "completed"))

    assert told == ["booking_completed", CHANGED]


def test_06_and_08_code_cancels_and_cancels_again(site: ConnectedSite, booking: int) -> None:
    def cancel() -> None:
        site.wordpress.set_status(booking, "cancelled", "php")

    assert events_of(site, cancel) == ["booking_cancelled", CHANGED]
    assert events_of(site, cancel) == []


def test_07_and_10_the_bin_and_then_for_good(site: ConnectedSite, booking: int) -> None:
    assert events_of(site, lambda: site.wordpress.trash(booking)) == ["booking_cancelled"]
    assert events_of(site, lambda: site.wordpress.delete(booking)) == []


def test_09_anyone_says_it_was_missed(site: ConnectedSite, booking: int) -> None:
    form = {"action": "bkx_action_status", "status": f"{booking}_missed"}

    told = events_of(site, lambda: site.wordpress.guest.post("/wp-admin/admin-ajax.php", data=form))

    assert told == ["booking_no_show", CHANGED]


def test_11_a_customer_fails_to_cancel_on_php_8(site: ConnectedSite, booking: int) -> None:
    answers: list[httpx.Response] = []

    told = events_of(site, lambda: answers.append(site.wordpress.visitor.cancel(booking)))

    assert ([answer.status_code for answer in answers], told) == ([500], [])


def test_12_a_booking_is_moved(site: ConnectedSite, booking: int) -> None:
    visitor = site.wordpress.visitor

    told = events_of(site, lambda: visitor.reschedule(booking, visitor.fill_form()))

    assert told == ["booking_updated"]


def test_12_a_confirmed_booking_that_is_moved_is_pending_again(
    site: ConnectedSite, booking: int, staff: Visitor
) -> None:
    site.wordpress.set_status(booking, "ack")
    site.settle()

    told = events_of(site, lambda: staff.reschedule(booking, staff.fill_form()))

    assert told == [CHANGED, "booking_updated"]


def test_13_a_guest_books_in_a_browser(site: ConnectedSite, wordpress: WordPress) -> None:
    visitor = wordpress.visitor
    with open_browser(visitor.form_url) as client:
        told = events_of(site, replace(visitor, client=client).book)

    assert told == NEW


def test_14_somebody_else_does_it(site: ConnectedSite, booking: int, staff: Visitor) -> None:
    other = site.wordpress.seeds["other_seat"]

    assert events_of(site, lambda: staff.reassign(booking, other)) == ["staff_assigned"]


def test_15_the_bin_while_the_plugin_listens_is_a_cancellation(site: ConnectedSite, booking: int) -> None:
    code = "$b = new BkxBooking('', (int) $argv[1]); wp_trash_post((int) $argv[1]);"

    told = events_of(site, lambda: site.wordpress.run_php(code, booking))

    assert told == ["booking_cancelled", CHANGED]


def test_16_a_receipt_is_mailed_again(site: ConnectedSite, booking: int) -> None:
    assert events_of(site, lambda: site.wordpress.visitor.ask_for_receipt(booking)) == []


def test_17_a_guest_books_days(site: ConnectedSite, wordpress: WordPress) -> None:
    first = date.today() + timedelta(days=300)  # noqa: DTZ011 # no other test books so far ahead
    days = [f"{day.year}-{day.month:02}-{day.day}" for day in (first, first + timedelta(days=1))]

    told = events_of(site, lambda: wordpress.visitor.book_days(wordpress.seeds["retreat"], days))

    assert told == NEW


@pytest.fixture
def php_7(wordpress: WordPress) -> Iterator[None]:
    yield from wordpress.use_plugin("php-7-cancel", PHP_7_CANCEL)


@pytest.mark.usefixtures("php_7")
def test_18_a_customer_cancels_on_php_7(site: ConnectedSite, booking: int) -> None:
    told = events_of(site, lambda: site.wordpress.visitor.cancel(booking).raise_for_status())

    assert told == ["booking_cancelled", CHANGED]


def test_19_add_booking_is_opened(site: ConnectedSite, wordpress: WordPress) -> None:
    path, query = "/wp-admin/post-new.php", {"post_type": "bkx_booking"}

    assert events_of(site, lambda: wordpress.admin.get(path, params=query).raise_for_status()) == []


def test_20_an_admin_books(site: ConnectedSite, staff: Visitor) -> None:
    def book() -> None:
        staff.client.get("/wp-admin/post-new.php", params={"post_type": "bkx_booking"}).raise_for_status()
        form = staff.fill_form()
        del form["payment_method"]
        staff.submit(form)

    assert events_of(site, book) == NEW
