"""BookingX's booking form in a real browser, filled by clicks as a visitor does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from tests.support.wordpress import WordPress
from tests.support.zap_bookings import count_days, spell

if TYPE_CHECKING:
    from datetime import date

CUSTOMER = {
    "bkx_first_name": "Jo",
    "bkx_last_name": "Bloggs",
    "bkx_phone_number": "02079460002",
    "bkx_email_address": "jo.form@example.test",
}
DAY = '.calendar-day [data-date="{}"]'
CLOSED = ".calendar-day .bkx-cal-disable[data-date]"
QUARTERS = 4
"""Slots of an hour; the form counts them from 1."""


@dataclass(slots=True)
class BookingForm:
    """The form in one page; call its methods in the order of its steps."""

    wordpress: WordPress
    page: Page

    def choose(self, seat: int, service: int) -> list[str]:
        """Choose who and what; return the texts of the services that are offered."""
        self.page.goto(self.wordpress.seeds["form"])
        self._settle()
        self.page.select_option(".bkx-staff-lists", str(seat))
        self._settle()
        offered = self.page.eval_on_selector_all(
            ".bkx-services-lists option", "all => all.slice(1).map(one => one.innerText.trim())"
        )
        self.page.select_option(".bkx-services-lists", str(service))
        self._settle()
        return [str(text) for text in offered]

    def go_on(self) -> None:
        """Press the button that leads to the next step."""
        self.page.click(".bkx-form-submission-next:visible")
        self._settle()

    def open_month(self, day: date) -> list[str]:
        """Turn the calendar to the month of a day; return its closed days as the calendar spells them."""
        today = count_days(0)
        for _ in range((day.year - today.year) * 12 + day.month - today.month):
            self.page.click(".calendar-month .la-angle-right")
            self._settle()
        return [
            str(one) for one in self.page.eval_on_selector_all(CLOSED, "all => all.map(x => x.dataset.date)")
        ]

    def open_day(self, day: date) -> list[str]:
        """Choose a day of the month that is shown; return the times that are offered, such as 09:15."""
        self.page.dispatch_event(DAY.format(spell(day)), "click")  # themes may lay the times over Sundays
        self._settle()
        return [
            str(one)
            for one in self.page.eval_on_selector_all("a.available", "all => all.map(x => x.innerText)")
        ]

    def book(self, clock: str) -> str:
        """Take a time of the day that is shown, and book; return the form's summary before the receipt."""
        hour, minute = (int(part) for part in clock.split(":"))
        self.page.click(f'a.available[data-slot="{hour * QUARTERS + minute // 15 + 1}"]')
        self._settle()
        self.go_on()
        for name, value in CUSTOMER.items():
            self.page.fill(f"[name={name}]", value)
        self.go_on()
        summary = self.page.inner_text("main")
        self.page.click(".bkx-form-submission-final:visible")
        self.page.wait_for_url("**order_id=*")
        return summary

    def _settle(self) -> None:
        """Wait until the form's script has its answers and has drawn them."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_selector(".blockUI", state="detached")
        self.page.wait_for_timeout(200)
