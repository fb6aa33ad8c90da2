"""What Zaps did to bookings, on the screens where owners and visitors look, with BookingX itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.booking_form import BookingForm
from tests.support.screens import BOOKINGS, MONTH, WEEK
from tests.support.zap_actions import CUSTOMER, OWNER, book, list_free, perform
from tests.support.zap_bookings import count_days, list_mails, spell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.support.connected_site import ConnectedSite
    from tests.support.screens import Screens
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

LISTENER = """<?php
add_action( 'bkx_order_edit_status', function ( $id, $status ) {
    $line = wp_json_encode( array( $id, $status ) ) . "\\n";
    file_put_contents( WP_CONTENT_DIR . '/statuses.jsonl', $line, FILE_APPEND );
}, 20, 2 );
"""


def edit(booking: int) -> str:
    return f"/wp-admin/post.php?post={booking}&action=edit"


def read_row(page: Page, booking: int) -> list[str]:
    """Return status, date, time, resource and total of a booking in wp-admin's list."""
    columns = ("order_status", "booking_date", "booking_time", "seat", "order_total")
    return [page.inner_text(f"#post-{booking} td.{column}").strip().split("\n")[0] for column in columns]


def list_notes(page: Page) -> str:
    return page.inner_text("#bkx-order_note")


@pytest.fixture(autouse=True, scope="module")
def known(connected_site: ConnectedSite, screens: Screens) -> None:
    """Know the notices of screens that show bookings of the form alone."""
    connected_site.start()
    wordpress = connected_site.wordpress
    booking = wordpress.book()
    day = count_days(45)
    retreat = wordpress.visitor.book_days(wordpress.seeds["retreat"], [spell(day), spell(count_days(46))])
    given = wordpress.book()
    wordpress.visitor.reassign(given, wordpress.seeds["other_seat"])
    screens.learn(BOOKINGS, MONTH, WEEK, edit(booking), edit(retreat), edit(given))


@pytest.fixture
def fired(wordpress: WordPress) -> Iterator[Callable[[], list[list[object]]]]:
    """Return a function that tells what `bkx_order_edit_status` was fired with."""
    path = wordpress.path / "wp-content" / "statuses.jsonl"
    using = wordpress.use_plugin("statuses", LISTENER)
    next(using)
    yield lambda: [json.loads(line) for line in path.read_text().splitlines()]
    next(using, None)
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("status", "day", "raw", "label", "mailed"),
    [
        ("confirmed", 50, "ack", "Acknowledged", [CUSTOMER]),
        ("completed", 51, "completed", "Completed", [CUSTOMER]),
        ("no-show", 52, "missed", "Missed", []),
    ],
)
def test_a_new_status_shows_in_list_edit_screen_and_notes(  # noqa: PLR0913, PLR0917 - cases and fixtures of pytest
    site: ConnectedSite,
    screens: Screens,
    fired: Callable[[], list[list[object]]],
    status: str,
    day: int,
    raw: str,
    label: str,
    mailed: list[str],
) -> None:
    booking = book(site, day)
    before = len(site.wordpress.mails())

    perform(site, "update_booking_status", booking_id=booking, status=status, note="Agreed by phone, Zoë")

    assert [address for address, _ in list_mails(site, before)] == mailed
    assert fired() == [[booking, f"customer_{raw}"], [booking, raw]]
    assert read_row(screens.show(BOOKINGS, f"status-{status}-list"), booking)[0] == label
    shown = screens.show(edit(booking), f"status-{status}-edit")
    assert f"Booking #{booking} - {label}" in shown.inner_text("#bkx-general-data")
    notes = list_notes(shown)
    assert f"Successfully updated booking from Pending to {label}" in notes
    assert "Agreed by phone, Zoë" in notes


def test_a_cancelled_booking_shows_and_its_time_is_offered_again(
    site: ConnectedSite, screens: Screens
) -> None:
    booking, before = book(site, 53), len(site.wordpress.mails())
    assert "10:00" not in list_free(site, 53)

    perform(site, "cancel_booking", booking_id=booking, reason="The customer is ill")

    assert list_mails(site, before) == [
        (CUSTOMER, f"[Corner Salon]: Cancelled booking #{booking}"),
        (OWNER, f"[Corner Salon]: Cancelled booking #{booking}"),
    ]
    assert read_row(screens.show(BOOKINGS, "cancel-list"), booking)[0] == "Cancelled"
    shown = screens.show(edit(booking), "cancel-edit")
    assert "The customer is ill" in list_notes(shown)
    with screens.as_guest() as page:
        form = BookingForm(site.wordpress, page)
        form.choose(site.wordpress.seeds["seat"], site.wordpress.seeds["bases"][0])
        form.go_on()
        form.open_month(count_days(53))
        offered = form.open_day(count_days(53))
        screens.keep("cancel-form", page)
    assert {"10:00", "10:15", "10:30"} <= set(offered)


def test_a_moved_booking_shows_at_its_new_time_with_its_status(site: ConnectedSite, screens: Screens) -> None:
    booking = book(site, 54, status="confirmed")
    before, moved_to = len(site.wordpress.mails()), count_days(55)

    perform(site, "reschedule_booking", booking_id=booking, start_datetime=f"{moved_to} 14:00")

    assert [address for address, _ in list_mails(site, before)] == [CUSTOMER, OWNER]
    assert read_row(screens.show(BOOKINGS, "move-list"), booking)[:3] == [
        "Acknowledged",
        f"{moved_to:%B} {moved_to.day}, {moved_to:%Y}",
        "02:00 PM",
    ]
    shown = screens.show(edit(booking), "move-edit").inner_text("#bkx-general-data")
    assert f"Booking #{booking} - Acknowledged | 14:00 - 14:45 {moved_to:%B %d, %Y}" in shown
    assert (
        f'"start":"{moved_to}T14:00:00","end":"{moved_to}T14:45:00"'
        in screens.show(WEEK, "move-week").content()
    )
    assert screens.show_month(moved_to, "move-month") == ["2p Zoë Ärger"]
    assert {"10:00", "10:15", "10:30"} <= list_free(site, 54)
    assert list_free(site, 55) & {"14:00", "14:15", "14:30", "14:45"} == {"14:45"}


def test_moved_days_show_and_are_closed_in_the_form(site: ConnectedSite, screens: Screens) -> None:
    seeds = site.wordpress.seeds
    booking = book(site, 60, service_id=seeds["retreat"], start_datetime=None, start_date=str(count_days(60)))
    first, last = count_days(63), count_days(64)

    perform(site, "reschedule_booking", booking_id=booking, start_date=str(first))

    span = f"{first:%B %d, %Y} To {last:%B %d, %Y}"
    row = read_row(screens.show(BOOKINGS, "move-days-list"), booking)
    assert row[:2] == ["Pending", span]
    assert span in screens.show(edit(booking), "move-days-edit").inner_text("#bkx-general-data")
    assert screens.show_month(first, "move-days-month") == ["12a Zoë Ärger"]
    closed = json.loads(
        site.wordpress.visitor.ask(
            "get_calendar_availability",
            {"seat_id": str(seeds["seat"]), "base_id": str(seeds["retreat"]), "extra_id": "None"},
        )
    )["unavailable_days"]
    assert [f"{count_days(day):%m/%d/%Y}" in closed for day in (60, 61, 63, 64)] == [False, False, True, True]


def test_a_booking_given_to_another_shows_with_them_alone(site: ConnectedSite, screens: Screens) -> None:
    seeds, day = site.wordpress.seeds, 66
    booking, before = book(site, day), len(site.wordpress.mails())

    perform(site, "assign_staff", booking_id=booking, staff_id=seeds["other_seat"])

    assert list_mails(site, before) == []
    assert read_row(screens.show(BOOKINGS, "assign-list"), booking)[3] == "Sam Doe"
    shown = screens.show(edit(booking), "assign-edit")
    assert "Resource Name : Sam Doe" in shown.inner_text("#bkx-general-data")
    assert "Successfully updated Resource from Alex Carter to Sam Doe" in list_notes(shown)
    assert "10:00" in list_free(site, day)
    assert "10:00" not in list_free(site, day, seeds["other_seat"])
    for seat, is_shown in ((seeds["seat"], False), (seeds["other_seat"], True)):
        query = f"&seat_view={seat}&filter_action=view"
        listed = screens.show(BOOKINGS + query, f"assign-staff-{seat == seeds['other_seat']}")
        assert (listed.locator(f"#post-{booking}").count() == 1) is is_shown
