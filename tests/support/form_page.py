"""BookingX's form in a browser: asks what the form's script asks, as fast as a browser can."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import Page

from tests.support.browser import PageTransport
from tests.support.visitor import Visitor
from tests.support.wordpress import WordPress
from tests.support.zap_bookings import spell

if TYPE_CHECKING:
    from datetime import date

ASK = """calls => Promise.all(calls.map(async ([name, fields]) => {
    const {bkx_ajax_url, ...nonces} = bkx_booking_form_params;
    const body = new URLSearchParams({...fields, security: nonces[`${name}_nonce`]});
    const answer = await fetch(bkx_ajax_url.replace('%%endpoint%%', name), {method: 'POST', body});
    return [answer.status, await answer.text()];
}))"""


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form, open in a page."""

    page: Page
    wordpress: WordPress

    def ask(self, name: str, questions: list[dict[str, str]]) -> list[tuple[int, str]]:
        """Return status and text of the answer to each question of a kind."""
        calls = [[name, question] for question in questions]
        return [(status, text) for status, text in self.page.evaluate(ASK, calls)]

    def as_visitor(self, seat: int) -> Visitor:
        """Return a visitor who books a staff member from this page."""
        client = httpx.Client(base_url=self.wordpress.url, transport=PageTransport(self.page))
        seeds = self.wordpress.seeds
        return Visitor(client, seeds["form"], seat, seeds["bases"][0])


def choose_day(page: Page, day: date) -> None:
    """Click a day in the form's calendar, and wait for its times."""
    cell = f"#bkx-calendar [data-date='{spell(day)}'], #bkx-calendar [data-date='{day}']"
    if not page.locator(cell).count():
        page.locator("#bkx-calendar .calendar-month span.btn").nth(1).click()
    page.locator(cell).first.click()
    settle(page)


def settle(page: Page) -> None:
    """Wait until the form's script has its answers and lets the visitor go on."""
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".blockUI", state="detached")


def to_question(seat: int, base: int, day: date, slot: int = 37) -> dict[str, str]:
    """Return what the script says of a staff member, a service and a day, for any of its questions."""
    clock = f"{(slot - 1) // 4:02}:{(slot - 1) % 4 * 15:02}"
    time = {"slot": str(slot), "time": clock, "type_data": "", "service_extend": "0"}
    return (
        {"seat_id": str(seat), "base_id": str(base), "extra_id": "None"}
        | time
        | {
            "date": spell(day),
            "booking_date": spell(day),
        }
    )


def read_verdict(answer: tuple[int, str]) -> Any:
    """Return what an answer to `get_verify_slot` decides, without whose bookings it names."""
    status, text = answer
    if '"starting_slot"' not in text:
        return answer
    said = json.loads(text)
    return status, said["result"], said["starting_slot"], said["no_of_slots"], len(said["order_id_by_date"])


def read_unavailable(text: str) -> list[Any]:
    """Return the days that the calendar's answer closes, in their order."""
    return sorted(json.loads(text)["unavailable_days"])
