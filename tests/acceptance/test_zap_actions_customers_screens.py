"""Customers and coupons that came from a Zap, as owner and customer see them, with BookingX itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.processes import run_sidecar
from tests.support.screens import BOOKINGS
from tests.support.zap_actions import OWNER, book, perform
from tests.support.zap_bookings import count_days, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.connected_site import ConnectedSite
    from tests.support.screens import Screens
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

USERS = "/wp-admin/users.php"
DASHBOARD, ACCOUNT = "/dashboard/", "/my-account/"
PASSWORD = "a made-up passphrase 1"
PASSWORD_LINK = re.compile(r"(http\S+action=rp\S+)")


def edit(booking: int) -> str:
    return f"/wp-admin/post.php?post={booking}&action=edit"


def find_password_link(site: ConnectedSite, email: str) -> str:
    found = [PASSWORD_LINK.search(mail["message"]) for mail in site.wordpress.mails() if mail["to"] == email]
    return [match[1] for match in found if match][-1]


def set_password(page: Page, link: str) -> None:
    """Follow a mailed link and set a password."""
    page.goto(link)
    page.fill("#pass1", PASSWORD)
    page.click("#wp-submit")
    page.wait_for_load_state("load")
    assert "Your password has been reset" in page.inner_text("body")


def log_in(site: ConnectedSite, page: Page, email: str) -> None:
    page.goto(f"{site.wordpress.url}/wp-login.php")
    page.fill("#user_login", email)
    page.fill("#user_pass", PASSWORD)
    page.click("#wp-submit")
    page.wait_for_load_state("load")
    assert page.url.startswith(f"{site.wordpress.url}/wp-admin/")


def read_stored(site: ConnectedSite, booking: int) -> str:
    """Return a booking's total, start and staff member as they are stored."""
    code = """
        foreach ( array( 'total_price', 'booking_start_date', 'seat_id' ) as $key ) {
            echo get_post_meta( (int) $argv[1], $key, true ), ' ';
        }
    """
    return site.wordpress.run_php(code, booking).strip()


@pytest.fixture(autouse=True, scope="module")
def accounts(wordpress: WordPress) -> Iterator[None]:
    """Let customers have accounts and the dashboard."""
    yield from wordpress.offer_accounts()


@pytest.fixture(autouse=True, scope="module")
def known(connected_site: ConnectedSite, screens: Screens, accounts: None) -> None:
    """Know the notices of screens that show what people did without us."""
    assert accounts is None
    connected_site.start()
    booking = connected_site.wordpress.book(bkx_email_address=OWNER)  # for the dashboard
    screens.learn(USERS, "/wp-admin/user-edit.php?user_id=1", BOOKINGS, edit(booking), DASHBOARD, ACCOUNT)


def test_a_new_customer_is_listed_sets_a_password_and_sees_the_bookings(
    site: ConnectedSite, screens: Screens
) -> None:
    email = "aenn.oneil@example.test"
    made = perform(
        site, "add_customer", email=email, first_name="Änn", last_name="O'Neil", phone="02079460123"
    )
    user = made["customer_id"]
    booking = book(site, 100, customer_email=email, customer_name="Änn O'Neil")

    row = screens.show(USERS, "customer-list").inner_text(f"#user-{user}")
    assert ("Änn O'Neil" in row, email in row, "Subscriber" in row) == (True, True, True)
    profile = screens.show(f"/wp-admin/user-edit.php?user_id={user}", "customer-profile")
    assert [profile.input_value(f"#{name}") for name in ("first_name", "last_name", "email")] == [
        "Änn",
        "O'Neil",
        email,
    ]
    with screens.as_guest() as page:
        set_password(page, find_password_link(site, email))
        log_in(site, page, email)
        shown = screens.show(DASHBOARD, "customer-dashboard", page).inner_text("main")
        screens.show(ACCOUNT, "customer-account", page)
        account = page.eval_on_selector_all("main input", "all => all.map(one => one.value)")
    assert f"#{booking}" in shown
    assert {"Änn", "O'Neil", email, "02079460123"} <= set(account)


def test_a_changed_customer_shows_in_profile_and_bookings_ahead(
    site: ConnectedSite, screens: Screens
) -> None:
    email = "bo.before@example.test"
    user = perform(site, "add_customer", email=email, first_name="Bo", last_name="Before")["customer_id"]
    booking = book(site, 101, customer_email=email, customer_name="Bo Before")

    changed = perform(
        site,
        "update_customer",
        customer_id=user,
        first_name="Bø",
        last_name="After",
        phone="02079460777",
        new_email="bo.after@example.test",
    )

    assert changed["changed_booking_ids"] == [booking]
    profile = screens.show(f"/wp-admin/user-edit.php?user_id={user}", "customer-changed-profile")
    assert [profile.input_value(f"#{name}") for name in ("first_name", "last_name", "email")] == [
        "Bø",
        "After",
        "bo.after@example.test",
    ]
    row = screens.show(BOOKINGS, "customer-changed-list").inner_text(f"#post-{booking}")
    assert ("Bø After" in row, "02079460777" in row) == (True, True)
    data = screens.show(edit(booking), "customer-changed-booking").inner_text("#bkx-general-data")
    assert ("Full Name : Bø After" in data, "Email : bo.after@example.test" in data) == (True, True)


def test_a_coupon_s_price_shows_everywhere_and_outlives_the_site_s_own_changes(
    site: ConnectedSite, screens: Screens
) -> None:
    wordpress, email = site.wordpress, "cora@example.test"
    added = run_sidecar(site.environ, "coupons", "add", "SUMMER", "10")
    assert added.returncode == 0, added.stderr
    perform(site, "add_customer", email=email, first_name="Cora", last_name="Coupon")
    booking = book(site, 102, customer_email=email, customer_name="Cora Coupon")

    result = perform(site, "apply_coupon", booking_id=booking, coupon_code="summer")
    perform(site, "send_notification", booking_id=booking, kind="pending", recipient="customer")

    assert (result["previous_total"], result["discount"], result["booked_total"]) == (
        "48.00",
        "4.00",
        "43.20",
    )
    assert "Price: &pound;43.20" in re.sub(
        r"\s+", " ", re.sub("<[^>]+>", "", wordpress.mails()[-1]["message"])
    )
    row = screens.show(BOOKINGS, "coupon-list").inner_text(f"#post-{booking} td.order_total")
    assert row.strip() == "£43"  # BookingX's list cuts the pence of every booking
    shown = screens.show(edit(booking), "coupon-edit")
    assert "Total : £ 43.20" in shown.inner_text("#bkx-general-data")
    assert "Coupon SUMMER: 4.00 off" in shown.inner_text("#bkx-order_note")
    with screens.as_guest() as page:
        set_password(page, find_password_link(site, email))
        log_in(site, page, email)
        dashboard = screens.show(DASHBOARD, "coupon-dashboard", page).inner_text("main")
    assert "43.20" in dashboard or "43.2" in dashboard

    wanted = {"date": spell(count_days(103)), "booking_time": "15:00", "edit_booking_id": str(booking)}
    wordpress.set_status(booking, "ack")
    wordpress.visitor.reschedule(booking, wordpress.visitor.fill_form() | wanted)
    wordpress.visitor.reassign(booking, wordpress.seeds["other_seat"])
    assert read_stored(site, booking) == f"43.20 {count_days(103)} 15:00:00 {wordpress.seeds['other_seat']}"
