"""Whoever calls without a good key is noted, but cannot fill the site's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from sidecar.api import activity
from sidecar.api.activity import Valve
from sidecar.services.keys import SEARCHES_SCOPE
from tests.contract.conftest import open_api
from tests.factories import TARGET, create_key, fetch
from tests.support.oauth import ask, connect, post, refresh, turn_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

MOST = 3
STRANGE = "a" * 43


@pytest.fixture
def guarded(sqlite_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """Return an application that notes three strangers a minute."""
    monkeypatch.setattr(activity, "STRANGERS_PER_MINUTE", MOST)
    yield from open_api(turn_on(sqlite_sidecar), create_key(sqlite_sidecar))


def list_rows(api: Api) -> list[tuple[Any, ...]]:
    return fetch(api.sidecar, "activity", "event_type", "status_code", "api_key_id")


def call_as_stranger(api: Api) -> None:
    """Call in every way that needs no good key, more often than is noted."""
    for _ in range(MOST):
        api.call("GET", "/v1/test", headers={"X-API-Key": "nonsense"})
        api.call("GET", "/v1/nothing")
        ask(api)
        refresh(api, f"bkx_refresh_{STRANGE}")
        post(api, "/oauth/revoke", {"client_id": "zapier", "token": f"bkx_access_{STRANGE}"})


def test_a_flood_of_strangers_adds_a_few_rows_a_minute_and_is_said(guarded: Api, logs: list[Any]) -> None:
    call_as_stranger(guarded)

    assert list_rows(guarded) == [
        ("api_test", 401, None),
        ("api_unknown", 404, None),
        ("api_oauth", 302, None),
    ]
    assert [line["action"] for line in logs].count("strangers_untold") == 1


def test_who_is_known_is_noted_even_so(guarded: Api) -> None:
    call_as_stranger(guarded)

    guarded.get("/v1/test")
    connect(guarded)

    assert list_rows(guarded)[MOST:] == [("api_test", 200, 1), ("api_oauth", 200, None)]


def test_who_has_a_link_to_a_report_is_noted_even_so(guarded: Api) -> None:
    wanted = {"report": "bookings", "from_date": "2026-01-01", "until_date": "2026-12-31"}
    link = guarded.post("/action/generate-report", wanted).json()["result"]["csv_url"]
    call_as_stranger(guarded)

    guarded.call("GET", urlsplit(link).path + "?" + urlsplit(link).query)
    guarded.call("GET", urlsplit(link).path)

    assert list_rows(guarded)[1 + MOST :] == [("api_reports", 200, None)]


def test_a_key_fills_nothing_by_a_call_that_no_limit_counts_and_that_does_nothing(guarded: Api) -> None:
    """To end a subscription is not counted; each that is ended is noted, as making it was counted."""
    wish = {"trigger": "booking_created", "target_url": TARGET}
    id_ = guarded.post("/v1/subscribe", wish).json()["id"]
    unscoped = create_key(guarded.sidecar, scopes=frozenset({SEARCHES_SCOPE}))
    for _ in range(MOST):
        guarded.delete("/v1/subscribe/unknown")
        guarded.call("DELETE", "/v1/subscribe/unknown", headers={"X-API-Key": unscoped})

    guarded.delete(f"/v1/subscribe/{id_}")

    assert list_rows(guarded) == [
        ("api_subscribe", 201, 1),
        ("api_subscribe", 204, 1),
        ("api_subscribe", 403, 2),
        ("api_subscribe", 204, 1),
        ("api_subscribe", 204, 1),
    ]


def test_strangers_are_noted_again_a_minute_later() -> None:
    now = [100.0]
    valve = Valve(2, clock=lambda: now[0])

    found = []
    for now[0] in (100.0, 110.0, 159.9, 160.0, 160.0, 160.0):
        found.append(valve.admit())

    assert found == [True, True, False, True, True, False]
