"""`POST /v1/actions` and `/action/{name}`: what an action is called, answers, refuses, logs and tells."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from sidecar.api.prefix import PUBLIC_PREFIX
from sidecar.catalog import ACTIONS
from sidecar.errors import BusyError
from sidecar.wp_bridge.write_errors import MovedMeanwhileError, UnknownBookingError
from tests.contract.conftest import open_api
from tests.factories import create_key, execute, fetch
from tests.support.actions import KEY, MadeUp, count_options, put_into_catalog

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk
    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

DONE = {
    "status": "success",
    "action": KEY,
    "result": {"name": "a", "runs": 1},
    "follow_up": {"status": "none", "done": [], "queued": [], "failed": []},
}
INPUTS = {"name": "a"}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return put_into_catalog(monkeypatch)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/actions", {"action": KEY, "inputs": INPUTS}),
        ("/v1/actions", {"action": "write-option", "inputs": INPUTS}),
        ("/action/write_option", INPUTS),
        ("/action/write-option", INPUTS),
        (f"{PUBLIC_PREFIX}/action/write-option", INPUTS),
    ],
)
def test_an_action_is_done_and_answered(small_api: Api, made_up: MadeUp, path: str, body: Any) -> None:
    answer = small_api.post(path, body)

    assert (answer.status_code, answer.json(), made_up.runs) == (200, DONE, ["a"])
    assert answer.headers["content-type"].startswith("application/json")
    assert "idempotency-replayed" not in answer.headers
    assert count_options(small_api.sidecar) == 1


def test_each_call_is_logged_by_its_action(api: Api, made_up: MadeUp) -> None:
    api.post("/action/write-option", INPUTS)
    api.post("/action/write-option", {"size": "ann@example.com", "ann@example.com": 1})
    api.post("/action/nothing", {})

    lines = fetch(api.sidecar, "activity", "event_type", "status_code", "error_message", "api_key_id")
    assert (lines, made_up.runs) == (
        [
            ("action_write_option", 200, None, 1),
            ("action_write_option", 422, "invalid_data: ?, name, size", 1),
            ("api_action", 404, "unknown_action", 1),
        ],
        ["a"],
    )
    assert all(seconds > 0 for (seconds,) in fetch(api.sidecar, "activity", "execution_time"))


def test_what_was_written_is_told_with_its_origin(api: Api, made_up: MadeUp) -> None:
    def cancel(desk: Desk, _given: Any) -> None:
        desk.connection.execute(sa.text("UPDATE wp_posts SET post_status = 'bkx-cancelled' WHERE ID = 31"))

    made_up.before = cancel

    api.post("/action/write-option", INPUTS)

    told = fetch(api.sidecar, "events", "object_id", "origin")
    assert (set(told), len(api.rings), fetch(api.sidecar, "outbox", "id")) == ({(31, "zapier")}, 1, [])


@pytest.mark.parametrize("name", ["nothing", "write option", "%00", "🍣", "x" * 900, "__init__"])
def test_an_unknown_action_is_not_found(small_api: Api, name: str) -> None:
    answers = [
        small_api.post(f"/action/{name}", {}),
        small_api.post("/v1/actions", {"action": name, "inputs": {}}),
    ]

    assert [(a.status_code, a.json()["error"]["code"]) for a in answers] == [(404, "unknown_action")] * 2


def test_all_faults_are_named_at_once(small_api: Api, made_up: MadeUp) -> None:
    answer = small_api.post("/action/write-option", {"nmae": 1, "size": -1})

    assert (answer.status_code, made_up.runs) == (422, [])
    assert answer.json()["error"]["fields"] == [
        {"field": "nmae", "problem": "There is no such field. Did you mean name?"},
        {"field": "name", "problem": "This field is required."},
        {"field": "size", "problem": "Expected at least 0."},
    ]


@pytest.mark.usefixtures("made_up")
def test_faults_that_only_together_are_some_are_named(small_api: Api) -> None:
    answer = small_api.post("/action/write-option", {"name": "a", "size": 13})

    assert answer.json()["error"]["fields"] == [{"field": "size", "problem": "Expected another size."}]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"a":' * 10_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"name": "' + b"x" * 70_000 + b'"}', 413),
    ],
    ids=["empty", "cut", "no-utf8", "surrogate", "deep", "list", "null", "large"],
)
def test_a_body_that_holds_no_inputs_is_refused(
    small_api: Api, made_up: MadeUp, content: bytes, status: int
) -> None:
    assert (small_api.post("/action/write-option", content=content).status_code, made_up.runs) == (status, [])


def test_what_the_action_refuses_leaves_nothing(api: Api, made_up: MadeUp) -> None:
    def write_and_refuse(desk: Any, _given: Any) -> None:
        desk.connection.execute(sa.text("UPDATE wp_posts SET post_title = 'x' WHERE ID = 31"))
        raise UnknownBookingError

    made_up.before = write_and_refuse
    answer = api.post("/action/write-option", INPUTS)

    with api.sidecar.database.transaction() as tx:
        title = tx.execute(sa.text("SELECT post_title FROM wp_posts WHERE ID = 31")).scalar_one()
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_booking")
    assert (title != "x", count_options(api.sidecar), fetch(api.sidecar, "outbox", "id")) == (True, 0, [])


LOST_RACES = [
    MovedMeanwhileError(),
    IntegrityError("", {}, Exception()),
    OperationalError("", {}, Exception(1213, "Deadlock")),
]


@pytest.mark.parametrize("error", LOST_RACES, ids=["moved", "integrity", "deadlock"])
def test_who_lost_a_race_begins_anew(api: Api, made_up: MadeUp, error: Exception) -> None:
    def lose_twice(*_: Any) -> None:
        if len(made_up.runs) <= 2:  # twice, as the name says
            raise error

    made_up.before = lose_twice

    assert api.post("/action/write-option", INPUTS).json()["result"] == {"name": "a", "runs": 3}
    assert count_options(api.sidecar) == 1


GONE = OperationalError("", {}, Exception(2013, "Lost connection"))
FAULTS = [
    (MovedMeanwhileError(), "busy", "5"),
    (BusyError(retry_after_seconds=1), "busy", "5"),
    (GONE, "service_unavailable", "30"),
]


@pytest.mark.parametrize(("error", "code", "seconds"), FAULTS, ids=["moved", "busy", "gone"])
def test_what_cannot_be_done_now_says_when_to_come_back(
    api: Api, made_up: MadeUp, error: Exception, code: str, seconds: str
) -> None:
    def fail(*_: Any) -> None:
        raise error

    made_up.before = fail
    answer = api.post("/action/write-option", INPUTS)

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, code)
    assert (answer.headers["retry-after"], count_options(api.sidecar)) == (seconds, 0)


def test_letters_that_the_tables_cannot_keep_are_refused(mariadb_sidecar: Sidecar, made_up: MadeUp) -> None:
    execute(mariadb_sidecar, "ALTER TABLE wp_options CONVERT TO CHARACTER SET utf8mb3")
    with contextmanager(open_api)(mariadb_sidecar, create_key(mariadb_sidecar)) as api:
        answer = api.post("/action/write-option", {"name": "🍣"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unstorable_text")
    assert (count_options(mariadb_sidecar), made_up.runs) == (0, ["🍣"])


def test_a_packet_that_is_too_large_is_refused(small_api: Api, made_up: MadeUp) -> None:
    def fail(*_: Any) -> None:
        raise DataError("", {}, Exception(1153, "Got a packet bigger than 'max_allowed_packet' bytes"))

    made_up.before = fail

    assert small_api.post("/action/write-option", INPUTS).status_code == 422


def test_actions_are_listed_with_their_inputs(small_api: Api) -> None:
    listed = small_api.get("/v1/actions").json()

    assert [action["key"] for action in listed] == list(ACTIONS)
    assert all(action["inputs"] and action["label"] for action in listed)


def test_the_reference_shows_both_ways_in(small_api: Api) -> None:
    paths = small_api.call("GET", "/schema/openapi.json").json()["paths"]

    shape = paths["/v1/actions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert shape["properties"].keys() == {"action", "inputs"}
    assert "409" in paths["/action/{name}"]["post"]["responses"]
    assert paths["/action/{name}"]["post"]["requestBody"]["required"]
