"""The pages in wp-admin: who sees them, what stands in them, and that nobody else can ask or answer."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sidecar.access_errors import InvalidSignatureError
from sidecar.admin.pages import PAGES as NAMES
from sidecar.api.prefix import PUBLIC_PREFIX
from sidecar.catalog import ACTIONS, SEARCHES, ZAP_TEMPLATES
from sidecar.inputs.external_id import list_inputs
from sidecar.wp_bridge.php.writer import dumps
from tests.factories import execute
from tests.support.admin_pages import PAGES, SAID, ask_for_page, send_signed, verify_answer

if TYPE_CHECKING:
    from tests.contract.conftest import Api

TEMPLATES = f"{PAGES}/zap-templates"
BODY = msgspec.json.encode(SAID)
SUBSCRIBER, STAFF, NOBODY = 2, 3, 999
OUTSIDE = re.compile(r"<(?:script|style|img|link|iframe)|\b(?:src|srcset|on\w+)=", re.IGNORECASE)


def give(api: Api, capabilities: Any) -> None:
    """Give the user 1 these roles and rights."""
    execute(
        api.sidecar,
        "UPDATE wp_usermeta SET meta_value = :value WHERE user_id = 1 AND meta_key = 'wp_capabilities'",
        value=dumps(capabilities),
    )


def rename_site(api: Api, name: str) -> None:
    execute(
        api.sidecar, "UPDATE wp_options SET option_value = :name WHERE option_name = 'blogname'", name=name
    )


def test_the_page_of_templates_shows_each_with_its_steps_and_how_to_connect(api: Api) -> None:
    answer = ask_for_page(api, "zap-templates")

    html = answer.json()["html"]
    assert answer.status_code == 200
    assert [html.count(f'id="{key}"') for key in ZAP_TEMPLATES] == [1] * 10
    assert html.count('href="https://zapier.com/app/editor"') == 10
    assert "<code>http://bookings.example.test</code>" in html
    assert "<code>sidecar keys create --user 1</code>" in html
    assert "<strong>BookingX</strong>: Find Available Slots" in html
    assert "<td>Customer Email</td>" in html
    assert "<em>Minutes Before</em> is <em>1440</em>" in html
    assert "<code>1 → customer.phone_e164</code>" in html


def test_fields_of_our_steps_are_named_as_in_the_editor_those_of_other_apps_as_declared(
    small_api: Api,
) -> None:
    html = ask_for_page(small_api, "zap-templates").json()["html"]

    inputs = {key: list_inputs(action) for key, action in ACTIONS.items()}
    inputs |= {key: search.inputs for key, search in SEARCHES.items()}
    labels = {(step, item.key): item.label for step, items in inputs.items() for item in items}
    steps = [step for template in ZAP_TEMPLATES.values() for step in template.steps]
    named = [labels.get((step.key, key), key) for step in steps for key in step.fields]
    assert [unescape(name) for name in re.findall(r"<tr><td>(.*?)</td>", html)] == named


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(small_api: Api) -> None:
    html = ask_for_page(small_api, "zap-templates").json()["html"]

    assert OUTSIDE.findall(html) == []


@pytest.mark.parametrize(
    ("capabilities", "sees_it"),
    [
        ({"administrator": True}, True),
        ({"editor": True}, True),
        ({"author": True, "edit_others_posts": True}, True),
        ({"author": True}, False),
        ({"contributor": True}, False),
        ({"subscriber": True}, False),
        ({"editor": False}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("page", NAMES)
def test_a_page_is_for_managers_and_admins_alone(
    small_api: Api, page: str, capabilities: Any, *, sees_it: bool
) -> None:
    give(small_api, capabilities)

    html = ask_for_page(small_api, page).json()["html"]

    assert ("Your user may not" in html) is not sees_it


@pytest.mark.parametrize("user_id", [SUBSCRIBER, STAFF, NOBODY])
@pytest.mark.parametrize("page", NAMES)
def test_who_may_not_reads_why_and_whom_to_ask(api: Api, page: str, user_id: int) -> None:
    html = ask_for_page(api, page, user_id=user_id).json()["html"]

    assert "Your user may not" in html
    assert "Example Studio" in html
    assert "Ask an administrator of this site" in html
    assert "API key" not in html


@pytest.mark.parametrize("user_id", [0, -1, "1", None])
def test_nobody_asks_as_the_host(small_api: Api, user_id: Any) -> None:
    answer = ask_for_page(small_api, "zap-templates", user_id=user_id)

    assert (answer.status_code, answer.json()["error"]["fields"][0]["field"]) == (422, "user_id")


@pytest.mark.parametrize("page", NAMES)
def test_a_hostile_name_of_the_site_is_text(small_api: Api, page: str) -> None:
    rename_site(small_api, "<script>alert(1)</script>\"'&amp;")

    html = ask_for_page(small_api, page, user_id=SUBSCRIBER).json()["html"]

    assert OUTSIDE.findall(html) == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;" in html


@pytest.mark.parametrize("path", [TEMPLATES, PUBLIC_PREFIX + TEMPLATES])
def test_who_does_not_sign_gets_nothing(small_api: Api, path: str) -> None:
    key = {"X-API-Key": small_api.key}

    for answer in (
        small_api.call("POST", path, content=BODY),
        small_api.call("POST", path, content=BODY, headers=key),
        send_signed(small_api, path, b"", BODY),
        send_signed(small_api, path, BODY, BODY.replace(b'"user_id":1', b'"user_id":2')),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_signature")


def test_a_page_is_not_for_get(small_api: Api) -> None:
    assert small_api.get(TEMPLATES).status_code == 405


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", BODY[:-1] + b',"more":1}'])
def test_odd_bodies_are_refused(small_api: Api, body: bytes) -> None:
    assert send_signed(small_api, TEMPLATES, body, body).status_code in (400, 422)


def test_a_body_that_is_too_large_is_refused(small_api: Api) -> None:
    body = msgspec.json.encode(SAID | {"query": {"a": "x" * 70_000}})

    assert send_signed(small_api, TEMPLATES, body, body).status_code == 413


@pytest.mark.parametrize("page", ["settings", "..", "zap_templates", "refused"])
def test_an_unknown_page_is_not_found(small_api: Api, page: str) -> None:
    assert ask_for_page(small_api, page).status_code == 404


def test_an_answer_is_signed_for_its_own_request(small_api: Api) -> None:
    first, second = (ask_for_page(small_api, "zap-templates") for _ in range(2))

    verify_answer(first, first.content)
    with pytest.raises(InvalidSignatureError):
        verify_answer(first, first.content + b" ")
    first.request = second.request
    with pytest.raises(InvalidSignatureError):
        verify_answer(first, first.content)
