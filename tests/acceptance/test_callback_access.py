"""Who may call the callback: whoever signs as the sidecar does, for five minutes, and nobody else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx
import pytest

from sidecar.desk import steps
from sidecar.identity import Spoken, signed_headers
from sidecar.services.callbacks import deliver_now
from sidecar.wp_bridge.wordpress.callback_client import TARGET, ask_if_there
from tests.factories import with_settings
from tests.support.callbacks import add_callback, get_callback

if TYPE_CHECKING:
    from tests.support.connected_site import ConnectedSite

pytestmark = pytest.mark.wordpress

STEPS = steps.text_mail(["someone@example.test"], "Subject", "Text")
UNAUTHORIZED = httpx.codes.UNAUTHORIZED


@pytest.fixture
def callback_id(connected_site: ConnectedSite) -> str:
    """Return a callback that was not done yet."""
    return add_callback(connected_site.sidecar, STEPS)


def sign(site: ConnectedSite, body: bytes, age_seconds: float = 0) -> dict[str, str]:
    """Return the headers of a call that was signed so long ago."""
    spoken = Spoken("POST", TARGET, body)
    headers = signed_headers(site.sidecar.settings.shim_secret, spoken, time.time() - age_seconds)
    return headers | {"Content-Type": "application/json"}


def say(callback_id: str) -> bytes:
    """Return the body of a call."""
    return f'{{"callback_id":"{callback_id}"}}'.encode()


def post(site: ConnectedSite, body: bytes, headers: dict[str, str], path: str = TARGET) -> int:
    """Call, and return the status."""
    return httpx.post(site.wordpress.url + path, content=body, headers=headers, timeout=30).status_code


@pytest.mark.parametrize("value", ["", "0" * 32, "v1=" + "0" * 64, "1e9", "1000000000"])
@pytest.mark.parametrize("name", ["x-bkx-signature", "x-bkx-nonce", "x-bkx-timestamp"])
def test_a_forged_call_is_refused_and_does_nothing(
    connected_site: ConnectedSite, callback_id: str, name: str, value: str
) -> None:
    site, body = connected_site, say(callback_id)
    headers = sign(site, body)
    assert value != headers[name]

    assert post(site, body, headers | {name: value}) == UNAUTHORIZED
    assert get_callback(site.sidecar, callback_id).progress == {}


def test_a_call_without_signature_is_refused(connected_site: ConnectedSite, callback_id: str) -> None:
    assert post(connected_site, say(callback_id), {"Content-Type": "application/json"}) == UNAUTHORIZED


@pytest.mark.parametrize("age_seconds", [310, -310])
def test_a_signature_is_good_for_five_minutes(
    connected_site: ConnectedSite, callback_id: str, age_seconds: float
) -> None:
    site, body = connected_site, say(callback_id)

    assert post(site, body, sign(site, body, age_seconds)) == UNAUTHORIZED
    assert post(site, body, sign(site, body, age_seconds * 0.9)) == httpx.codes.OK


def test_a_signature_covers_the_body(connected_site: ConnectedSite, callback_id: str) -> None:
    site = connected_site
    other = add_callback(site.sidecar, STEPS)

    assert post(site, say(callback_id), sign(site, say(other))) == UNAUTHORIZED
    assert get_callback(site.sidecar, callback_id).progress == {}


def test_a_call_that_is_replayed_sends_nothing_again(connected_site: ConnectedSite, callback_id: str) -> None:
    site, body = connected_site, say(callback_id)
    headers = sign(site, body)
    before = len(site.wordpress.mails())

    answers = [post(site, body, headers) for _ in range(3)]

    assert (answers, len(site.wordpress.mails()) - before) == ([httpx.codes.OK] * 3, 1)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"callback_id": 5}', b"{", b"\xff"])
def test_a_signed_call_that_says_nothing_is_refused(connected_site: ConnectedSite, body: bytes) -> None:
    assert post(connected_site, body, sign(connected_site, body)) == httpx.codes.BAD_REQUEST


def test_a_large_body_is_refused(connected_site: ConnectedSite) -> None:
    body = say("x" * 2000)

    assert post(connected_site, body, sign(connected_site, body)) == UNAUTHORIZED


@pytest.mark.parametrize("callback_id", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "' OR 1=1 -- "])
def test_an_unknown_callback_is_named_so(connected_site: ConnectedSite, callback_id: str) -> None:
    body = say(callback_id)

    assert post(connected_site, body, sign(connected_site, body)) == httpx.codes.UNPROCESSABLE_ENTITY


def test_the_way_of_pretty_addresses_leads_there_too(connected_site: ConnectedSite, callback_id: str) -> None:
    site, body = connected_site, say(callback_id)

    assert post(site, body, sign(site, body), "/wp-json/bookingx-zapier/v1/callback") == httpx.codes.OK


@pytest.mark.parametrize("way", ["callback", "v1/../../bookingx-zapier/v1/callback", "shim/v1/callback"])
def test_no_way_leads_there_through_the_public_address(connected_site: ConnectedSite, way: str) -> None:
    site, body = connected_site, say("")

    status = post(site, body, sign(site, body), f"/wp-json/bookingx/v1/zapier/{way}")

    assert status == httpx.codes.NOT_FOUND


def test_the_site_is_told_its_own_name_where_it_is_reached_by_another(
    connected_site: ConnectedSite, callback_id: str
) -> None:
    site, settings = connected_site, connected_site.sidecar.settings
    same = {name: getattr(settings, name) for name in ("table_prefix", "secret_key", "shim_secret")}
    inside = f"http://localhost:{site.wordpress.server.port}/"
    sidecar = with_settings(site.sidecar, **same, wordpress_url=inside)

    assert deliver_now(sidecar, callback_id).status == "done"


def test_it_can_be_asked_whether_somebody_is_there(connected_site: ConnectedSite) -> None:
    site = connected_site

    answer = ask_if_there(site.sidecar.settings, site.wordpress.url)

    assert (answer.status, answer.error) == (httpx.codes.OK, "")
