"""Screens of a site in a real browser, as its owner or a visitor sees them; pictures of them are kept."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.support.wordpress import ADMIN, PASSWORD, WordPress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from playwright.sync_api import Route

ARTIFACTS = Path(os.environ.get("BKX_ARTIFACTS", "artifacts"))
VIEWPORT: ViewportSize = {"width": 1400, "height": 900}
TALL: ViewportSize = {"width": 1400, "height": 2600}
BOOKINGS = "/wp-admin/edit.php?post_type=bkx_booking"
MONTH, WEEK = f"{BOOKINGS}&listing_view=monthly", f"{BOOKINGS}&listing_view=weekly"
MONTHS_AHEAD = 5
"""How far tests look ahead in the calendar."""
NOTICE = re.compile(r"PHP (?:Warning|Notice|Deprecated|Fatal error|Parse error).*")
NETWORK = "wp-includes/update.php"  # WordPress looks for updates, and nothing leaves the machine
CALENDARS = re.compile(r"/wp-admin/edit\.php.*listing_view=")
CALENDAR_FILES = """<script src="{0}/main.js"></script><link rel="stylesheet" href="{0}/main.css"></head>"""
"""BookingX brings its calendar's library, and forgets to load it into wp-admin."""
EMOJI = "**/wp-emoji*.js*"
"""Puts pictures from another server into the place of signs that a font may lack; none can be loaded here."""


@dataclass(slots=True)
class Screens:
    """A browser in which the owner is logged in; `known` are notices that BookingX shows without us."""

    wordpress: WordPress
    browser: Browser
    owner: Page
    known: set[str] = field(default_factory=set)

    def open(self, path: str, page: Page | None = None) -> Page:
        """Open a screen by its path or address, as the owner or in another page."""
        page = page or self.owner
        address = path if path.startswith("http") else self.wordpress.url + path
        page.goto(address, wait_until="load")
        page.wait_for_load_state("networkidle")
        return page

    def learn(self, *paths: str, page: Page | None = None) -> None:
        """Open screens that owe nothing to us, and know their notices from then on."""
        for path in paths:
            logged = len(self.wordpress.log())
            self.open(path, page)
            self.known |= self.list_notices(logged)

    def show(self, path: str, name: str, page: Page | None = None) -> Page:
        """Open a screen, keep its picture, and raise AssertionError for notices that it owes to us."""
        logged = len(self.wordpress.log())
        shown = self.open(path, page)
        self.keep(name, shown)
        new = self.list_notices(logged) - self.known
        assert not new, f"{path} shows notices: {sorted(new)}"
        return shown

    def keep(self, name: str, page: Page | None = None) -> None:
        """Keep a picture of what a page shows now."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        (page or self.owner).screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)

    def show_in_block_editor(self, post: int, name: str) -> Page:
        """Open a post in WordPress's block editor as `show` does, and keep a picture of all of its boxes."""
        shown = self.show(f"/wp-admin/post.php?post={post}&action=edit", name)
        welcome = shown.locator('[aria-label="Close dialog"]')
        if welcome.count():
            welcome.click()
        shown.set_viewport_size(TALL)
        shown.wait_for_timeout(300)  # the editor lays itself out anew
        self.keep(name)
        shown.set_viewport_size(VIEWPORT)
        return shown

    def show_month(self, day: date, name: str) -> list[str]:
        """Open the calendar at the month of a day; return what it shows there, such as `10a Ann`."""
        shown = self.show(MONTH, name)
        place = shown.locator(f'.fc-day[data-date="{day}"]:not(.fc-day-other)')
        for _ in range(MONTHS_AHEAD):
            if not place.count():
                shown.click(".fc-next-button")
        self.keep(name)
        return [text.replace("\n", " ") for text in place.locator(".fc-event").all_inner_texts()]

    def list_notices(self, logged: int) -> set[str]:
        """Return what PHP said since the log had this length."""
        found = NOTICE.findall(self.wordpress.log()[logged:])
        return {line for line in found if NETWORK not in line}

    @contextmanager
    def as_guest(self) -> Iterator[Page]:
        """Open a page in which nobody is logged in."""
        context = self.browser.new_context(viewport=VIEWPORT)
        yield context.new_page()
        context.close()


@contextmanager
def open_screens(wordpress: WordPress) -> Iterator[Screens]:
    """Open the system's Chromium with the owner logged in."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        owner = browser.new_context(viewport=VIEWPORT).new_page()
        owner.route(CALENDARS, _load_calendar)
        owner.route(EMOJI, lambda route: route.abort())
        owner.goto(f"{wordpress.url}/wp-login.php")
        owner.fill("#user_login", ADMIN)
        owner.fill("#user_pass", PASSWORD)
        owner.click("#wp-submit")
        yield Screens(wordpress, browser, owner)
        browser.close()


def _load_calendar(route: Route) -> None:
    answer = route.fetch()
    shown = answer.text()
    if "fullcalendar/lib" not in shown:
        folder = "/wp-content/plugins/bookingx/public/js/fullcalendar/lib"
        shown = shown.replace("</head>", CALENDAR_FILES.format(folder), 1)
    route.fulfill(response=answer, body=shown)
