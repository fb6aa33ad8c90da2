"""An API process that dies in the middle of calls loses none of them, and none is done twice."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import sqlalchemy as sa

from sidecar.db.locks import name_staff
from tests.factories import fetch
from tests.support.ports import find_free_port
from tests.support.processes import SidecarProcess, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("own_services")]

CALLERS, KILLS, SECONDS = 6, 2, 60
BOOKINGS, OTHERS = 8, 2
LONG_AGO = "2026-01-01 00:00:00.000"
LATER = {httpx.codes.CONFLICT, httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}
Calls = dict[str, tuple[str, dict[str, Any]]]


def send(site: ConnectedSite, name: str, call: tuple[str, dict[str, Any]], port: int = 0) -> httpx.Response:
    """Call the API itself: WordPress, which stands before it, does not die."""
    url = f"http://127.0.0.1:{port or site.port}/action/{call[0]}"
    headers = {"X-API-Key": site.api_key, "Idempotency-Key": name}
    return httpx.post(url, json=call[1], headers=headers, timeout=30, trust_env=False)


def repeat(site: ConnectedSite, name: str, call: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Send a call until it is answered, as Zapier would; return the answer."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            answer = send(site, name, call)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        if answer.status_code == httpx.codes.OK:
            found: dict[str, Any] = answer.json()
            return found
        assert answer.status_code in LATER, answer.text
        time.sleep(0.2)
    raise AssertionError(f"{name} was not answered in {SECONDS} s")


def list_free(site: ConnectedSite, number: int, day: str) -> list[dict[str, Any]]:
    """Return free times of one staff member, none overlapping another."""
    visitor = site.wordpress.visitor
    inputs = {
        "service_id": visitor.base,
        "staff_id": visitor.seat,
        "from_date": day,
        "days": 31,
        "limit": 100,
    }
    found = site.request("POST", "/v1/searches", {"search": "find_available_slots", "inputs": inputs})
    by_hour = [slot for slot in found.json()["results"] if slot["starts_at"][14:16] == "00"]
    assert len(by_hour) >= number
    return by_hour[:number]


def to_booking(slot: dict[str, Any], email: str) -> tuple[str, dict[str, Any]]:
    keys = ("service_id", "staff_id", "start_datetime")
    return "create_booking", {key: slot[key] for key in keys} | {
        "customer_name": "Ann",
        "customer_email": email,
    }


def end_leases(site: ConnectedSite) -> None:
    """Let the time pass in which dead processes might have come back."""
    own = site.sidecar.database.own
    with site.sidecar.database.transaction() as tx:
        for table in (own.idempotency, own.callbacks):
            tx.execute(sa.text(f"UPDATE {table.name} SET lease_until = '{LONG_AGO}'"))  # noqa: S608 - our names
        tx.execute(sa.text(f"UPDATE {own.callbacks.name} SET next_attempt_at = '{LONG_AGO}'"))  # noqa: S608


def count_events(site: ConnectedSite, after: int) -> Counter[tuple[str, str]]:
    """Return how often each trigger was told, and whose doing it was said to be."""
    site.settle()
    return Counter((event.trigger_type, event.origin) for event in site.list_events(after))


@pytest.fixture
def second(site: ConnectedSite) -> Iterator[SidecarProcess]:
    """Return another API process of the same site."""
    port = str(find_free_port())
    environ = site.environ | {"BKX_ZAPIER_LISTEN_PORT": port}

    def is_ready(_: SidecarProcess) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).is_success
        except httpx.TransportError:
            return False

    process = SidecarProcess("serve", environ, site.folder / "second.log", is_ready)
    process.start()
    process.wait_until_ready()
    yield process
    if process.is_running:
        process.stop()


def get_port(process: SidecarProcess) -> int:
    return int(process.environ["BKX_ZAPIER_LISTEN_PORT"])


def test_each_call_is_done_once_whenever_its_process_dies(site: ConnectedSite) -> None:
    slots, before = list_free(site, BOOKINGS, "2027-04-12"), site.get_last_event_id()
    calls: Calls = {f"b{n}": to_booking(slot, f"b{n}@example.test") for n, slot in enumerate(slots)}
    for n in range(OTHERS):
        calls[f"s{n}"] = (
            "create_service",
            {"name": f"New {n}", "price": "10.00", "unit": "days", "days": 1},
        )
        person = {"email": f"c{n}@example.test", "first_name": "Cy", "last_name": "Day"}
        calls[f"c{n}"] = ("find_or_create_customer", person)
    answers: dict[str, dict[str, Any]] = {}

    def work(name: str) -> None:
        answers[name] = repeat(site, name, calls[name])

    with ThreadPoolExecutor(CALLERS) as pool:
        pending = [pool.submit(work, name) for name in calls]
        for number in range(1, KILLS + 1):
            wait_until(lambda at=number: len(answers) >= at * 4, "some calls were answered", SECONDS)  # type: ignore[misc] # mypy cannot infer a default's type
            site.serve.kill()
            end_leases(site)
            site.serve.start()
            site.serve.wait_until_ready()
        for one in pending:
            one.result()
    end_leases(site)
    own = site.sidecar.database.own.callbacks
    wait_until(lambda: {row[0] for row in fetch(site.sidecar, "callbacks", "status")} == {"done"}, own.name)

    ids = {answers[name]["result"].get("booking_id") for name in calls if name.startswith("b")}
    assert len(ids) == len(slots)
    assert count_events(site, before) == {
        ("booking_created", "zapier"): BOOKINGS,
        ("staff_assigned", "zapier"): BOOKINGS,
        ("customer_created", "zapier"): BOOKINGS + OTHERS,
        ("service_created", "zapier"): OTHERS,
    }
    told = Counter(mail["to"] for mail in site.wordpress.mails())
    assert {told[f"b{n}@example.test"] for n in range(BOOKINGS)} == {1}


def test_a_call_that_comes_to_two_processes_is_done_by_one(
    site: ConnectedSite, second: SidecarProcess
) -> None:
    (slot,) = list_free(site, 1, "2027-06-07")
    call = to_booking(slot, "twice@example.test")
    ports = [site.port, get_port(second)] * 3

    with ThreadPoolExecutor(len(ports)) as pool:
        answers = list(pool.map(lambda port: send(site, "twice", call, port), ports))
    other = send(site, "twice", to_booking(slot, "other@example.test"), get_port(second))

    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert other.status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_who_waits_for_a_process_that_dies_does_its_work(site: ConnectedSite, second: SidecarProcess) -> None:
    (slot,) = list_free(site, 1, "2027-08-02")
    call = to_booking(slot, "heir@example.test")
    is_over = Event()

    def send_to_first() -> None:
        with pytest.raises(httpx.TransportError):
            send(site, "heir", call)
        is_over.set()

    with ThreadPoolExecutor(2) as pool:
        with site.sidecar.database.locked([name_staff(slot["staff_id"])]):
            first = pool.submit(send_to_first)
            wait_until(lambda: "running" in list_keys(site), "the first call held its key")
            heir = pool.submit(send, site, "heir", call, get_port(second))
            time.sleep(0.3)
            site.serve.kill()
            is_over.wait(10)
        end_leases(site)
        first.result()
        answer = heir.result()

    assert (answer.status_code, answer.headers.get("idempotency-replayed")) == (200, None)
    again = send(site, "heir", call, get_port(second))
    assert (again.content, again.headers["idempotency-replayed"]) == (answer.content, "true")


def list_keys(site: ConnectedSite) -> set[str]:
    return {row[0] for row in fetch(site.sidecar, "idempotency", "status")}
