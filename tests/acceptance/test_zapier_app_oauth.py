"""The Zapier app's OAuth build at a real WordPress: a user allows it in a browser, and its tokens work."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.support.people import log_in, register
from tests.support.processes import run_sidecar
from tests.support.screens import open_screens
from tests.support.zapier_app import Connection, run_zapier_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.connected_site import ConnectedSite
    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.people import Person
    from tests.support.wordpress import WordPress
    from tests.support.zapier_app import ZapierApp

pytestmark = pytest.mark.wordpress

CONFIG = "authentication.oauth2Config"
STATE = "state & more=1"
HIDE_PLUGIN = """<?php
// Apache's mod_php without rules in .htaccess: the header is in the request alone, in no variable.
unset( $_SERVER['HTTP_AUTHORIZATION'] );
"""


@pytest.fixture(scope="module")
def sidecar_settings(sidecar: FakeSidecar) -> dict[str, str]:
    """Send users who connect to a listener of the tests, in Zapier's place."""
    return {"oauth_redirect_uris": f"{sidecar.url}/return"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZapierApp]:
    """Return the app, compiled as it is published."""
    with run_zapier_app(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture(scope="module")
def editor(wordpress: WordPress) -> Iterator[Person]:
    """Return a user who may connect."""
    for people in register(wordpress, ["editor"]):
        yield people["editor"]


@pytest.fixture(scope="module")
def browser(connected_site: ConnectedSite, editor: Person) -> Iterator[Page]:
    """Return a browser in which that user is logged in; the sidecar answers."""
    connected_site.start()
    with open_screens(connected_site.wordpress) as screens, screens.as_guest() as page:
        log_in(connected_site.wordpress, page, editor)
        yield page


@pytest.fixture(scope="module")
def connection(
    app: ZapierApp, connected_site: ConnectedSite, browser: Page, sidecar: FakeSidecar
) -> Connection:
    """Return a connection that the user allowed in the browser."""
    return connect(app, connected_site, browser, sidecar)


def connect(app: ZapierApp, site: ConnectedSite, browser: Page, listener: FakeSidecar) -> Connection:
    """Connect as Zapier does: send a user to the app's address, and change the code for tokens."""
    asked = Connection(app, {"site_url": site.wordpress.url}, "oauth")
    back, verifier = f"{listener.url}/return", secrets.token_urlsafe(32)
    given = asked.auth | {"redirect_uri": back, "state": STATE, "response_type": "code"}
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    pkce = {"code_challenge": digest.decode(), "code_challenge_method": "S256"}
    listener.reset()
    browser.goto(f"{asked.run(f'{CONFIG}.authorizeUrl', given)}&{urlencode(pkce)}")
    browser.click("button[value=allow]")
    browser.wait_for_url(f"{back}*")
    [target] = [request.target for request in listener.requests if request.target.startswith("/return")]
    returned = dict(parse_qsl(urlsplit(target).query))
    assert returned["state"] == STATE
    proof = given | {"code": returned["code"], "code_verifier": verifier}
    return Connection(app, asked.auth | asked.run(f"{CONFIG}.getAccessToken", proof), "oauth")


def refresh(connection: Connection) -> Connection:
    """Ask for new tokens; return the connection as Zapier keeps it then."""
    tokens = connection.run(f"{CONFIG}.refreshAccessToken")
    return Connection(connection.app, connection.auth | tokens, "oauth")


@pytest.mark.usefixtures("site")
def test_who_allowed_the_connection_is_named_and_a_search_finds(
    connection: Connection, connected_site: ConnectedSite, editor: Person
) -> None:
    tested, found = connection.test(), connection.search("find_service", name="Haircut")

    label = connection.run("authentication.connectionLabel", tested)
    assert (tested["user_id"], tested["site_url"]) == (editor.id, connected_site.wordpress.url)
    assert label == f"Corner Salon ({editor.display_name})"
    assert [one["id"] for one in found] == [connected_site.wordpress.seeds["bases"][0]]


@pytest.mark.usefixtures("site")
def test_new_tokens_work_as_the_first_did(connection: Connection) -> None:
    renewed = refresh(connection)

    tested = renewed.test()

    assert renewed.auth["access_token"] != connection.auth["access_token"]
    assert renewed.auth["refresh_token"] != connection.auth["refresh_token"]
    assert tested == connection.test()


def test_an_event_starts_a_zap_of_the_connection(site: ConnectedSite, connection: Connection) -> None:
    hook = site.receiver.open_hook()
    step = "triggers.new_booking.operation"
    subscribed = connection.run(f"{step}.performSubscribe", targetUrl=hook.url)

    booking = site.book()

    site.settle()
    [arrived] = hook.payloads
    performed = connection.run(f"{step}.perform", subscribeData=subscribed, cleanedRequest=arrived)
    assert [event["booking_id"] for event in performed] == [booking["booking_id"]]
    ended = connection.run(f"{step}.performUnsubscribe", subscribeData=subscribed)
    assert ended == {"id": subscribed["id"]}


@pytest.mark.usefixtures("site")
def test_the_token_arrives_where_apache_hides_it_from_wordpress(
    connected_site: ConnectedSite, connection: Connection
) -> None:
    using = connected_site.wordpress.use_plugin("apache", HIDE_PLUGIN)
    next(using)
    try:
        tested = connection.test()
    finally:
        next(using, None)

    assert tested["site_name"] == "Corner Salon"


def test_the_doctor_finds_that_tokens_arrive(site: ConnectedSite) -> None:
    done = run_sidecar(site.environ, "doctor")

    assert "ok    tokens of OAuth arrive" in done.stdout.splitlines()
