"""The whole application as it is served, with a key that may do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import structlog
from litestar.testing import TestClient

from sidecar.app import make_app, surround
from tests.factories import create_key
from tests.support.oauth import turn_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from litestar import Litestar

    from sidecar.services.sidecar import Sidecar


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """Return what is logged; printing whole stack traces would take seconds."""
    with structlog.testing.capture_logs() as lines:
        yield lines


class Api:
    """Calls the application; every answer must be JSON without a trace of our own faults."""

    def __init__(self, client: TestClient[Litestar], sidecar: Sidecar, key: str, rings: list[None]) -> None:
        self.client = client
        self.sidecar = sidecar
        self.key = key
        self.rings = rings
        """One for each time that a worker was woken."""

    def call(self, method: str, path: str, **request: object) -> httpx.Response:
        """Make a request as it is given, without a key of its own."""
        answer: httpx.Response = self.client.request(method, path, **request)  # type: ignore[arg-type] # handed on
        assert "Traceback" not in answer.text
        return answer

    def get(self, path: str) -> httpx.Response:
        return self.call("GET", path, headers={"X-API-Key": self.key})

    def post(self, path: str, body: object = None, content: object = None) -> httpx.Response:
        sent = {"json": body} if content is None else {"content": content}
        return self.call("POST", path, headers={"X-API-Key": self.key}, **sent)

    def delete(self, path: str) -> httpx.Response:
        return self.call("DELETE", path, headers={"X-API-Key": self.key})


def open_api(sidecar: Sidecar, key: str) -> Iterator[Api]:
    """Serve a sidecar in this process."""
    rings: list[None] = []
    app = make_app(sidecar, ring=lambda: rings.append(None))
    served = surround(app, sidecar)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.app = served
        yield Api(client, sidecar, key, rings)


@pytest.fixture
def api(sidecar: Sidecar) -> Iterator[Api]:
    """Return the application over the golden site, in MariaDB and in SQLite."""
    yield from open_api(sidecar, create_key(sidecar))


@pytest.fixture
def mariadb_api(mariadb_sidecar: Sidecar) -> Iterator[Api]:
    """Return the application over the golden site in MariaDB, for what WordPress is to read from there."""
    yield from open_api(mariadb_sidecar, create_key(mariadb_sidecar))


@pytest.fixture
def small_api(sqlite_sidecar: Sidecar) -> Iterator[Api]:
    """Return the application over the golden site in SQLite, for what never reaches the database."""
    yield from open_api(sqlite_sidecar, create_key(sqlite_sidecar))


@pytest.fixture
def oauth_api(sidecar: Sidecar) -> Iterator[Api]:
    """Return the application with OAuth on and no API key, in MariaDB and in SQLite."""
    yield from open_api(turn_on(sidecar), "")


@pytest.fixture
def small_oauth(sqlite_sidecar: Sidecar) -> Iterator[Api]:
    """Return the application with OAuth on and no API key, in SQLite."""
    yield from open_api(turn_on(sqlite_sidecar), "")
