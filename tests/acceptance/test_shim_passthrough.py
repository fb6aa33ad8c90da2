"""The passthrough of the shim in a real WordPress: a request reaches the sidecar, its answer comes back."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import SECRET
from tests.support.fake_sidecar import Answer
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

BASE = "/wp-json/bookingx/v1/zapier"
EVERY_BYTE = bytes(range(256))
JSON = {"Content-Type": "application/json"}

NOISY_PLUGIN = """<?php
echo 'printed while loading';
ini_set( 'display_errors', '1' );
foreach ( array( 'init', 'rest_api_init', 'rest_pre_dispatch', 'shutdown' ) as $hook ) {
    add_filter( $hook, function ( $value = null ) use ( $hook ) {
        echo "printed on $hook";
        trigger_error( "warned on $hook", E_USER_WARNING );
        return $value;
    }, 5 );
}
"""
CLOSED_PLUGIN = """<?php
add_filter( 'rest_authentication_errors', function () {
    return new WP_Error( 'closed', 'Log in first.', array( 'status' => 401 ) );
} );
"""


@pytest.fixture
def noise(shim: WordPress) -> Iterator[None]:
    """Let a plugin print and warn at every step, after this project's plugin is loaded."""
    yield from shim.use_plugin("noise", NOISY_PLUGIN)


@pytest.fixture
def closed_rest_api(shim: WordPress) -> Iterator[None]:
    """Let a plugin close the REST API to guests."""
    yield from shim.use_plugin("closed", CLOSED_PLUGIN)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_passes_with_its_path_and_query(
    shim: WordPress, sidecar: FakeSidecar, method: str
) -> None:
    query = "a=1&a=2&b=%20%C3%A9+x&path=admin/x&_method=DELETE&empty"

    answer = shim.guest.request(method, f"{BASE}/v1/subscribe/sub_01-A.b~c?{query}")

    assert (answer.status_code, answer.content) == (200, b'{"ok":true}')
    [request] = sidecar.requests
    assert request.method == method
    assert (
        request.target == "/v1/subscribe/sub_01-A.b~c?a=1&a=2&b=%20%C3%A9+x&path=admin/x&_method=DELETE&empty"
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "body", [EVERY_BYTE, b'{"a": 1,\n "path": "admin/x"}', b"{ not json", b"a=1&path=admin/x"]
)
def test_bodies_pass_byte_for_byte(shim: WordPress, sidecar: FakeSidecar, method: str, body: bytes) -> None:
    sidecar.answer = Answer(200, EVERY_BYTE, {"Content-Type": "application/octet-stream"})

    answer = shim.guest.request(method, f"{BASE}/v1/actions", content=body, headers=JSON)

    assert answer.content == EVERY_BYTE
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert [(request.target, request.body) for request in sidecar.requests] == [("/v1/actions", body)]


def test_only_the_headers_that_the_sidecar_needs_pass(shim: WordPress, sidecar: FakeSidecar) -> None:
    wanted = {
        "X-API-Key": "bkx_live_1",
        "Authorization": "Basic bm9ib2R5Om5vdGhpbmc=",
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "Idempotency-Key": "once",
    }
    unwanted = {"Cookie": "a=b", "X-Forwarded-For": "203.0.113.9", "X-Bkx-Signature": "v1=0", "X-Other": "1"}

    shim.guest.post(f"{BASE}/v1/actions", content=b"{}", headers=wanted | unwanted)

    [request] = sidecar.requests
    transport = {"host", "user-agent", "connection", "content-length", "accept-encoding", "referer"}
    actual = {name: value for name, value in request.headers.items() if name not in transport}
    assert actual == {name.lower(): value for name, value in wanted.items()} | {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": shim.server.address,
        "x-forwarded-proto": "http",
    }


@pytest.mark.parametrize("status", [201, 202, 302, 400, 401, 404, 409, 410, 422, 429, 500, 503])
def test_statuses_and_headers_come_back(shim: WordPress, sidecar: FakeSidecar, status: int) -> None:
    returned = {
        "Content-Type": "application/problem+json",
        "Retry-After": "7",
        "RateLimit-Limit": "100",
        "RateLimit-Remaining": "0",
        "Location": "https://example.test/there",
        "Link": '<https://example.test/next>; rel="next"',
        "Content-Disposition": 'attachment; filename="report.csv"',
    }
    sidecar.answer = Answer(status, b"{}", returned | {"Set-Cookie": "a=b", "X-Powered-By": "other"})

    answer = shim.guest.get(f"{BASE}/v1/poll")

    assert (answer.status_code, answer.content) == (status, b"{}")
    assert {name: answer.headers.get_list(name) for name in returned} == {
        name: [value] for name, value in returned.items()
    }
    assert "Set-Cookie" not in answer.headers
    assert {"no-cache", "must-revalidate"} <= set(answer.headers["Cache-Control"].split(", "))
    assert len(sidecar.requests) == 1


def test_oauth_passes_as_it_is_and_its_redirect_is_not_followed(
    shim: WordPress, sidecar: FakeSidecar
) -> None:
    page = f"http://{shim.server.address}/wp-admin/admin.php?page=x&state=a%26b"
    sidecar.answer = Answer(302, b"", {"Location": page})
    query = "client_id=zapier&page=1&state=a%26b&redirect_uri=https%3A%2F%2Fzapier.com%2F"

    asked = shim.guest.get(f"{BASE}/oauth/authorize?{query}")
    sidecar.answer = Answer(401, b"{}", {"WWW-Authenticate": 'Bearer realm="BookingX"'})
    form = "grant_type=authorization_code&code=a%2Bb&code=c&path=admin"
    refused = shim.guest.post(
        f"{BASE}/oauth/token",
        content=form.encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer bkx_access_1"},
    )

    assert (asked.status_code, asked.headers["Location"]) == (302, page)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="BookingX"')
    assert [(request.target, request.body) for request in sidecar.requests] == [
        (f"/oauth/authorize?{query}", b""),
        ("/oauth/token", form.encode()),
    ]
    assert sidecar.requests[1].headers["authorization"] == "Bearer bkx_access_1"
    assert sidecar.requests[1].headers["content-type"] == "application/x-www-form-urlencoded"


def test_an_empty_answer_stays_empty(shim: WordPress, sidecar: FakeSidecar) -> None:
    sidecar.answer = Answer(204, b"", {})

    answer = shim.guest.delete(f"{BASE}/v1/subscribe/1")

    assert (answer.status_code, answer.content) == (204, b"")


def test_head_has_no_body(shim: WordPress, sidecar: FakeSidecar) -> None:
    answer = shim.guest.head(f"{BASE}/health/live")

    assert (answer.status_code, answer.content) == (200, b"")
    assert [(request.method, request.target) for request in sidecar.requests] == [("HEAD", "/health/live")]


@pytest.mark.parametrize(
    "path",
    [
        "schema",
        "schema/openapi.json",
        "health/ready",
        "v1/poll",
        "trigger/review-submitted",
        "trigger/review_submitted",
        "action/create-booking",
        "oauth/authorize",
        "oauth/token",
        "oauth/revoke",
    ],
)
def test_public_paths_pass(shim: WordPress, sidecar: FakeSidecar, path: str) -> None:
    shim.guest.get(f"{BASE}/{path}")

    assert [request.target for request in sidecar.requests] == [f"/{path}"]


@pytest.mark.parametrize(
    "path",
    [
        "shim/v1/doorbell",
        "admin/settings",
        "v1",
        "v1/",
        "v1x/poll",
        "V1/poll",
        "health",
        "schemas",
        "trigger",
        "trigger/",
        "trigger/review-submitted/more",
        "trigger/review.submitted",
        "trigger/-",
        "triggers/review-submitted",
        "Trigger/review-submitted",
        "trigger/../shim",
        "action",
        "action/create/booking",
        "oauth",
        "oauth/",
        "oauth/other",
        "oauth/token/more",
        "oauth/token%0a",
        "OAuth/token",
        "oauth/../shim/v1/doorbell",
        "metrics",
        "v1/../shim/v1/doorbell",
        "v1/./poll",
        "v1/%2e%2e/shim/v1/doorbell",
        "v1/%2E%2E%2Fshim%2Fv1%2Fdoorbell",
        "v1/%252e%252e/shim",
        "v1/..%5cshim",
        "v1//poll",
        "/v1/poll",
        "%2Fv1/poll",
        "v1/poll%0d%0aX-A:%201",
        "v1/poll%3Fa=1",
        "v1/poll%23a",
        "v1/@example.test",
        "@example.test/v1/poll",
    ],
)
def test_other_paths_never_reach_the_sidecar(shim: WordPress, sidecar: FakeSidecar, path: str) -> None:
    connection = http.client.HTTPConnection(shim.server.address, timeout=30)  # sends the path as it stands
    connection.request("GET", f"{BASE}/{path}")
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()

    assert answer.status == 404
    assert body in (
        {"error": {"code": "not_found", "message": "There is nothing at this address."}},
        {
            "code": "rest_no_route",
            "message": "No route was found matching the URL and request method.",
            "data": {"status": 404},
        },
    )
    assert sidecar.requests == []


def test_a_site_without_permalinks_has_the_same_route(shim: WordPress, sidecar: FakeSidecar) -> None:
    answer = shim.guest.get("/?rest_route=%2Fbookingx%2Fv1%2Fzapier%2Fv1%2Fpoll&trigger=a")

    assert answer.json() == {"ok": True}
    assert [request.target for request in sidecar.requests] == ["/v1/poll?trigger=a"]


@pytest.mark.parametrize(
    "sidecar_url",
    [f"http://127.0.0.1:{find_free_port()}", "http://127.0.0.1:1", "http://no-such-host.invalid"],
    ids=["nobody listens", "privileged port", "no such host"],
)
def test_a_sidecar_out_of_reach_is_a_503_that_says_when_to_come_back(
    shim: WordPress, sidecar_url: str
) -> None:
    shim.configure_shim({"sidecar_url": sidecar_url, "secret": SECRET})

    answer = shim.guest.get(f"{BASE}/v1/poll")

    assert answer.status_code == 503
    assert answer.json() == {
        "error": {
            "code": "service_unavailable",
            "message": "The booking service is temporarily unavailable.",
        }
    }
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"sidecar_url": "http://127.0.0.1:8390"},
        {"sidecar_url": "http://127.0.0.1:8390", "secret": "short"},
        {"sidecar_url": "file:///etc/passwd", "secret": SECRET},
        {"sidecar_url": "http://127.0.0.1:8390/prefix", "secret": SECRET},
    ],
)
def test_a_shim_that_is_not_set_up_says_so(shim: WordPress, values: dict[str, str]) -> None:
    shim.configure_shim(values)

    answer = shim.guest.get(f"{BASE}/v1/poll")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json() == {
        "error": {
            "code": "service_unavailable",
            "message": "BookingX for Zapier is not set up on this site. "
            "The owner of the site can finish it: the notice in wp-admin says how.",
        }
    }


def test_a_body_of_one_megabyte_passes_and_one_byte_more_does_not(
    shim: WordPress, sidecar: FakeSidecar
) -> None:
    full = b"x" * 1024 * 1024

    passed, refused = (shim.guest.post(f"{BASE}/v1/actions", content=body) for body in (full, full + b"x"))

    assert (passed.status_code, refused.status_code) == (200, 413)
    assert refused.json() == {"error": {"code": "body_too_large", "message": "The body is larger than 1 MB."}}
    assert [request.body for request in sidecar.requests] == [full]


def test_multipart_bodies_are_refused(shim: WordPress, sidecar: FakeSidecar) -> None:
    answer = shim.guest.post(f"{BASE}/v1/actions", files={"a": b"1"})

    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "unsupported_media_type"
    assert sidecar.requests == []


@pytest.mark.usefixtures("noise")
@pytest.mark.parametrize("url", [f"{BASE}/v1/poll", f"{BASE}/v1/poll?_envelope=1&_jsonp=go&_fields=a&_embed"])
def test_nothing_that_plugins_print_comes_with_the_json(shim: WordPress, url: str) -> None:
    other, ours = shim.guest.get("/wp-json/wp/v2/types"), shim.guest.get(url)

    assert b"printed on" in other.content  # the noise is real
    assert b"warned on" in other.content
    assert ours.content == b'printed while loading{"ok":true}'  # before any plugin: nobody can hold that back


def test_bookingx_itself_puts_nothing_in_front_of_the_json(shim: WordPress) -> None:
    answer = shim.guest.get(f"{BASE}/v1/poll")

    assert answer.content == b'{"ok":true}'


@pytest.mark.usefixtures("closed_rest_api")
def test_a_rest_api_that_is_closed_to_guests_stays_open_for_the_sidecar_alone(shim: WordPress) -> None:
    ours = shim.guest.get(f"{BASE}/v1/poll")
    others = [f"/wp-json/wp/v2/types?x={BASE}/v1/poll", "/wp-json/bookingx/v1"]

    assert ours.content == b'{"ok":true}'
    assert [b'"code":"closed"' in shim.guest.get(url).content for url in others] == [True, True]
