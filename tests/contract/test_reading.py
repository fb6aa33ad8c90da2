"""What Zapier reads: polls, samples, the catalog, health and the API reference."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import sqlalchemy as sa
from litestar.testing import TestClient

from sidecar import catalog
from sidecar.api.prefix import PUBLIC_PREFIX
from sidecar.app import make_app
from sidecar.catalog import TRIGGERS
from sidecar.db import activity
from sidecar.errors import ServiceUnavailableError
from tests.factories import NOON, execute, fetch, make_event, make_sidecar, store_events
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar

    from tests.contract.conftest import Api

POLL = "/v1/poll?trigger=booking_created"
AWAY = {
    "error": {"code": "service_unavailable", "message": "The booking service is temporarily unavailable."}
}
NOT_FOUND = {
    "error": {
        "code": "not_found",
        "message": "There is nothing at this address. The API reference lists every endpoint.",
    }
}
NOT_ALLOWED = {
    "error": {
        "code": "method_not_allowed",
        "message": "This address does not answer that method. The API reference lists every endpoint.",
    }
}


def store(api: Api, count: int) -> None:
    """Record events one second after the other, from noon on."""
    store_events(api.sidecar, *map(make_event, range(1, count + 1)))
    t = api.sidecar.database.own.events
    with api.sidecar.database.transaction() as tx:
        for n in range(1, count + 1):
            at = NOON + timedelta(seconds=n)
            tx.execute(sa.update(t).where(t.c.object_id == n).values(created_at=at))


def ids(body: list[dict[str, Any]]) -> list[int]:
    return [item["id"] for item in body]


@pytest.mark.parametrize("prefix", ["", PUBLIC_PREFIX])
def test_a_poll_is_a_plain_array_newest_first(api: Api, prefix: str) -> None:
    store(api, 3)

    answer = api.get(prefix + POLL)

    assert (answer.status_code, answer.content) == (200, b'[{"id":3},{"id":2},{"id":1}]')
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("prefix", ["", PUBLIC_PREFIX])
def test_pages_lead_to_the_next_within_since(api: Api, prefix: str) -> None:
    store(api, 6)
    url, seen = httpx.URL(f"http://site.test{prefix}{POLL}&limit=2&since=2026-11-22T12:00:02Z"), []
    while True:
        answer = api.get(url.raw_path.decode())
        seen.append(ids(answer.json()))
        if "link" not in answer.headers:
            break
        url = url.join(answer.headers["link"].partition(">")[0].removeprefix("<"))

    assert seen == [[6, 5], [4, 3], [2]]


@pytest.mark.parametrize(
    "since", ["2026-11-22T12:00:03Z", "2026-11-22T12:00:03", "2026-11-22T13:00:03%2B01:00"]
)
def test_since_is_a_moment_in_any_zone_and_utc_without(api: Api, since: str) -> None:
    store(api, 4)

    assert ids(api.get(f"{POLL}&since={since}").json()) == [4, 3]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "trigger"),
        ("trigger=booking_created&limit=0", "limit"),
        ("trigger=booking_created&limit=101", "limit"),
        ("trigger=booking_created&limit=many", "limit"),
        ("trigger=booking_created&cursor=0", "cursor"),
        ("trigger=booking_created&cursor=-1", "cursor"),
        ("trigger=booking_created&cursor=" + "9" * 200, "cursor"),
        ("trigger=booking_created&cursor=" + "_" * 22, "cursor"),
        ("trigger=booking_created&cursor=" + "z" * 22, "cursor"),
        ("trigger=booking_created&cursor=%F0%9F%8D%A3", "cursor"),
        ("trigger=booking_created&cursor=x", "cursor"),
        ("trigger=booking_created&since=yesterday", "since"),
        ("trigger=booking_created&since=2026-11-22T12:00:02+01:00", "since"),
        ("trigger=booking_created&since=2026-13-45T00:00:00Z", "since"),
        ("trigger=booking_created&since=253402300800", "since"),
        ("trigger=booking_created&since=", "since"),
        ("trigger=booking_created&since=1e300", "since"),
        ("trigger=booking_created&since=" + "9" * 5000, "since"),
    ],
)
def test_a_wrong_parameter_is_named(api: Api, query: str, field: str) -> None:
    answer = api.get(f"/v1/poll?{query}")

    assert answer.status_code in {400, 422}
    assert [fault["field"] for fault in answer.json()["error"]["fields"]] == [field]


@pytest.mark.parametrize(
    "query",
    [
        "trigger=booking_created&since=0001-01-01T00:00:00%2B23:59",
        "trigger=booking_created&since=9999-12-31T23:59:59-23:59",
        "trigger=booking_created&cursor=9223372036854775807",
        "trigger=%00",
        "trigger=%FF",
        "trigger=a&trigger=b",
        "trigger[]=booking_created",
        "%00=%00",
        "trigger=booking_created&limit=%00",
        "trigger=booking_created&limit=1e3",
        "trigger=booking_created&limit=" + "9" * 5000,
    ],
)
def test_odd_queries_are_no_fault_of_ours(api: Api, query: str) -> None:
    assert api.get(f"/v1/poll?{query}").status_code < 500


def test_an_unknown_trigger_is_said(small_api: Api) -> None:
    for path in ("/v1/poll?trigger=nope", "/v1/triggers/nope/sample", "/v1/triggers/%F0%9F%8D%A3/sample"):
        answer = small_api.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_trigger")


@pytest.mark.parametrize("key", TRIGGERS)
def test_each_trigger_has_a_sample_and_then_real_ones(api: Api, key: str) -> None:
    made = api.get(f"/v1/triggers/{key}/sample").json()
    store_events(api.sidecar, make_event(7, key))

    assert {tuple(sample) for sample in made} == {tuple(TRIGGERS[key].sample())}
    assert api.get(f"/v1/triggers/{key}/sample").json() == [{"id": 7}]


def test_the_catalog_is_served_as_it_is_written(small_api: Api) -> None:
    assert small_api.get("/v1/triggers").json() == json.loads(catalog.export_json())


def test_live_and_ready_need_no_key(api: Api) -> None:
    for path in ("/health/live", f"{PUBLIC_PREFIX}/health/live"):
        assert api.call("GET", path).content == b'{"status":"live"}'
    assert api.call("GET", "/health/ready").json() == {"status": "ready"}


def test_old_tables_are_not_ready(api: Api) -> None:
    execute(api.sidecar, "UPDATE wp_bkx_zapier_schema_version SET version_num = '0000'")

    answer = api.call("GET", "/health/ready")

    assert (answer.status_code, "sidecar migrate" in answer.json()["error"]["message"]) == (503, True)


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v2/test", "/v1/tests", "/wp-admin/", "/%00", "/v1/%FF"]
)
def test_an_unknown_address_is_said(small_api: Api, path: str) -> None:
    answer = small_api.get(path)

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v1/poll"), ("POST", "/v1/test"), ("GET", "/v1/subscribe")]
)
def test_a_wrong_method_is_said(small_api: Api, method: str, path: str) -> None:
    answer = small_api.call(method, path, headers={"X-API-Key": small_api.key})

    assert (answer.status_code, answer.json()) == (405, NOT_ALLOWED)


def test_the_reference_names_every_route_and_no_inner_one(small_api: Api) -> None:
    answer = small_api.call("GET", "/schema/openapi.json")

    paths = {path for path in answer.json()["paths"] if not path.startswith("/schema")}
    assert paths == {
        "/v1/subscribe",
        "/v1/subscribe/{subscription_id}",
        "/v1/poll",
        "/v1/triggers",
        "/v1/triggers/{key}",
        "/v1/triggers/{key}/sample",
        "/v1/test",
        "/v1/actions",
        "/v1/actions/{key}",
        "/action/{name}",
        "/v1/searches",
        "/v1/searches/{key}",
        "/v1/lists",
        "/v1/lists/{key}",
        "/v1/reports/{report_id}/{file_name}",
        "/trigger/{name}",
        "/oauth/authorize",
        "/oauth/token",
        "/oauth/revoke",
        "/health/live",
        "/health/ready",
    }


@pytest.fixture
def homeless() -> Iterator[TestClient[Litestar]]:
    """Return the application of a site whose database is away."""
    sidecar = make_sidecar(f"mysql+pymysql://nobody:none@127.0.0.1:{find_free_port()}/none")
    with TestClient(make_app(sidecar, ring=lambda: None), raise_server_exceptions=False) as client:
        yield client


def test_without_the_database_zapier_is_asked_to_come_back(
    homeless: TestClient[Litestar], small_api: Api
) -> None:
    headers = {"X-API-Key": small_api.key}
    for method, path in (
        ("GET", "/v1/test"),
        ("GET", POLL),
        ("POST", "/v1/subscribe"),
        ("GET", "/health/ready"),
    ):
        answer = homeless.request(method, path, headers=headers)
        assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (503, AWAY, "30")
    assert homeless.get("/health/live").status_code == 200


def test_an_activity_row_that_cannot_be_written_costs_no_answer(
    small_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ServiceUnavailableError

    monkeypatch.setattr(activity, "add_activity", fail)

    assert small_api.get("/v1/test").status_code == 200
    assert fetch(small_api.sidecar, "activity", "id") == []


def test_our_own_fault_is_one_sentence(small_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sidecar.services.polling.poll", lambda *_: 1 / 0)

    answer = small_api.get(POLL)

    assert (answer.status_code, answer.json()) == (
        500,
        {
            "error": {
                "code": "internal_error",
                "message": "Something went wrong on our side. Please try again; the log has the details.",
            }
        },
    )
