"""The site of the Zapier app's end-to-end tests does what it is told, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

import httpx
import pytest

from sidecar.catalog import ACTIONS, TRIGGERS
from tests.support.processes import wait_until
from tests.support.receiver import run_receiver
from tests.support.zapier_site.site import REDIRECT_URI

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
PUBLIC_PATH = "/wp-json/bookingx/v1/zapier"


@dataclass(frozen=True)
class Running:
    """The harness as a process, and the addresses and keys that it printed."""

    process: subprocess.Popen[str]
    site_url: str
    control_url: str
    keys: dict[str, str]

    def order(self, name: str, body: object = None) -> httpx.Response:
        """Give an order to the control server."""
        return httpx.post(self.control_url + name, json=body or {}, timeout=60, trust_env=False)

    def ask(self, query: str, **params: Any) -> list[dict[str, Any]]:
        """Return rows of the site."""
        answer = self.order("/rows", {"sql": query, "params": params}).raise_for_status()
        rows: list[dict[str, Any]] = answer.json()["rows"]
        return rows

    def call(self, method: str, path: str, body: object = None, key: str = "host") -> httpx.Response:
        """Call the API as a Zap does."""
        headers = {"X-API-Key": self.keys[key]}
        url = self.site_url + PUBLIC_PATH + path
        return httpx.request(method, url, json=body, headers=headers, timeout=30, trust_env=False)


def start_harness(folder: Path) -> subprocess.Popen[str]:
    """Start it with a folder for its temporary files."""
    command = [sys.executable, "-m", "tests.support.zapier_site"]
    environ = os.environ | {"TMPDIR": str(folder)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=pipe, stdout=pipe, text=True)


@contextmanager
def run_harness(folder: Path) -> Iterator[Running]:
    """Run it until the block ends; then close its standard input, and wait for its end."""
    with start_harness(folder) as process:
        try:
            told = json.loads(cast("TextIO", process.stdout).readline())
            yield Running(process, **told)
        finally:
            cast("TextIO", process.stdin).close()
            process.wait(START_SECONDS)


@contextmanager
def make_folder() -> Iterator[Path]:
    """Make a folder with a short path that MariaDB's own user may enter; at the end it must be empty."""
    path = Path(f"/tmp/bkx-{secrets.token_hex(4)}")  # noqa: S108 # pytest's are too long for a socket's path
    path.mkdir(mode=0o711)
    try:
        yield path
        assert _list_processes(path) == []
        assert list(path.iterdir()) == []
    finally:
        shutil.rmtree(path)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Run it for all tests of this module; closing its standard input must leave nothing behind."""
    with make_folder() as folder, run_harness(folder) as running:
        yield running
    assert running.process.returncode == 0


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_cause_makes_one_new_event_of_its_trigger_each_time(running: Running, trigger: str) -> None:
    first, second = (running.order("/cause", {"trigger": trigger}).json() for _ in range(2))

    query = "SELECT event_id, trigger_type FROM wp_bkx_zapier_events WHERE event_id IN (:first, :second)"
    told = running.ask(query, first=first["event_ids"][0], second=second["event_ids"][0])
    assert [len(first["event_ids"]), len(second["event_ids"])] == [1, 1]
    assert [row["trigger_type"] for row in told] == [trigger, trigger]


def test_a_cause_reaches_the_hook_of_a_zap(running: Running) -> None:
    with run_receiver() as receiver:
        hook = receiver.open_hook()
        wish = {"trigger": "booking_upcoming", "target_url": hook.url, "filters": {"minutes_before": 15}}
        subscribed = running.call("POST", "/v1/subscribe", wish).raise_for_status().json()
        caused = running.order("/cause", {"trigger": "booking_upcoming"}).json()
        wait_until(lambda: hook.arrivals, "the hook was called")
        running.call("DELETE", f"/v1/subscribe/{subscribed['id']}").raise_for_status()

    assert [payload["event_id"] for payload in hook.payloads] == caused["event_ids"]


def test_each_key_may_do_what_its_name_says(running: Running) -> None:
    tests = {key: running.call("GET", "/v1/test", key=key) for key in running.keys}
    acts = {key: _get_code(running.call("POST", "/v1/actions", {}, key)) for key in ("host", "no_actions")}

    assert {key: answer.status_code for key, answer in tests.items()} == {
        "host": 200,
        "manager": 200,
        "no_actions": 200,
        "revoked": 401,
        "expired": 401,
    }
    assert _get_code(tests["revoked"]) == "inactive_api_key"
    assert _get_code(tests["expired"]) == "expired_api_key"
    assert acts["host"] != acts["no_actions"] == "missing_scope"


def test_an_action_is_followed_up(running: Running) -> None:
    inputs = {
        "service_id": 13,
        "staff_id": 8,
        "start_datetime": "2027-04-12 10:00",
        "customer_name": "Ann Example",
        "customer_email": "ann@example.test",
    }
    answer = running.call("POST", "/v1/actions", {"action": "create_booking", "inputs": inputs}, "manager")

    done = answer.raise_for_status().json()
    assert done["follow_up"]["queued"] == []
    assert done["follow_up"]["failed"] == []
    assert done["follow_up"]["done"] != []
    posts = running.ask("SELECT post_type FROM wp_posts WHERE ID = :id", id=done["result"]["booking_id"])
    assert posts == [{"post_type": "bkx_booking"}]


def test_a_consent_leads_back_to_zapier_with_a_code(running: Running) -> None:
    params = {
        "response_type": "code",
        "client_id": "zapier",
        "redirect_uri": REDIRECT_URI,
        "scope": "triggers actions searches",
        "state": "abc",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
    }
    allowed = running.order("/consent", {"params": params, "user_id": 1})
    refused = running.order("/consent", {"params": params, "user_id": 2})

    redirect = httpx.URL(allowed.raise_for_status().json()["redirect"])
    assert str(redirect.copy_with(query=None)) == REDIRECT_URI
    assert sorted(redirect.params) == ["code", "state"]
    assert refused.status_code == 400


def test_rows_are_only_read(running: Running) -> None:
    answer = running.order("/rows", {"sql": "DELETE FROM wp_posts"})

    assert answer.status_code == 400
    assert running.ask("SELECT COUNT(*) > 0 AS there FROM wp_posts") == [{"there": 1}]


def test_settings_change_and_change_back(running: Running) -> None:
    running.order("/settings", {"allowed_actions": ["create_booking"]}).raise_for_status()
    few = running.call("GET", "/v1/actions").json()
    running.order("/settings").raise_for_status()
    many = running.call("GET", "/v1/actions").json()

    assert [action["key"] for action in few] == ["create_booking"]
    assert [action["key"] for action in many] == list(ACTIONS)


def test_a_setting_that_there_is_not_changes_nothing(running: Running) -> None:
    answer = running.order("/settings", {"made_up": 1})

    assert answer.status_code == 400
    assert running.call("GET", "/v1/test").status_code == 200


def test_a_worker_that_comes_back_delivers_what_happened_meanwhile(running: Running) -> None:
    with run_receiver() as receiver:
        hook = receiver.open_hook()
        wish = {"trigger": "booking_created", "target_url": hook.url}
        subscribed = running.call("POST", "/v1/subscribe", wish).raise_for_status().json()
        running.order("/stop", {"process": "worker"}).raise_for_status()
        running.order("/cause", {"trigger": "booking_created"}).raise_for_status()
        before = len(hook.arrivals)
        running.order("/start").raise_for_status()
        wait_until(lambda: hook.arrivals, "the hook was called")
        running.call("DELETE", f"/v1/subscribe/{subscribed['id']}").raise_for_status()

    assert before == 0


def test_a_database_that_is_away_is_a_503(running: Running) -> None:
    running.order("/database", {"up": False}).raise_for_status()
    away = running.call("GET", "/v1/test").status_code
    running.order("/database", {"up": True}).raise_for_status()
    back = running.call("GET", "/v1/test").status_code

    assert [away, back] == [503, 200]


def test_sigterm_while_it_starts_leaves_nothing_behind() -> None:
    with make_folder() as folder, start_harness(folder) as process:
        wait_until(lambda: any("mariadbd " in line for line in _list_processes(folder)), "MariaDB ran")
        process.send_signal(signal.SIGTERM)
        process.wait(START_SECONDS)

    assert process.returncode == 0


def _list_processes(folder: Path) -> list[str]:
    """Return the command lines of all processes whose temporary files are, or were, in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environ = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:  # it has ended, or is another user's
            continue
        if str(folder) in command + environ:
            found.append(command)
    return found


def _get_code(answer: httpx.Response) -> str:
    code: str = answer.json().get("error", {}).get("code", "")
    return code
