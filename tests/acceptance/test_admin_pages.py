"""The product's pages in a real wp-admin, as its users see them in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.support.fake_sidecar import Answer
from tests.support.people import Person, log_in, register
from tests.support.ports import find_free_port
from tests.support.screens import Screens, open_screens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.connected_site import ConnectedSite
    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

TEMPLATES = "/wp-admin/admin.php?page=bookingx-zapier-zap-templates"
CONNECT = "/wp-admin/admin.php?page=bookingx-zapier-connect"
MENU = "#toplevel_page_bookingx-zapier-zap-templates"
ROLES = ("editor", "author", "subscriber")
VERIFIER = "made-up-verifier-of-forty-three-characters-"
WAIT_MILLISECONDS = 10_000
OTHERS = ("/wp-includes/Requests/", "/plugins/bookingx/")
"""They say something on every page that asks anybody by HTTP, or on any."""
AVATARS = ".gravatar.com"  # where WordPress's own toolbar looks for the user's picture
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def sidecar_settings(sidecar: FakeSidecar) -> dict[str, str]:
    """Send users who connect to a listener of the tests, in Zapier's place."""
    return {"oauth_redirect_uris": f"{sidecar.url}/return"}


@pytest.fixture(scope="module")
def people(wordpress: WordPress) -> Iterator[dict[str, Person]]:
    """Return a user of each role."""
    yield from register(wordpress, ROLES)


@pytest.fixture(scope="module")
def browser(connected_site: ConnectedSite) -> Iterator[Screens]:
    """Return a browser in which the owner is logged in; the sidecar answers."""
    connected_site.serve.start()
    connected_site.serve.wait_until_ready()
    with open_screens(connected_site.wordpress) as opened:
        opened.owner.set_default_timeout(WAIT_MILLISECONDS)
        yield opened


@pytest.fixture
def guest(browser: Screens) -> Iterator[Page]:
    """Return a page in which nobody is logged in."""
    with browser.as_guest() as page:
        page.set_default_timeout(WAIT_MILLISECONDS)
        yield page


def ask_to_connect(site: ConnectedSite, listener: FakeSidecar, **params: str) -> str:
    """Return the address to which Zapier sends a user who connects."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": "zapier",
        "redirect_uri": f"{listener.url}/return",
        "state": "made-up-state",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{site.public_url}/oauth/authorize?{urlencode(query | params)}"


@contextmanager
def sidecar_at(site: ConnectedSite, url: str) -> Iterator[None]:
    """Have the plugin look for the sidecar at another address."""
    values = {"sidecar_url": site.sidecar_url, "secret": site.sidecar.settings.shim_secret}
    site.wordpress.configure_shim(values | {"sidecar_url": url})
    try:
        yield
    finally:
        site.wordpress.configure_shim(values)


def read_return(listener: FakeSidecar) -> dict[str, str]:
    """Return what the browser brought back to Zapier, once."""
    [target] = [request.target for request in listener.requests if request.target.startswith("/return")]
    return dict(parse_qsl(urlsplit(target).query))


def show(browser: Screens, address: str, name: str, page: Page | None = None) -> Page:
    """Open a page of ours and keep its picture; what PHP says of anybody but others is a fault."""
    logged = len(browser.wordpress.log())
    shown = browser.open(address, page)
    browser.keep(name, shown)
    said = browser.list_notices(logged)
    assert [line for line in said if not any(other in line for other in OTHERS)] == []
    return shown


def read_text(page: Page) -> str:
    return " ".join(page.locator("#wpbody-content .wrap").inner_text().split())


def test_the_owner_finds_the_templates_in_the_menu(browser: Screens) -> None:
    asked: set[str] = set()
    browser.open("/wp-admin/index.php").click(f"{MENU} a.menu-top")
    browser.owner.on("request", lambda request: asked.add(urlsplit(request.url).netloc))

    page = show(browser, TEMPLATES, "admin_zap_templates")

    assert page.title().startswith("Zap Templates")
    assert page.locator(".card h2").count() == 11
    assert page.get_by_role("link", name="Open the editor").count() == 10
    assert {host for host in asked if not host.endswith(AVATARS)} == {urlsplit(browser.wordpress.url).netloc}
    page.locator("#no_show_follow_up summary").click()
    assert page.locator("#no_show_follow_up td").first.is_visible()
    browser.keep("admin_zap_templates_open")


def test_the_page_may_not_be_framed(browser: Screens) -> None:
    headers = browser.owner.goto(browser.wordpress.url + CONNECT).headers  # type: ignore[union-attr] # a page answers

    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize(("role", "sees_it"), [("editor", True), ("author", False), ("subscriber", False)])
def test_the_menu_is_for_editors_and_above(
    guest: Page, browser: Screens, people: dict[str, Person], role: str, *, sees_it: bool
) -> None:
    log_in(browser.wordpress, guest, people[role])

    has_menu = guest.locator(MENU).count() == 1
    answer = guest.goto(browser.wordpress.url + TEMPLATES)

    assert answer is not None
    assert (has_menu, answer.status) == ((True, 200) if sees_it else (False, 403))
    assert ("Zaps that many sites want" in guest.inner_text("body")) is sees_it


def test_who_may_not_connect_reads_why(
    guest: Page,
    connected_site: ConnectedSite,
    browser: Screens,
    people: dict[str, Person],
    sidecar: FakeSidecar,
) -> None:
    log_in(browser.wordpress, guest, people["subscriber"])
    sidecar.reset()

    show(browser, ask_to_connect(connected_site, sidecar), "admin_connect_refused", guest)

    assert "Your user may not connect Zapier to Corner Salon." in read_text(guest)
    assert guest.locator("button[name=decision]").count() == 0
    assert sidecar.requests == []


def test_a_sidecar_that_is_away_is_said_in_plain_words(
    browser: Screens, connected_site: ConnectedSite
) -> None:
    with sidecar_at(connected_site, f"http://127.0.0.1:{find_free_port()}"):
        page = show(browser, TEMPLATES, "admin_sidecar_away")

    assert page.locator(".wrap h1").inner_text() == "Zap Templates"
    assert "The BookingX for Zapier service does not answer" in page.inner_text(".wrap .notice-error")


@pytest.mark.parametrize("said", [{"html": HOSTILE}, {"redirect": "https://elsewhere.example.test/"}])
def test_who_listens_in_the_sidecars_place_writes_nothing_into_wp_admin(
    browser: Screens, connected_site: ConnectedSite, sidecar: FakeSidecar, said: dict[str, str]
) -> None:
    sidecar.reset()
    sidecar.answer = Answer(200, json.dumps(said).encode())

    with sidecar_at(connected_site, sidecar.url):
        page = browser.open(TEMPLATES)

    assert page.url == browser.wordpress.url + TEMPLATES
    assert HOSTILE not in page.content()
    assert "an answer that this site does not trust" in page.inner_text(".wrap .notice-error")
    [request] = sidecar.requests
    assert request.target == "/shim/v1/pages/zap-templates"
    assert json.loads(request.body) | {"nonce": ""} == {
        "user_id": 1,
        "locale": "en_US",
        "time_zone": "Europe/London",
        "nonce": "",
        "query": {},
        "form": None,
    }


@pytest.mark.parametrize(
    "path", ["/shim/v1/pages/connect", "/v1/../shim/v1/pages/connect", "/v1//shim/v1/pages"]
)
def test_no_page_is_reached_under_the_public_address(connected_site: ConnectedSite, path: str) -> None:
    answer = connected_site.wordpress.guest.post(connected_site.public_url + path, json={})

    assert answer.status_code == 404


def test_a_user_connects_and_zapier_gets_tokens_that_work(
    guest: Page,
    connected_site: ConnectedSite,
    browser: Screens,
    people: dict[str, Person],
    sidecar: FakeSidecar,
) -> None:
    sidecar.reset()
    guest.goto(ask_to_connect(connected_site, sidecar))
    person = people["editor"]
    guest.fill("#user_login", person.name)
    guest.fill("#user_pass", person.password)
    guest.click("#wp-submit")
    guest.wait_for_selector("button[value=allow]")
    browser.keep("admin_connect", guest)
    asked = read_text(guest)

    guest.click("button[value=allow]")
    guest.wait_for_url(f"{sidecar.url}/return*")

    returned = read_return(sidecar)
    form = {
        "grant_type": "authorization_code",
        "client_id": "zapier",
        "code": returned["code"],
        "redirect_uri": f"{sidecar.url}/return",
        "code_verifier": VERIFIER,
    }
    wordpress = connected_site.wordpress.guest
    tokens = wordpress.post(f"{connected_site.public_url}/oauth/token", data=form).raise_for_status().json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    tested = wordpress.get(f"{connected_site.public_url}/v1/test", headers=bearer).raise_for_status().json()
    assert "Zapier asks to connect to Corner Salon" in asked
    assert f"as the user {person.display_name}" in asked
    assert (returned["state"], tested["site_name"], tested["user_id"]) == (
        "made-up-state",
        "Corner Salon",
        person.id,
    )


def test_cancel_tells_zapier_of_the_no(
    browser: Screens, connected_site: ConnectedSite, sidecar: FakeSidecar
) -> None:
    sidecar.reset()
    page = browser.open(ask_to_connect(connected_site, sidecar))

    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url(f"{sidecar.url}/return*")

    returned = read_return(sidecar)
    assert (returned["error"], returned["state"]) == ("access_denied", "made-up-state")
    assert "code" not in returned


def test_nothing_is_allowed_without_the_pages_own_button(
    browser: Screens, connected_site: ConnectedSite, sidecar: FakeSidecar
) -> None:
    sidecar.reset()
    page = browser.open(ask_to_connect(connected_site, sidecar))
    forms: list[dict[str, Any]] = [
        {"decision": "allow"},
        {"decision": "allow", "_wpnonce": secrets.token_hex(5)},
    ]

    answers = [page.request.post(page.url, form=form).status for form in forms]

    assert answers == [403, 403]
    assert sidecar.requests == []


def test_the_button_of_one_request_allows_no_other(
    browser: Screens, connected_site: ConnectedSite, sidecar: FakeSidecar
) -> None:
    sidecar.reset()
    page = browser.open(ask_to_connect(connected_site, sidecar))
    nonce = page.locator("input[name=_wpnonce]").input_value()
    form: dict[str, Any] = {"decision": "allow", "_wpnonce": nonce}
    other = page.url.replace("made-up-state", "another-state")

    answers = [page.request.post(url, form=form, max_redirects=0).status for url in (other, page.url)]

    assert answers == [403, 302]


def test_hostile_parameters_are_shown_as_nothing_and_lead_nowhere(
    browser: Screens, connected_site: ConnectedSite, sidecar: FakeSidecar
) -> None:
    sidecar.reset()
    query = urlsplit(ask_to_connect(connected_site, sidecar, redirect_uri="https://evil.example.test/")).query

    page = browser.open(f"{CONNECT}&{query}&client_id={HOSTILE}&x[]=1&form=%5B%5D")

    assert "Nothing was connected." in read_text(page)
    assert HOSTILE not in page.inner_html("#wpbody-content")
    assert urlsplit(page.url).netloc == urlsplit(browser.wordpress.url).netloc
