"""A visitor who books through BookingX's form, call for call as its script does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx

TIMES = ("09:00", "11:30", "14:00")  # far enough apart for the longest service with the extra
PARAMS = re.compile(r"var bkx_booking_form_params = (\{.*?\});\s*\n", re.DOTALL)


class BookingFailedError(AssertionError):
    """The form did not lead to a booking; the message holds what the site answered."""


@dataclass(slots=True)
class Visitor:
    """Books with made-up names, each time at the next free time."""

    client: httpx.Client
    form_url: str
    seat: int
    base: int
    numbers: Iterator[int] = field(default_factory=count)

    def book(self, **overrides: str) -> int:
        """Book and see the receipt; `overrides` replace fields of the form by their names in it."""
        return self.submit(self.fill_form() | overrides)

    def submit(self, form: dict[str, Any]) -> int:
        """Book what a form says and see the receipt; return the booking's id."""
        script = self._read_form()
        form = dict(form)
        if form["extra_id"] != "None":
            form["extra_id[]"] = form.pop("extra_id")
        if form["time_option"] == "H":
            form |= self._verify_slot(script, form)
        answer = self._call(script, "book_now", form)
        booking = json.loads(answer)["meta_data"] if answer.startswith("{") else {}
        if "order_id" not in booking:
            raise BookingFailedError(f"book_now made no booking: {answer[:500]}")
        receipt = form | {
            "order_id": str(booking["order_id"]),
            "bkx_payment_gateway_method": booking["bkx_payment_gateway_method"],
        }
        self.client.post(self.form_url, data=receipt).raise_for_status()
        return int(booking["order_id"])

    def book_days(self, service: int, days: list[str]) -> int:
        """Book a service that is counted in days (`2026-12-7`) and see the receipt; return its id."""
        form: dict[str, Any] = self.fill_form() | {
            "base_id": str(service),
            "date": days[0],
            "time_option": "D",
        }
        del form["booking_multi_days"]
        no_time = {"booking_time": "", "starting_slot": "0", "total_slots": "0", "service_extend": "0"}
        return self.submit(form | no_time | {"booking_multi_days[]": days})

    def reschedule(self, booking: int, form: dict[str, str]) -> None:
        """Move a booking to the time of a form, as its customer or an admin does; nothing else can change."""
        script = self._read_form()
        form = form | {"order_id": str(booking), "is_customer_edit": "true"}
        self._call(script, "book_now", form | self._verify_slot(script, form))

    def reassign(self, booking: int, seat: int) -> None:
        """Give a booking to another member of the staff."""
        nonce = self._read_form()["check_staff_availability"]
        form = {"security": nonce, "seat_id": str(seat), "booking_record_id": str(booking)}
        self.post("check_staff_availability", form).raise_for_status()

    def ask_for_receipt(self, booking: int) -> None:
        """Have the confirmation mailed once more."""
        form = {"security": self._read_form()["send_email_receipt_nonce"], "order_id": str(booking)}
        self.post("send_email_receipt", form).raise_for_status()

    def cancel(self, booking: int) -> httpx.Response:
        """Cancel one's booking on the customer's page, and return what the site answered."""
        form = {"security": self._read_form()["booking_cancel_nonce"], "booking_id": str(booking)}
        return self.post("booking_cancel", form)

    def ask(self, name: str, form: dict[str, Any]) -> str:
        """Ask what the form's script asks, and return the answer."""
        return self._call(self._read_form(), name, form)

    def post(self, name: str, form: dict[str, str]) -> httpx.Response:
        """Make a call of the site's own script."""
        return self.client.post("/", params={"bkx-ajax": name}, data=form, headers={"Referer": self.form_url})

    def prepare(self, **overrides: str) -> tuple[str, dict[str, str]]:
        """Go as far as the last button: return the path and form of the one call that books."""
        script = self._read_form()
        form = self.fill_form() | overrides
        form |= self._verify_slot(script, form)
        return _path(script, "book_now"), form | {"security": script["book_now_nonce"]}

    def _read_form(self) -> dict[str, Any]:
        page = self.client.get(self.form_url).raise_for_status().text
        found = PARAMS.search(page)
        if found is None:
            raise BookingFailedError(f"{self.form_url} has no booking form: {page[:500]}")
        script: dict[str, Any] = json.loads(found[1])
        return script

    def fill_form(self) -> dict[str, str]:
        """Return a form for the next free time, with a name that no other form has."""
        number = next(self.numbers)
        day = datetime.now(ZoneInfo("Europe/London")).date() + timedelta(days=1 + number // len(TIMES))
        return {
            "seat_id": str(self.seat),
            "base_id": str(self.base),
            "extra_id": "None",
            "date": f"{day.year}-{day.month}-{day.day}",  # the form's calendar sends no leading zeros
            "time_option": "H",
            "booking_multi_days": "",
            "booking_time": TIMES[number % len(TIMES)],
            "service_extend": "NaN",
            "payment_method": "None",
            "bkx_first_name": "Jo",
            "bkx_last_name": f"Bloggs {number}",
            "bkx_phone_number": "02079460002",
            "bkx_email_address": f"jo.{number}@example.test",
            "bkx_create_an_account": "0",
            "last_page_url": self.form_url,
        }

    def _verify_slot(self, script: dict[str, Any], form: dict[str, str]) -> dict[str, str]:
        hour, minute = form["booking_time"].split(":")
        asked = form | {
            "slot": str(int(hour) * 4 + int(minute) // 15 + 1),  # quarters of an hour, from 1
            "time": form["booking_time"],
            "type_data": "",
        }
        answer = self._call(script, "get_verify_slot", asked)
        if not answer.startswith("{"):
            raise BookingFailedError(f"{form['date']} {form['booking_time']} is not free: {answer[:500]}")
        slot = json.loads(answer)
        return {"starting_slot": str(slot["starting_slot"]), "total_slots": str(slot["no_of_slots"])}

    def _call(self, script: dict[str, Any], name: str, form: dict[str, Any]) -> str:
        data = form | {"security": script[f"{name}_nonce"]}
        headers = {"Referer": self.form_url}  # the plugin reads it unguarded
        return self.client.post(_path(script, name), data=data, headers=headers).raise_for_status().text


def _path(script: dict[str, Any], name: str) -> str:
    return str(script["bkx_ajax_url"]).replace("%%endpoint%%", name)
