"""A Zap books through WordPress: mails, events and repeats, and what people do to the booking afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.payloads import created, without_times_and_ids
from tests.support.telling import pick
from tests.support.zap_bookings import ODD_NAMES, book_by_zap, count_days, list_mails, spell, to_inputs

if TYPE_CHECKING:
    from tests.support.connected_site import ConnectedSite

pytestmark = pytest.mark.wordpress

OWNER = "owner@example.test"
DAYS_AHEAD = count(700)
EVENT_ONLY = {"id", "event", "event_id", "occurred_at", "sequence", "origin"}


def list_addresses(site: ConnectedSite, before: int) -> list[str]:
    return [address for address, _ in list_mails(site, before)]


def fill(site: ConnectedSite, **overrides: str) -> dict[str, str]:
    """Return a filled-in form for a day on which no other module books."""
    return site.wordpress.visitor.fill_form() | {"date": spell(count_days(next(DAYS_AHEAD)))} | overrides


@pytest.fixture
def booking(site: ConnectedSite) -> int:
    """Return a booking that a Zap made and that was told."""
    made: int = book_by_zap(site, fill(site))["result"]["booking_id"]
    site.settle()
    return made


def test_customer_and_owner_get_one_mail_each(site: ConnectedSite) -> None:
    before, form = len(site.wordpress.mails()), fill(site)

    answer = book_by_zap(site, form)

    site.settle()
    assert list_addresses(site, before) == [form["bkx_email_address"], OWNER]
    assert answer["follow_up"] == {
        "status": "done",
        "done": ["cache of posts", "hooks of a saved post", "mail customer_pending", "mail pending"],
        "queued": [],
        "failed": [],
    }


@pytest.mark.parametrize(("notify", "told"), [("customer", 1), ("admin", 1), ("none", 0)])
def test_only_who_is_to_be_told_gets_a_mail(site: ConnectedSite, notify: str, told: int) -> None:
    before, form = len(site.wordpress.mails()), fill(site)

    book_by_zap(site, form, notify=notify)

    site.settle()
    expected = {"customer": [form["bkx_email_address"]], "admin": [OWNER], "none": []}[notify]
    assert (list_addresses(site, before), len(expected)) == (expected, told)


def test_the_same_call_again_books_and_mails_once(site: ConnectedSite) -> None:
    before, inputs = len(site.wordpress.mails()), to_inputs(fill(site))
    key = f"order-{inputs['start_datetime']}"

    first, second = (site.act("create_booking", inputs, key) for _ in range(2))

    site.settle()
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.content == first.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert list_addresses(site, before) == [inputs["customer_email"], OWNER]


def test_two_zaps_at_once_make_one_booking(site: ConnectedSite) -> None:
    before, inputs = len(site.wordpress.mails()), to_inputs(fill(site))

    def call(_number: int) -> tuple[int, Any]:
        answer = site.act("create_booking", inputs)
        body = answer.json()
        return answer.status_code, body.get("error", {}).get("code")

    def book_at_once() -> None:
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(call, range(2)), key=str) == [(200, None), (409, "not_available")]

    told = site.tell(book_at_once)

    assert [payload["event"] for payload in told if payload["event"] == "booking_created"] == [
        "booking_created"
    ]
    assert list_addresses(site, before) == [inputs["customer_email"], OWNER]


def test_the_zap_s_booking_is_told_once_as_any_other_and_whose_it_was(site: ConnectedSite) -> None:
    zap, form = site.subscribe("booking_created"), fill(site, **ODD_NAMES)
    expected_names = form | {
        "bkx_last_name": '😀 & Co O:8:"stdClass":0:{}'
    }  # without the markup, as the form's
    answers: list[dict[str, Any]] = []

    told = site.tell(lambda: answers.append(book_by_zap(site, form)))

    booking = answers[0]["result"]["booking_id"]
    arrived = [without_times_and_ids(payload) for payload in zap.hook.payloads]
    assert arrived == [created(site.wordpress, booking, expected_names) | {"origin": "zapier"}]
    assert [(payload["event"], payload["origin"]) for payload in told] == [
        ("booking_created", "zapier"),
        ("staff_assigned", "zapier"),
        ("customer_created", "zapier"),
    ]


def test_the_answer_says_what_the_event_says(site: ConnectedSite) -> None:
    answers: list[dict[str, Any]] = []

    event = site.tell(lambda: answers.append(book_by_zap(site, fill(site))))[0]

    beyond = {"id", "exact_total", "exact_tax", "deposit"}
    assert {key: value for key, value in answers[0]["result"].items() if key not in beyond} == {
        key: value for key, value in event.items() if key not in EVENT_ONLY
    }


@pytest.mark.parametrize(
    "status", [("ack", "confirmed"), ("completed", "completed"), ("cancelled", "cancelled")]
)
@pytest.mark.parametrize("way", ["ajax", "bulk"])
def test_a_status_set_in_the_list_is_told_as_the_site_s(
    site: ConnectedSite, booking: int, way: Any, status: tuple[str, str]
) -> None:
    raw, word = status

    told = site.tell(lambda: site.wordpress.set_status(booking, raw, way))

    [changed] = [payload for payload in told if payload["event"] == "booking_status_changed"]
    assert pick(changed, "booking_id", "status", "previous_status", "origin") == {
        "booking_id": booking,
        "status": word,
        "previous_status": "pending",
        "origin": "site",
    }


def test_a_new_time_from_the_form_is_told(site: ConnectedSite, booking: int) -> None:
    form = fill(site)
    new = created(site.wordpress, booking, form)["datetime"]

    told = site.tell(lambda: site.wordpress.visitor.reschedule(booking, form))

    assert [
        pick(payload, "event", "booking_id", "update_kind", "datetime", "origin") for payload in told
    ] == [
        {
            "event": "booking_updated",
            "booking_id": booking,
            "update_kind": "rescheduled",
            "datetime": new,
            "origin": "site",
        }
    ]


def test_another_staff_member_from_the_edit_screen_is_told(site: ConnectedSite, booking: int) -> None:
    seeds = site.wordpress.seeds

    told = site.tell(lambda: site.wordpress.visitor.reassign(booking, seeds["other_seat"]))

    assert [
        (payload["event"], payload["staff"]["id"], payload["previous_staff"]["id"], payload["origin"])
        for payload in told
    ] == [("staff_assigned", seeds["other_seat"], seeds["seat"], "site")]
