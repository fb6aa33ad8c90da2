"""A service saved in WordPress's block editor, request for request as its script does."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from tests.support.wordpress import WordPress

REST_NONCE = re.compile(r'createNonceMiddleware\( "(\w+)" \)')
META_BOX_URL = re.compile(r'_wpMetaBoxUrl = "([^"]+)"')
HIDDEN = re.compile(r"<input[^>]*type=[\"']hidden[\"'][^>]*>")
ATTRIBUTE = re.compile(r"""(name|value)=["']([^"']*)["']""")
BOX = {
    "base_months_days_times": "HourMinutes",
    "base_hours_minutes": "0",
    "base_minutes": "30",
    "base_seat_all": "All",
    "base_allow_addition": "Yes",
}


def save_in_block_editor(wordpress: WordPress, service: int | None, title: str, price: str) -> int:
    """Save a service of half an hour, a new one for None: by REST, then the plugin's box; return its id."""
    if service is None:
        shown = wordpress.admin.get("/wp-admin/post-new.php", params={"post_type": "bkx_base"})
    else:
        shown = wordpress.admin.get("/wp-admin/post.php", params={"post": service, "action": "edit"})
    page = shown.raise_for_status().text
    box = dict(read_hidden(page.split('class="metabox-base-form"')[1].split("</form>")[0]))
    body = {"title": title, "status": "publish"}
    wordpress.admin.post(
        f"/wp-json/wp/v2/bkx_base/{box['post_ID']}",
        json=body,
        headers={"X-WP-Nonce": find(REST_NONCE, page)},
    ).raise_for_status()
    url = find(META_BOX_URL, page).replace("\\/", "/")
    saved = wordpress.admin.post(html.unescape(url), data=box | BOX | {"base_price": price})
    assert saved.status_code == httpx.codes.FOUND
    return int(box["post_ID"])


def read_hidden(form: str) -> list[tuple[str, str]]:
    """Return names and values of a form's hidden fields."""
    fields = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(form)]
    return [(field["name"], html.unescape(field.get("value", ""))) for field in fields if "name" in field]


def find(pattern: re.Pattern[str], text: str) -> str:
    """Return what the first group of a pattern matches; raise AssertionError when nothing does."""
    found = pattern.search(text)
    assert found, f"the page shows nothing like {pattern.pattern}"
    return found[1]
