"""A real browser as the transport of a client: a page makes the requests, with its cookies and headers."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

FETCH = """async ([method, url, type, body]) => {
    const answer = await fetch(url, method === 'GET' ? {} : {method, body, headers: {'Content-Type': type}});
    return [answer.status, await answer.text()];
}"""


@dataclass(frozen=True, slots=True)
class PageTransport(httpx.BaseTransport):
    """Makes requests in a page that is open on the site."""

    page: Page

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Fetch; the page adds what a browser adds."""
        body = request.read().decode()
        asked = [request.method, str(request.url), request.headers.get("content-type", ""), body]
        status, text = self.page.evaluate(FETCH, asked)
        return httpx.Response(status, text=text)


@contextmanager
def open_browser(url: str) -> Iterator[httpx.Client]:
    """Open a page in the system's Chromium, and yield a client that makes its requests from there."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        page.goto(url)
        yield httpx.Client(base_url=url, transport=PageTransport(page))
        browser.close()
