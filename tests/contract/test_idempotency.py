"""The same call twice is one: the same answer, byte by byte, and the work done once, whatever goes wrong."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from sidecar.db import idempotency as rows
from sidecar.errors import ReusedKeyError, ServiceUnavailableError, StillRunningError
from sidecar.services.actions import idempotency, single
from sidecar.services.actions.performing import Call, Reply, perform
from sidecar.wp_bridge.write_errors import NotAvailableError
from tests.factories import CALLER, execute, fetch
from tests.support.actions import KEY, MadeUp, count_options, put_into_catalog

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return put_into_catalog(monkeypatch)


def call(sidecar: Sidecar, name: str = "a", key: str = "k", **inputs: Any) -> Reply:
    return perform(
        sidecar, Call(caller=CALLER, action=KEY, inputs={"name": name} | inputs, idempotency_key=key)
    )


def post(api: Api, inputs: dict[str, Any], key: str = "", path: str = f"/action/{KEY}") -> Any:
    headers = {"X-API-Key": api.key} | ({"Idempotency-Key": key} if key else {})
    return api.call("POST", path, json=inputs, headers=headers)


@pytest.mark.parametrize("given", [{"key": "k1"}, {"external_id": "order 7"}], ids=["header", "field"])
def test_the_same_call_gets_the_same_bytes_and_is_done_once(
    api: Api, made_up: MadeUp, given: dict[str, str]
) -> None:
    inputs = {"name": "a"} | {k: v for k, v in given.items() if k != "key"}

    answers = [post(api, inputs, given.get("key", "")) for _ in range(3)]

    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true", "true"]
    assert (made_up.runs, count_options(api.sidecar)) == (["a"], 1)


def test_the_order_of_inputs_and_the_way_in_do_not_matter(small_api: Api, made_up: MadeUp) -> None:
    first = post(small_api, {"name": "a", "size": 2}, "k")

    second = post(small_api, {"action": KEY, "inputs": {"size": 2, "name": "a"}}, "k", "/v1/actions")

    assert (second.content, made_up.runs) == (first.content, ["a"])


@pytest.mark.parametrize("field", ["Idempotency-Key", "external_id"])
def test_a_key_of_another_request_is_refused(small_api: Api, made_up: MadeUp, field: str) -> None:
    def send(name: str) -> Any:
        given = {"external_id": "k"} if field == "external_id" else {}
        return post(small_api, {"name": name} | given, "" if given else "k")

    send("a")
    answer = send("b")

    assert (answer.status_code, made_up.runs) == (422, ["a"])
    assert answer.json()["error"] == {
        "code": "idempotency_key_reused",
        "message": "This key was used for another request before. Use a new key, or send the same inputs.",
        "fields": [{"field": field, "problem": "This key belongs to another request."}],
    }


@pytest.mark.usefixtures("made_up")
def test_keys_of_two_api_keys_are_not_one(sqlite_sidecar: Sidecar) -> None:
    inputs = {"name": "a"}
    other = CALLER.__class__(2, 1, "Other", CALLER.scopes)

    replies = [
        perform(sqlite_sidecar, Call(caller=caller, action=KEY, inputs=inputs, idempotency_key="k"))
        for caller in (CALLER, other)
    ]

    assert [reply.is_replayed for reply in replies] == [False, False]


def test_both_names_of_a_call_are_held(sqlite_sidecar: Sidecar, made_up: MadeUp) -> None:
    call(sqlite_sidecar, external_id="e")

    assert call(sqlite_sidecar, external_id="e", key="other").is_replayed
    assert call(sqlite_sidecar, external_id="e", key="").is_replayed
    assert made_up.runs == ["a"]


def test_after_the_hours_a_key_is_new(sidecar: Sidecar, made_up: MadeUp) -> None:
    call(sidecar)
    execute(sidecar, "UPDATE wp_bkx_zapier_idempotency SET created_at = '2026-01-01 00:00:00.000'")

    assert not call(sidecar, "b").is_replayed
    assert made_up.runs == ["a", "b"]


def test_a_key_that_is_used_anew_while_old_ones_are_deleted_stays(
    mariadb_sidecar: Sidecar, made_up: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(mariadb_sidecar)
    execute(mariadb_sidecar, "UPDATE wp_bkx_zapier_idempotency SET created_at = '2026-01-01 00:00:00.000'")

    def be_overtaken(table: Any) -> Any:
        monkeypatch.setattr(rows, "delete", delete)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(call, mariadb_sidecar).result()
        return delete(table)

    monkeypatch.setattr(rows, "delete", be_overtaken)
    mariadb_sidecar.database.run(lambda tx: rows.delete_old(tx, 24, 10))

    assert (call(mariadb_sidecar).is_replayed, made_up.runs) == (True, ["a", "a"])


@pytest.mark.parametrize("key", ["ä", "x" * 256, "a\tb"])
def test_a_key_that_none_can_be_is_refused(small_api: Api, made_up: MadeUp, key: str) -> None:
    answer = small_api.call(
        "POST",
        f"/action/{KEY}",
        json={"name": "a"},
        headers={"X-API-Key": small_api.key, "Idempotency-Key": key.encode()},
    )

    assert (answer.status_code, made_up.runs) == (422, [])
    assert answer.json()["error"]["fields"][0]["field"] == "Idempotency-Key"


def test_a_refusal_is_kept(small_api: Api, made_up: MadeUp) -> None:
    def refuse(*_: Any) -> None:
        raise NotAvailableError

    made_up.before = refuse
    first = post(small_api, {"name": "a"}, "k")
    made_up.before = lambda *_: None

    second = post(small_api, {"name": "a"}, "k")

    assert (first.status_code, first.content) == (409, second.content)
    assert (second.headers["idempotency-replayed"], len(made_up.runs)) == ("true", 1)


def test_a_refusal_frees_the_external_id(sidecar: Sidecar, made_up: MadeUp) -> None:
    def refuse(*_: Any) -> None:
        raise NotAvailableError

    made_up.before = refuse
    with pytest.raises(NotAvailableError):
        call(sidecar, "a", "k", external_id="order 7")
    made_up.before = lambda *_: None

    replies = [call(sidecar, "a", key, external_id="order 7") for key in ("k", "k-2", "k-2")]

    assert [reply.answer.status_code for reply in replies] == [409, 200, 200]
    assert ([reply.is_replayed for reply in replies], count_options(sidecar)) == ([True, False, True], 1)


@pytest.mark.parametrize("name", ["a", "b"], ids=["the same inputs", "others"])
def test_a_key_has_its_refusal_though_its_external_id_was_done_under_another_key(
    sqlite_sidecar: Sidecar, made_up: MadeUp, name: str
) -> None:
    """For several keys: which of a call's two names is found first is as good as chance."""

    def refuse(*_: Any) -> None:
        raise NotAvailableError

    made_up.before = refuse
    for number in range(6):
        with pytest.raises(NotAvailableError):
            call(sqlite_sidecar, "a", f"k{number}", external_id=f"order {number}")
    made_up.before = lambda *_: None
    for number in range(6):
        call(sqlite_sidecar, name, f"later {number}", external_id=f"order {number}")

    replies = [call(sqlite_sidecar, "a", f"k{number}", external_id=f"order {number}") for number in range(6)]

    assert [(reply.answer.status_code, reply.is_replayed) for reply in replies] == [(409, True)] * 6


@pytest.mark.parametrize(
    "error", [ServiceUnavailableError(), RuntimeError(), OperationalError("", {}, Exception())]
)
def test_a_fault_of_ours_gives_the_key_up(sidecar: Sidecar, made_up: MadeUp, error: Exception) -> None:
    def fail(*_: Any) -> None:
        raise error

    made_up.before = fail
    with pytest.raises((ServiceUnavailableError, RuntimeError)):
        call(sidecar)
    made_up.before = lambda *_: None

    assert (call(sidecar).is_replayed, count_options(sidecar)) == (False, 1)


def test_wrong_inputs_hold_no_key(small_api: Api, made_up: MadeUp) -> None:
    assert post(small_api, {"name": ""}, "k").status_code == 422

    assert (post(small_api, {"name": "a"}, "k").status_code, made_up.runs) == (200, ["a"])


def test_many_at_once_are_one(sidecar: Sidecar, made_up: MadeUp) -> None:
    made_up.before = lambda *_: time.sleep(0.2)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: call(sidecar, external_id="e"), range(8)))

    assert len({reply.answer for reply in replies}) == 1
    assert sorted(reply.is_replayed for reply in replies) == [False] + [True] * 7
    assert (made_up.runs, count_options(sidecar)) == (["a"], 1)


def test_who_looked_before_another_call_began_does_not_begin_too(
    mariadb_sidecar: Sidecar, made_up: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its look and its taking of the key, the other call is done, and has its answer kept."""
    take = rows.take

    def be_overtaken(*args: Any) -> None:
        monkeypatch.setattr(rows, "take", take)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(call, mariadb_sidecar).result()
        take(*args)

    monkeypatch.setattr(rows, "take", be_overtaken)

    assert call(mariadb_sidecar).is_replayed
    assert (made_up.runs, count_options(mariadb_sidecar)) == (["a"], 1)


def test_who_waits_too_long_is_told_to_come_back(
    mariadb_sidecar: Sidecar, made_up: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 0.2)
    inside, go_on = Event(), Event()

    def wait(*_: Any) -> None:
        inside.set()
        go_on.wait(10)

    made_up.before = wait
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(call, mariadb_sidecar)
        inside.wait(10)
        with pytest.raises(StillRunningError) as raised:
            call(mariadb_sidecar)
        go_on.set()

    assert (raised.value.status, raised.value.retry_after_seconds) == (409, 5)
    assert (first.result().is_replayed, call(mariadb_sidecar).is_replayed) == (False, True)


def test_another_request_is_refused_while_the_first_runs(mariadb_sidecar: Sidecar, made_up: MadeUp) -> None:
    found: list[type] = []

    def ask(*_: Any) -> None:
        with pytest.raises(ReusedKeyError) as raised:
            call(mariadb_sidecar, "b")
        found.append(raised.type)

    made_up.before = ask
    call(mariadb_sidecar)

    assert (found, made_up.runs) == ([ReusedKeyError], ["a"])


def test_a_crash_before_the_commit_is_taken_over_after_the_lease(sidecar: Sidecar, made_up: MadeUp) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    made_up.before = die
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(idempotency.Claim, "release", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            call(sidecar)
    end_lease(sidecar)
    made_up.before = lambda *_: None

    assert (call(sidecar).is_replayed, count_options(sidecar)) == (False, 1)


def test_a_crash_after_the_commit_repeats_nothing(sidecar: Sidecar, made_up: MadeUp) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(single, "call_back", die)
        with pytest.raises(KeyboardInterrupt):
            call(sidecar)
    end_lease(sidecar)

    assert (call(sidecar).is_replayed, made_up.runs, count_options(sidecar)) == (True, ["a"], 1)


def test_after_the_commit_the_keys_are_held_for_wordpress_s_answer_alone(
    sqlite_sidecar: Sidecar, made_up: MadeUp
) -> None:
    """Else whoever asks after a crash would wait as long as an action may take, which is over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(single, "call_back", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            call(sqlite_sidecar)

    [(created_at, lease_until)] = fetch(sqlite_sidecar, "idempotency", "created_at", "lease_until")
    assert (lease_until - created_at).total_seconds() == pytest.approx(25, abs=2)
    assert made_up.runs == ["a"]


def test_who_lost_the_key_writes_nothing(mariadb_sidecar: Sidecar, made_up: MadeUp) -> None:
    """It was slower than its lease: another call has done the work meanwhile."""

    def be_overtaken(*_: Any) -> None:
        made_up.before = lambda *_: None
        end_lease(mariadb_sidecar)
        call(mariadb_sidecar)

    made_up.before = be_overtaken
    with pytest.raises(StillRunningError):
        call(mariadb_sidecar)

    assert (count_options(mariadb_sidecar), call(mariadb_sidecar).is_replayed) == (1, True)


def test_only_digests_are_stored(sqlite_sidecar: Sidecar, made_up: MadeUp) -> None:
    call(sqlite_sidecar, external_id="order-of-ann@example.com", key="key-of-ann")

    rows = fetch(sqlite_sidecar, "idempotency", "digest", "body_digest")
    assert made_up.runs == ["a"]
    assert [(len(row[0]), len(row[1])) for row in rows] == [(64, 64), (64, 64)]


def end_lease(sidecar: Sidecar) -> None:
    execute(sidecar, "UPDATE wp_bkx_zapier_idempotency SET lease_until = '2026-01-01 00:00:00.000'")
