"""Deliveries go out over real connections and their ends are kept, whatever the receiver does."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.services.courier import Courier
from tests.factories import fetch, make_event, make_sidecar, store_events, subscribe, with_settings
from tests.support.mariadb import MariaDB
from tests.support.odd_receiver import (
    OddReceiver,
    answer,
    drip,
    flood,
    in_turn,
    never,
    run_odd_receiver,
    slowly,
)
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

    from sidecar.services.sidecar import Sidecar

FAST = {
    "allow_local_targets": True,
    "webhook_retry_delay": 0.05,
    "webhook_timeout": 0.5,
    "poll_seconds": 0.05,
    "max_in_flight": 8,
}
OPEN = {"pending", "sending"}


def is_settled(sidecar: Sidecar) -> bool:
    return not OPEN & {status for (status,) in fetch(sidecar, "queue", "status")}


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def carry(sidecar: Sidecar, until: Callable[[], bool], seconds: float = 15) -> list[float]:
    """Run a courier until something holds; return for when it asked to be woken."""
    rings: list[float] = []

    async def run() -> None:
        courier = Courier(sidecar, rings.append)
        carrying = asyncio.create_task(courier.run())
        await asyncio.to_thread(wait_for, until, seconds)
        courier.stop()
        await carrying

    asyncio.run(run())
    return rings


def send_one(sidecar: Sidecar, url: str, **overrides: Any) -> list[tuple[Any, ...]]:
    """Deliver one event to a target until its delivery is settled; return the row."""
    fast = with_settings(sidecar, **(FAST | overrides))
    subscribe(fast, target_url=url)
    store_events(fast, make_event(1))
    carry(fast, lambda: is_settled(fast))
    return fetch(fast, "queue", "status", "attempts", "last_status", "error_message")


def send_to(sidecar: Sidecar, behave: Callable[[BaseHTTPRequestHandler], None], **overrides: Any) -> Any:
    with run_odd_receiver(behave) as receiver:
        row = send_one(sidecar, receiver.url, **overrides)[0]
    return row, receiver


def test_an_event_arrives_as_it_was_stored_with_its_ids(sidecar: Sidecar) -> None:
    row, receiver = send_to(sidecar, answer(200))

    assert row == ("delivered", 1, 200, None)
    assert receiver.bodies == [b'{"id":1}']
    (headers,) = receiver.headers
    ((hook_id,),) = fetch(sidecar, "subscriptions", "subscription_id")
    expected = {"content-type": "application/json", "x-zapier-hook-id": hook_id, "webhook-id": f"{1:026d}"}
    assert {name: headers[name] for name in expected} == expected


def test_a_failure_is_retried_with_the_same_bytes_and_ids(sidecar: Sidecar) -> None:
    row, receiver = send_to(sidecar, in_turn(500, 503, 200))

    assert row == ("delivered", 3, 200, None)
    assert receiver.bodies == [b'{"id":1}'] * 3
    assert len({(h["webhook-id"], h["x-zapier-hook-id"]) for h in receiver.headers}) == 1
    assert fetch(sidecar, "activity", "success", "status_code") == [(False, 500), (False, 503), (True, 200)]


def test_after_four_failures_it_is_dead(sidecar: Sidecar) -> None:
    row, receiver = send_to(sidecar, answer(502))

    assert (row, len(receiver.bodies)) == (("dead", 4, 502, "HTTP 502"), 4)


def test_410_ends_the_subscription(sidecar: Sidecar) -> None:
    row, receiver = send_to(sidecar, answer(410))

    assert (row[0], len(receiver.bodies)) == ("cancelled", 1)
    assert fetch(sidecar, "subscriptions", "status") == [("gone",)]


def test_429_asks_to_be_woken_when_the_receiver_said(mariadb_sidecar: Sidecar) -> None:
    fast = with_settings(mariadb_sidecar, **FAST)
    with run_odd_receiver(answer(429, Retry_After="900")) as receiver:
        subscribe(fast, target_url=receiver.url)
        store_events(fast, make_event(1))

        rings = carry(fast, lambda: fetch(fast, "queue", "last_status") == [(429,)])

    assert (rings, len(receiver.bodies)) == ([900], 1)
    assert fetch(fast, "queue", "status", "attempts") == [("pending", 0)]


def test_a_redirect_is_not_followed(mariadb_sidecar: Sidecar) -> None:
    with run_odd_receiver(answer(200)) as elsewhere:
        row, receiver = send_to(mariadb_sidecar, answer(307, Location=elsewhere.url))

    assert (row, len(receiver.bodies), elsewhere.bodies) == (("dead", 1, 307, "HTTP 307"), 1, [])


def test_a_receiver_that_never_answers_is_left_at_the_deadline(mariadb_sidecar: Sidecar) -> None:
    started = time.monotonic()

    row, _ = send_to(mariadb_sidecar, never, webhook_retry_attempts=0)

    assert row == ("dead", 1, None, "No answer in time.")
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("behave", [drip, flood])
def test_a_status_counts_however_the_body_comes(
    mariadb_sidecar: Sidecar, behave: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    row, _ = send_to(mariadb_sidecar, behave)

    assert row == ("delivered", 1, 200, None)
    assert fetch(mariadb_sidecar, "activity", "response_data") == [(None,)]


@pytest.mark.parametrize("retry_after", ["²", "soon", "9" * 400, ""])
def test_a_status_counts_whatever_retry_after_says(mariadb_sidecar: Sidecar, retry_after: str) -> None:
    row, _ = send_to(mariadb_sidecar, answer(400, Retry_After=retry_after), webhook_retry_attempts=0)

    assert row == ("dead", 1, 400, "HTTP 400")


def test_nobody_listening_is_a_failure_like_any_other(mariadb_sidecar: Sidecar) -> None:
    (row,) = send_one(mariadb_sidecar, f"http://127.0.0.1:{find_free_port()}/hook", webhook_retry_attempts=1)

    assert row == ("dead", 2, None, "The target could not be reached (ConnectionRefusedError).")


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.connection.close()
    request.close_connection = True


def test_a_connection_that_is_cut_is_a_failure_like_any_other(mariadb_sidecar: Sidecar) -> None:
    row, receiver = send_to(mariadb_sidecar, hang_up, webhook_retry_attempts=1)

    assert row == ("dead", 2, None, "The target could not be reached (ServerDisconnectedError).")
    assert len(receiver.bodies) == 2


def test_an_address_that_speaks_no_tls_is_a_failure_like_any_other(mariadb_sidecar: Sidecar) -> None:
    with run_odd_receiver(answer(200)) as receiver:
        url = receiver.url.replace("http:", "https:")
        ((status, attempts, _, error),) = send_one(mariadb_sidecar, url, webhook_retry_attempts=0)

    assert (status, attempts, receiver.bodies) == ("dead", 1, [])
    assert "(SSLError)" in error


def test_a_target_that_is_no_longer_allowed_is_not_called(mariadb_sidecar: Sidecar) -> None:
    fast = with_settings(mariadb_sidecar, **FAST)
    with run_odd_receiver(answer(200)) as receiver:
        subscribe(fast, target_url=receiver.url)
        store_events(fast, make_event(1))
        strict = with_settings(mariadb_sidecar, **FAST | {"allow_local_targets": False})

        carry(strict, lambda: is_settled(strict))

    ((status, attempts, error),) = fetch(strict, "queue", "status", "attempts", "error_message")
    assert (status, attempts, receiver.bodies) == ("dead", 1, [])
    assert receiver.url not in error


def test_a_name_that_leads_to_a_private_address_is_not_called(mariadb_sidecar: Sidecar) -> None:
    fast = with_settings(mariadb_sidecar, **FAST, target_hosts=("localhost",))
    subscribe(fast, target_url="https://localhost/hook")
    store_events(fast, make_event(1))
    strict = with_settings(
        mariadb_sidecar, **FAST | {"allow_local_targets": False, "target_hosts": ("localhost",)}
    )

    carry(strict, lambda: is_settled(strict))

    assert fetch(strict, "queue", "status", "error_message") == [
        ("dead", "The target is at an address that is not allowed.")
    ]


def test_never_more_are_under_way_than_the_limit(sidecar: Sidecar) -> None:
    fast = with_settings(sidecar, **FAST | {"max_in_flight": 4, "webhook_timeout": 10})
    with run_odd_receiver(slowly(0.05)) as receiver:
        subscribe(fast, target_url=receiver.url)
        store_events(fast, *(make_event(number) for number in range(1, 25)))

        carry(fast, lambda: is_settled(fast))

    assert (receiver.most_at_once, len(receiver.bodies)) == (4, 24)
    assert fetch(fast, "subscriptions", "trigger_count") == [(24,)]


def test_stopping_waits_for_what_is_under_way(mariadb_sidecar: Sidecar) -> None:
    fast = with_settings(mariadb_sidecar, **FAST)
    with run_odd_receiver(slowly(0.3)) as receiver:
        subscribe(fast, target_url=receiver.url)
        store_events(fast, make_event(1))

        carry(fast, lambda: bool(receiver.bodies))

    assert fetch(fast, "queue", "status") == [("delivered",)]


def test_a_wake_up_is_heard_at_once(sqlite_sidecar: Sidecar) -> None:
    patient = with_settings(sqlite_sidecar, **FAST | {"poll_seconds": 60})

    async def run(receiver: OddReceiver) -> float:
        courier = Courier(patient, lambda _: None)
        carrying = asyncio.create_task(courier.run())
        await asyncio.sleep(0.2)
        started = time.monotonic()
        await asyncio.to_thread(store_events, patient, make_event(1))
        await asyncio.to_thread(courier.wake)
        await asyncio.to_thread(wait_for, lambda: bool(receiver.bodies))
        courier.stop()
        await carrying
        return time.monotonic() - started

    with run_odd_receiver(answer(200)) as receiver:
        subscribe(patient, target_url=receiver.url)

        assert asyncio.run(run(receiver)) < 5


def test_a_result_outlives_a_restart_of_the_database(prepared_dump: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="bkx-") as folder:
        server = MariaDB.start(Path(folder))
        server.create_database("site")
        server.restore("site", prepared_dump)
        sidecar = make_sidecar(server.url("site"), **FAST | {"webhook_timeout": 10})
        restarted: list[MariaDB] = []

        def restart() -> None:
            time.sleep(0.5)
            restarted.append(MariaDB.start(Path(folder), server.port))

        def kill_database(request: BaseHTTPRequestHandler) -> None:
            server.kill()
            Thread(target=restart).start()
            answer(200)(request)

        with run_odd_receiver(kill_database) as receiver:
            subscribe(sidecar, target_url=receiver.url)
            store_events(sidecar, make_event(1))

            carry(sidecar, lambda: bool(restarted) and is_settled(sidecar), 30)

        assert fetch(sidecar, "queue", "status", "attempts") == [("delivered", 1)]
        assert len(receiver.bodies) == 1
        sidecar.database.dispose()
        restarted[0].stop()
