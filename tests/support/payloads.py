"""What a Zap must get for a booking of the test site: whole payloads, to compare with what arrived."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.support.wordpress import WordPress

Payload = dict[str, Any]

ZONE = ZoneInfo("Europe/London")
HAIRCUT_MINUTES = 45
RECENT = timedelta(minutes=15)
EVENT_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
AN_ID, A_TIME = "<event id>", "<a moment ago>"
TIMES = {"occurred_at", "created_at", "updated_at", "registered_at", "paid_at"}


def without_times_and_ids(payload: Payload) -> Payload:
    """Return a payload with placeholders for what no test can foresee, where that is as it must be."""
    event_id = payload["event_id"]
    replaced = dict(payload)
    if EVENT_ID.fullmatch(event_id):
        replaced["event_id"] = AN_ID
        if payload["id"] == event_id:
            replaced["id"] = AN_ID
    for name in TIMES & payload.keys():
        if payload[name] and _is_recent(payload[name]):
            replaced[name] = A_TIME
    return replaced


def created(wordpress: WordPress, booking: int, form: dict[str, str]) -> Payload:
    """Return the payload of `booking_created` for a haircut that was booked with this form."""
    return {
        "id": booking,
        "event_id": AN_ID,
        "event": "booking_created",
        "occurred_at": A_TIME,
        "sequence": 1,
        "origin": "site",
        "booking_id": booking,
        "booking_number": str(booking),
        "status": "pending",
        "customer": _customer(form),
        "service": {"id": wordpress.seeds["bases"][0], "name": "Haircut", "duration": HAIRCUT_MINUTES},
        "staff": {
            "id": wordpress.seeds["seat"],
            "name": "Alex Carter",
            "email": "alex@example.test",
            "phone": "02079460001",
            "phone_e164": None,
        },
        "extras": [],
        "datetime": _times(form),
        "payment": {
            "amount": "48.00",
            "amount_minor": 4800,
            "tax": "8.00",
            "tax_minor": 800,
            "currency": "GBP",
            "status": "unpaid",
            "method": "offline",
            "paid_amount": None,
            "paid_amount_minor": None,
            "transaction_id": None,
            "error": None,
        },
        "created_at": A_TIME,
        "metadata": {},
        "links": {"admin": f"{wordpress.url}/wp-admin/post.php?post={booking}&action=edit"},
        "unreadable": [],
    }


def status_changed(booking: Payload, old: str, new: str, sequence: int) -> Payload:
    """Return the payload of `booking_status_changed` for a booking whose `created` payload is given."""
    changed = {"id": AN_ID, "event": "booking_status_changed", "sequence": sequence}
    return booking | changed | {"status": new, "previous_status": old}


def cancelled(booking: Payload, old: str, way: str, sequence: int) -> Payload:
    """Return the payload of `booking_cancelled`; `way` is status, binned or deleted."""
    changed = {"id": AN_ID, "event": "booking_cancelled", "sequence": sequence}
    return booking | changed | {"status": "cancelled", "previous_status": old, "cancelled_by": way}


def _customer(form: dict[str, str]) -> Payload:
    first_name, last_name = form["bkx_first_name"], form["bkx_last_name"]
    address = {"address": "", "street": "", "city": "", "state": "", "postcode": "", "country": ""}
    return address | {
        "id": None,
        "name": f"{first_name} {last_name}",
        "first_name": first_name,
        "last_name": last_name,
        "email": form["bkx_email_address"],
        "phone": form["bkx_phone_number"],
        "phone_e164": None,  # the site does not say where it is
    }


def _times(form: dict[str, str]) -> Payload:
    start = datetime.strptime(f"{form['date']} {form['booking_time']}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    end = start + timedelta(minutes=HAIRCUT_MINUTES)
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "timezone": "Europe/London",
        "customer_timezone": None,
        "customer_start": None,
        "customer_end": None,
        "all_day": False,
        "days": [],
    }


def _is_recent(text: str) -> bool:
    moment = datetime.fromisoformat(text)
    return moment.tzinfo is not None and timedelta(0) <= datetime.now(UTC) - moment < RECENT
