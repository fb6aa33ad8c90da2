"""Bookings that a Zap makes, beside the same ones made in the form: on any screen they must look the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.support.connected_site import ConnectedSite

ZONE = ZoneInfo("Europe/London")
ODD_NAMES = {"bkx_first_name": 'Zoë "Zed" O\'Neil', "bkx_last_name": '😀 & <b>Co</b> O:8:"stdClass":0:{}'}
"""Quotes, an accent, a sign of four bytes, markup, and what looks like a serialized object."""


def count_days(number: int) -> date:
    """Return the day so many days after today, by the site's clock."""
    return datetime.now(ZONE).date() + timedelta(days=number)


def spell(day: date) -> str:
    """Return a day as the form's calendar sends it: without leading zeros."""
    return f"{day.year}-{day.month}-{day.day}"


def to_inputs(form: dict[str, str]) -> dict[str, Any]:
    """Return the inputs with which a Zap books what a visitor's form says."""
    day = datetime.strptime(form["date"], "%Y-%m-%d").replace(tzinfo=ZONE).date()
    if form["time_option"] == "D":
        start = {"start_date": str(day)}
    else:
        start = {"start_datetime": f"{day} {form['booking_time']}"}
    extras = [] if form["extra_id"] == "None" else [int(form["extra_id"])]
    return start | {
        "service_id": int(form["base_id"]),
        "staff_id": int(form["seat_id"]),
        "extra_ids": extras,
        "customer_first_name": form["bkx_first_name"],
        "customer_last_name": form["bkx_last_name"],
        "customer_email": form["bkx_email_address"],
        "customer_phone": form["bkx_phone_number"],
    }


def book_by_zap(site: ConnectedSite, form: dict[str, str], **inputs: object) -> dict[str, Any]:
    """Book what a form says by a Zap; return the whole answer. Raises AssertionError where it is refused."""
    answer = site.act("create_booking", to_inputs(form) | inputs)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def list_mails(site: ConnectedSite, before: int) -> list[tuple[str, str]]:
    """Return address and subject of the mails since there were so many."""
    return [(mail["to"], mail["subject"]) for mail in site.wordpress.mails()[before:]]
