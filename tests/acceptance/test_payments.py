"""PayPal's ways through BookingX's own code, in a real WordPress: paid, refused, given up; each told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import paypal
from tests.support.paypal import REFUSED, TRANSACTION_ID, book_and_go_to_paypal, return_from_paypal
from tests.support.telling import pick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite
    from tests.support.payloads import Payload
    from tests.support.wordpress import WordPress

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("provider")]

NEW = ["booking_created", "staff_assigned", "customer_created"]


@pytest.fixture(scope="module")
def provider(wordpress: WordPress) -> Iterator[None]:
    yield from paypal.stand_in_for_paypal(wordpress)


def names_of(payloads: list[Payload]) -> list[str]:
    return [payload["event"] for payload in payloads]


@pytest.fixture
def booking(site: ConnectedSite) -> int:
    """Return a booking whose customer is at PayPal."""
    made = book_and_go_to_paypal(site.wordpress)
    site.settle()
    return made


def test_going_to_paypal_is_no_payment(site: ConnectedSite, wordpress: WordPress) -> None:
    told = site.tell(lambda: book_and_go_to_paypal(wordpress))

    assert names_of(told) == NEW


def test_whoever_pays_is_told_once_however_often_they_come_back(site: ConnectedSite, booking: int) -> None:
    def pay_and_reload() -> None:
        for _ in range(2):
            return_from_paypal(site.wordpress, booking)

    [paid] = site.tell(pay_and_reload)

    assert (paid["event"], paid["booking_id"]) == ("payment_received", booking)
    assert pick(paid, "transaction_id", "amount", "currency", "gateway", "status") == {
        "transaction_id": TRANSACTION_ID,
        "amount": "48.00",
        "currency": "GBP",
        "gateway": "paypal",
        "status": "paid",
    }


def test_a_refusal_before_the_customer_leaves_is_a_failure(site: ConnectedSite, wordpress: WordPress) -> None:
    told = site.tell(lambda: book_and_go_to_paypal(wordpress, SetExpressCheckout=REFUSED))

    assert sorted(names_of(told)) == sorted([*NEW, "payment_failed"])
    [failed] = (payload for payload in told if payload["event"] == "payment_failed")
    assert pick(failed, "outcome", "reason", "gateway") == {
        "outcome": "failed",
        "reason": REFUSED["L_LONGMESSAGE0"],
        "gateway": "paypal",
    }


def test_a_refusal_after_the_customer_agreed_is_a_failure(site: ConnectedSite, wordpress: WordPress) -> None:
    booking = book_and_go_to_paypal(wordpress, DoExpressCheckoutPayment=REFUSED)
    site.settle()

    [failed] = site.tell(lambda: return_from_paypal(wordpress, booking))

    assert pick(failed, "event", "outcome", "reason", "gateway") == {
        "event": "payment_failed",
        "outcome": "failed",
        "reason": REFUSED["L_LONGMESSAGE0"],
        "gateway": "paypal",
    }


def test_whoever_comes_back_without_paying_has_given_up(site: ConnectedSite, booking: int) -> None:
    [failed] = site.tell(lambda: return_from_paypal(site.wordpress, booking, with_payment=False))

    assert pick(failed, "event", "outcome", "reason", "gateway") == {
        "event": "payment_failed",
        "outcome": "abandoned",
        "reason": "Payment was cancelled via PayPal.",
        "gateway": "paypal",
    }


def test_the_settings_page_switches_a_gateway_on_and_off(site: ConnectedSite, wordpress: WordPress) -> None:
    page = "/wp-admin/edit.php?post_type=bkx_booking&page=bkx-setting"

    def switch(status: str) -> None:
        form = {"bkx_setting_form_init": "1", "api_flag": "1", "paypal_status": status}
        wordpress.admin.post(page, data=form, headers={"Referer": wordpress.url + page})

    site.tell(lambda: switch("0"))  # whatever other modules left

    told = [payload for status in "110" for payload in site.tell(lambda s=status: switch(s))]  # type: ignore[misc] # mypy cannot infer a default's type

    keys = ("event", "scope", "payment_method", "is_enabled")
    assert [tuple(payload[key] for key in keys) for payload in told] == [
        ("payment_method_changed", "site", "paypal", True),
        ("payment_method_changed", "site", "paypal", False),
    ]
