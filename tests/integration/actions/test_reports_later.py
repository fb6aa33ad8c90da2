"""Reports that take longer: made once by the worker, whoever dies, and told to the callback URL."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import reports
from sidecar.errors import InvalidDataError
from sidecar.services import report_jobs
from sidecar.services.sidecar import Sidecar
from tests.factories import execute, fetch
from tests.support.meanings import Meaning
from tests.support.receiver import Answer, run_receiver
from tests.support.report_site import ask_days, open_report_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.mariadb import MariaDB
    from tests.support.receiver import Receiver

DAY = "2027-03-17"
LATER = "UPDATE wp_bkx_zapier_reports SET next_attempt_at = '2020-01-01 00:00:00.000'"
"""Time goes by: leases and pauses have ended."""


@pytest.fixture(params=["posts-mariadb", "posts-sqlite", "tables-mariadb", "tables-sqlite"])
def sidecar(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sidecar]:
    """Return a sidecar on a site with three bookings, of which two are too many at once."""
    layout, database = request.param.split("-")
    url = f"sqlite:///{tmp_path / 'site.db'}"
    if database == "mariadb":
        server: MariaDB = request.getfixturevalue("mariadb")
        url = server.url(request.getfixturevalue("fresh_database"))
    with open_report_site(layout, url, report_rows_at_once=1, allow_local_targets=True) as site:
        site.book(Meaning(id=57), Meaning(id=58), Meaning(id=59, status="cancelled"))
        yield site.sidecar


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a server in the place of Zapier's callback URLs."""
    with run_receiver() as running:
        yield running


def ask(sidecar: Sidecar, callback_url: str | None) -> dict[str, Any]:
    return ask_days(sidecar, "staff", DAY, DAY, callback_url=callback_url)


def get_states(sidecar: Sidecar) -> list[tuple[Any, ...]]:
    return fetch(sidecar, "reports", "status", "attempts")


def test_a_long_report_is_pending_and_then_told(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()

    asked = ask(sidecar, hook.url)
    worked = [report_jobs.work(sidecar), report_jobs.work(sidecar)]

    assert (asked["status"], asked["rows"], asked["csv_url"], worked) == ("pending", [], None, [2, 0])
    (told,) = hook.payloads
    assert told["report_id"] == asked["report_id"]
    assert set(told) == set(asked)
    assert (told["status"], told["row_count"], told["is_complete"]) == ("done", 1, True)
    assert [(row["staff"], row["bookings"], row["gross"]) for row in told["rows"]] == [("Alex", 3, "78.00")]
    assert told["csv_url"].startswith("https://shop.example.test/wp-json/bookingx/v1/zapier/v1/reports/")
    assert get_states(sidecar) == [("done", 1)]


def test_without_a_callback_url_a_long_report_is_refused(sidecar: Sidecar) -> None:
    with pytest.raises(InvalidDataError) as refused:
        ask(sidecar, None)

    assert [fault.as_dict() for fault in refused.value.fields] == [
        {
            "field": "callback_url",
            "problem": "This period has more than 1 bookings. Choose a shorter one, or give callback_url, "
            "to which the report is then sent.",
            "reason": "too_long",
        }
    ]
    assert get_states(sidecar) == []


def test_a_short_report_is_told_to_its_callback_url_too(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()

    asked = ask_days(sidecar, "staff", "2027-06-01", "2027-06-01", callback_url=hook.url)
    report_jobs.work(sidecar)

    assert (asked["status"], hook.payloads) == ("done", [asked])


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hooks/callback/1/a/b/",
        "http://zapier.com/hooks/callback/1/a/b/",
        "https://zapier.com:8443/hooks/callback/1/a/b/",
        "https://user@zapier.com/hooks/callback/1/a/b/",
        "https://hooks.zapier.com.example.com/",
        "https://10.0.0.1/",
    ],
)
def test_only_zapiers_callback_urls_are_taken(sidecar: Sidecar, url: str) -> None:
    with pytest.raises(InvalidDataError) as refused:
        ask(sidecar, url)

    assert [fault.field for fault in refused.value.fields] == ["callback_url"]
    assert get_states(sidecar) == []


def test_zapiers_own_callback_url_is_taken(sidecar: Sidecar) -> None:
    assert ask(sidecar, "https://zapier.com/hooks/callback/123/abc/def/")["status"] == "pending"


def test_two_workers_make_one_report(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()
    ask(sidecar, hook.url)

    workers = [Thread(target=report_jobs.work, args=(sidecar,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    report_jobs.work(sidecar)

    assert (len(hook.arrivals), get_states(sidecar)) == (1, [("done", 1)])


def test_a_killed_workers_report_is_made_by_the_next(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()
    ask(sidecar, hook.url)
    dead = sidecar.database.run(lambda tx: reports.lease(tx, reports.PENDING, 60))
    assert dead is not None

    before = report_jobs.work(sidecar)
    execute(sidecar, LATER)
    after = report_jobs.work(sidecar)

    assert (before, after, len(hook.arrivals)) == (0, 2, 1)
    assert not sidecar.database.run(lambda tx: reports.settle(tx, dead, {"status": "pending"}))


@dataclass
class Stolen:
    """Stands for a worker that is slow: while it reads, its lease ends and another one does its work."""

    sidecar: Sidecar
    is_done: bool = False

    def __call__(self) -> bool:
        if not self.is_done:
            self.is_done = True
            execute(self.sidecar, LATER)
            report_jobs.work(self.sidecar)
        return False


def test_a_worker_that_lost_its_lease_writes_nothing(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()
    ask(sidecar, hook.url)

    report_jobs.make_next(sidecar, Stolen(sidecar))
    report_jobs.work(sidecar)

    assert (len(hook.arrivals), get_states(sidecar)) == (1, [("done", 1)])


def test_a_worker_that_stops_leaves_the_report_to_the_next(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()
    ask(sidecar, hook.url)

    report_jobs.make_next(sidecar, lambda: True)

    assert get_states(sidecar) == [("pending", 0)]
    assert (report_jobs.work(sidecar), len(hook.arrivals)) == (2, 1)


def test_what_kills_three_workers_is_given_up_and_told(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook()
    asked = ask(sidecar, hook.url)
    for _ in range(report_jobs.MAX_ATTEMPTS):
        sidecar.database.run(lambda tx: reports.lease(tx, reports.PENDING, 60))
        execute(sidecar, LATER)

    report_jobs.work(sidecar)

    failed = {"status": "failed", "report_id": asked["report_id"], "error": report_jobs.NOT_MADE}
    assert hook.payloads == [failed]


def test_a_callback_url_that_is_down_is_called_again(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook(Answer(status=503), Answer(status=503), Answer(status=503))
    ask(sidecar, hook.url)

    report_jobs.work(sidecar)
    assert report_jobs.work(sidecar) == 0
    for _ in range(4):
        execute(sidecar, LATER)
        report_jobs.work(sidecar)

    assert len(hook.arrivals) == 4
    assert len({arrival.body for arrival in hook.arrivals}) == 1
    assert get_states(sidecar) == [("done", 4)]
    lines = fetch(sidecar, "activity", "event_type", "direction", "status_code", "success", "request_data")
    assert lines == [
        *[("report_callback", "outbound", 503, False, None)] * 3,
        ("report_callback", "outbound", 200, True, None),
    ]


def test_a_callback_url_that_stays_down_is_given_up(sidecar: Sidecar, receiver: Receiver) -> None:
    hook = receiver.open_hook(*[Answer(status=500)] * 9)
    ask(sidecar, hook.url)

    for _ in range(6):
        report_jobs.work(sidecar)
        execute(sidecar, LATER)

    assert (len(hook.arrivals), get_states(sidecar)) == (4, [("failed", 4)])
    assert fetch(sidecar, "reports", "error_message") == [("The callback URL did not take it.",)]


def test_a_report_that_would_be_too_large_has_failed(
    sidecar: Sidecar, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = receiver.open_hook()
    asked = ask(sidecar, hook.url)
    monkeypatch.setattr(report_jobs, "MAX_BOOKINGS", 2)

    report_jobs.work(sidecar)

    error = "This report would be too large. Choose a shorter period."
    assert hook.payloads == [{"status": "failed", "report_id": asked["report_id"], "error": error}]
    assert get_states(sidecar) == [("done", 1)]


def test_a_report_that_fails_is_made_anew_later(
    sidecar: Sidecar, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = receiver.open_hook()
    ask(sidecar, hook.url)
    with monkeypatch.context() as broken:
        broken.setattr(report_jobs, "make_report", lambda *_: 1 / 0)
        report_jobs.work(sidecar)

    at_once = report_jobs.work(sidecar)
    execute(sidecar, LATER)
    later = report_jobs.work(sidecar)

    assert (at_once, later, [payload["status"] for payload in hook.payloads]) == (0, 2, ["done"])
