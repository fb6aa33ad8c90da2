"""Calls that wait long, for locks, WordPress or large tables, keep nobody else from being answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.action_spec import Page
from sidecar.api import threads
from sidecar.api.threads import ACTIONS_AT_ONCE, MAX_UNDER_WAY, SEARCHES_AT_ONCE
from sidecar.errors import InvalidDataError
from sidecar.services import searching
from tests.contract.conftest import Api, open_api
from tests.factories import create_key
from tests.support.actions import KEY, MadeUp, put_into_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from sidecar.services.sidecar import Sidecar

CALLS = 40
REFUSED = 422
"""How the calls end: what they would write is of no interest."""


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return put_into_catalog(monkeypatch)


class Crowd:
    """Many calls of an action, none of which ends before `release`."""

    def __init__(self, api: Api, made_up: MadeUp) -> None:
        self._api = api
        self._go_on = Event()
        self._inside = Semaphore(0)
        self._pool = ThreadPoolExecutor(CALLS)
        self.calls: list[Future[Any]] = []
        made_up.before = self._wait

    def _wait(self, *_: object) -> None:
        self._inside.release()
        self._go_on.wait(30)
        raise InvalidDataError

    def gather(self, count: int) -> None:
        """Send the calls; return when as many run as may."""
        body = {"name": "a"}
        self.calls = [self._pool.submit(self._api.post, f"/action/{KEY}", body) for _ in range(count)]
        for _ in range(min(count, ACTIONS_AT_ONCE)):
            assert self._inside.acquire(timeout=20)

    def release(self) -> list[int]:
        """Let them all end; return their statuses."""
        self._go_on.set()
        found = [call.result().status_code for call in self.calls]
        self._pool.shutdown()
        return found


@pytest.fixture
def mariadb_api(mariadb_sidecar: Sidecar) -> Iterator[Api]:
    yield from open_api(mariadb_sidecar, create_key(mariadb_sidecar))


@pytest.fixture
def crowd(mariadb_api: Api, made_up: MadeUp) -> Iterator[Crowd]:
    found = Crowd(mariadb_api, made_up)
    yield found
    found.release()


def test_others_are_answered_while_forty_actions_wait(mariadb_api: Api, crowd: Crowd) -> None:
    crowd.gather(CALLS)

    with ThreadPoolExecutor(1) as pool:
        paths = ("/health/ready", "/v1/poll?trigger=booking_created", "/v1/lists/services", "/v1/test")
        answers = [pool.submit(mariadb_api.get, path).result(10).status_code for path in paths]

    assert answers == [200, 200, 200, 200]
    assert crowd.release() == [REFUSED] * CALLS


def test_who_finds_too_many_before_is_told_to_come_back(
    mariadb_api: Api, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MAX_UNDER_WAY", ACTIONS_AT_ONCE)
    crowd.gather(ACTIONS_AT_ONCE)

    answer = mariadb_api.post(f"/action/{KEY}", {"name": "b"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "crowded")
    assert answer.headers["Retry-After"] == "5"
    assert crowd.release() == [REFUSED] * ACTIONS_AT_ONCE


def test_others_are_answered_while_people_open_long_lists(
    mariadb_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, inside = Event(), Semaphore(0)

    def wait(*_: object) -> Page:
        inside.release()
        go_on.wait(30)
        return Page(())

    monkeypatch.setattr(searching, "list_choices", wait)
    with ThreadPoolExecutor(MAX_UNDER_WAY + 1) as pool:
        lists = [pool.submit(mariadb_api.get, "/v1/lists/bookings") for _ in range(MAX_UNDER_WAY)]
        for _ in range(SEARCHES_AT_ONCE):
            assert inside.acquire(timeout=20)
        other = pool.submit(mariadb_api.get, "/health/ready")
        try:
            found = other.result(10).status_code
        finally:
            go_on.set()
        ends = [call.result().status_code for call in lists]

    assert (found, ends) == (200, [200] * MAX_UNDER_WAY)
