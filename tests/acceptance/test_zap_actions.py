"""Actions, searches and lists through WordPress, as a Zap calls them: mails, links and files."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.support.zap_actions import CUSTOMER, OWNER, book, perform
from tests.support.zap_bookings import count_days, list_mails

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite

pytestmark = pytest.mark.wordpress

STAFF = "alex@example.test"
PASSWORD_LINK = re.compile(r"(http\S+action=rp\S+)")
PASSWORD = "a made-up passphrase 1"


def find_password_link(site: ConnectedSite, email: str) -> str:
    """Return the link of the last mail to a customer that has one."""
    found = [PASSWORD_LINK.search(mail["message"]) for mail in site.wordpress.mails() if mail["to"] == email]
    return [match[1] for match in found if match][-1]


def set_password(site: ConnectedSite, link: str, password: str) -> str:
    """Follow a mailed link and set a password; return what WordPress says then."""
    with httpx.Client(follow_redirects=True, timeout=60, trust_env=False) as client:
        page = client.get(link).raise_for_status().text
        key = re.search(r'name="rp_key" value="(\w+)"', page)
        assert key, page[:2000]
        form = {"pass1": password, "pass2": password, "rp_key": key[1], "wp-submit": "Save"}
        return client.post(f"{site.wordpress.url}/wp-login.php?action=resetpass", data=form).text


def search(site: ConnectedSite, key: str, **inputs: Any) -> list[dict[str, Any]]:
    body = {"search": key, "inputs": inputs}
    found: list[dict[str, Any]] = site.request("POST", "/v1/searches", body).json()["results"]
    return found


@pytest.fixture
def booking(site: ConnectedSite) -> Iterator[int]:
    """Return a booking that is deleted afterwards."""
    made = book(site, 591)
    yield made
    site.wordpress.delete(made)


@pytest.mark.parametrize("path", ["/v1/actions", "/action/add_customer", "/action/add-customer"])
def test_an_action_is_called_by_either_address(site: ConnectedSite, path: str) -> None:
    email = f"by.{path.replace('/', '.').strip('.')}@example.test"
    inputs = {"email": email, "send_welcome_mail": False}
    body = {"action": "add_customer", "inputs": inputs} if path == "/v1/actions" else inputs

    answer = site.request("POST", path, body).json()

    assert (answer["status"], answer["result"]["email"]) == ("success", email)


def test_a_new_customer_s_password_link_works_even_after_mails_about_bookings(site: ConnectedSite) -> None:
    email, before = "ann.link@example.test", len(site.wordpress.mails())
    perform(site, "add_customer", email=email, first_name="Ann", last_name="Link")
    booking = book(site, 590, customer_email=email, notify="customer_and_admin")
    perform(site, "update_booking_status", booking_id=booking, status="confirmed")

    mailed = [address for address, _ in list_mails(site, before)]
    said = set_password(site, find_password_link(site, email), PASSWORD)

    assert mailed == [email, email, OWNER, email]
    assert "Your password has been reset" in said


@pytest.mark.parametrize(
    ("status", "kind", "recipient", "to"),
    [
        ("pending", "pending", "customer", CUSTOMER),
        ("pending", "pending", "admin", OWNER),
        ("confirmed", "confirmed", "customer", CUSTOMER),
        ("completed", "completed", "customer", CUSTOMER),
        ("cancelled", "cancelled", "customer", CUSTOMER),
        ("cancelled", "cancelled", "admin", OWNER),
        ("confirmed", "edited", "customer", CUSTOMER),
        ("confirmed", "edited", "admin", OWNER),
    ],
)
def test_a_notification_is_one_mail_to_whom_it_names(  # noqa: PLR0913, PLR0917 - cases and fixtures of pytest
    site: ConnectedSite, booking: int, status: str, kind: str, recipient: str, to: str
) -> None:
    if status != "pending":
        perform(site, "update_booking_status", booking_id=booking, status=status, notify="none")
    before = len(site.wordpress.mails())

    perform(site, "send_notification", booking_id=booking, kind=kind, recipient=recipient)

    [(address, subject)] = list_mails(site, before)
    assert (address, str(booking) in subject) == (to, True)


@pytest.mark.parametrize(("recipient", "to"), [("customer", CUSTOMER), ("staff", STAFF), ("admin", OWNER)])
def test_a_text_is_one_mail_with_umlauts_and_without_other_headers(
    site: ConnectedSite, booking: int, recipient: str, to: str
) -> None:
    before = len(site.wordpress.mails())
    subject = "Grüße\r\nBcc: thief@example.test"

    perform(
        site,
        "send_notification",
        booking_id=booking,
        kind="custom",
        recipient=recipient,
        subject=subject,
        message="Bis bald, Zoë & <b>Co</b>!",
    )

    [mail] = site.wordpress.mails()[before:]
    assert (mail["to"], mail["message"]) == (to, "Bis bald, Zoë & <b>Co</b>!")
    assert mail["subject"].split() == ["Grüße", "Bcc:", "thief@example.test"]
    assert not {"\r", "\n"} & set(mail["subject"])
    assert "thief" not in str(mail["headers"])


def test_a_report_s_link_leads_through_wordpress_to_its_file(site: ConnectedSite) -> None:
    booking = book(site, 594)
    day = str(count_days(594))

    made = perform(site, "generate_report", report="bookings", period="custom", from_date=day, until_date=day)

    answer = site.wordpress.guest.get(made["csv_url"])
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert made["csv_url"].startswith(site.public_url)
    assert answer.status_code == httpx.codes.OK
    assert "attachment" in answer.headers["content-disposition"]
    assert len(rows) == made["row_count"] == 1
    assert str(booking) in rows[0].values()
    assert "Zoë Ärger" in rows[0].values()


def test_searches_and_lists_answer_through_wordpress(site: ConnectedSite) -> None:
    seeds = site.wordpress.seeds
    booking = book(site, 595)

    assert [found["booking_id"] for found in search(site, "find_booking", booking_id=booking)] == [booking]
    assert search(site, "find_customer", email=CUSTOMER)[0]["email"] == CUSTOMER
    assert [found["service_id"] for found in search(site, "find_service", name="Haircut")] == [
        seeds["bases"][0]
    ]
    assert [found["staff_id"] for found in search(site, "find_staff", name="Alex Carter")] == [seeds["seat"]]
    listed = site.request("GET", "/v1/lists/services").json()
    assert "Haircut" in str(listed)
