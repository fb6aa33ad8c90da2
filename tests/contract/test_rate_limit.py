"""A key makes as many calls as it may and not one more, whichever process it asks; the answers say when."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.services import keys
from tests.contract.conftest import Api, open_api
from tests.factories import create_key, execute, fetch, make_sidecar, with_settings
from tests.support.oauth import call_with, connect, turn_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx import Response

    from sidecar.services.sidecar import Sidecar

LIMIT = 60
TEST = "/v1/test"
MOVE_ON = "UPDATE wp_bkx_zapier_rate_limits SET full_at = full_at - :nanoseconds"
"""What time does: so much of the amount is there again."""
EXCEEDED = {
    "error": {
        "code": "rate_limit_exceeded",
        "message": "Rate limit exceeded. Please try again in a minute.",
    }
}


@contextmanager
def limited(sidecar: Sidecar, limit: int = LIMIT, key: str | None = None) -> Iterator[Api]:
    """Serve a sidecar that lets each key make so many calls a minute."""
    yield from open_api(with_settings(sidecar, rate_limit_per_minute=limit), key or create_key(sidecar))


@contextmanager
def two_processes(sidecar: Sidecar, limit: int) -> Iterator[list[Api]]:
    """Serve one site twice, as two processes do: they share a database and a key, and no memory."""
    key = create_key(sidecar)
    both = [make_sidecar(sidecar.settings.database_url) for _ in range(2)]
    with ExitStack() as opened:
        yield [opened.enter_context(limited(one, limit, key)) for one in both]


def statuses(api: Api, count: int, path: str = TEST) -> Counter[int]:
    return Counter(api.get(path).status_code for _ in range(count))


def said(answer: Response) -> dict[str, str | None]:
    return {name: answer.headers.get(name) for name in ("ratelimit-policy", "ratelimit", "retry-after")}


def refill(sidecar: Sidecar, seconds: float) -> None:
    execute(sidecar, MOVE_ON, nanoseconds=int(seconds * 10**9))


def drain(api: Api) -> Response:
    """Call until a call is refused; return that answer."""
    for _ in range(2 * LIMIT):
        if (answer := api.get(TEST)).status_code != 200:
            return answer
    raise AssertionError("no call was refused")


def list_refusals(sidecar: Sidecar) -> list[tuple[Any, ...]]:
    columns = ("event_type", "status_code", "success", "error_message", "api_key_id", "direction")
    return [row for row in fetch(sidecar, "activity", *columns) if row[1] == 429]


def test_a_key_may_call_sixty_times_at_once_and_not_once_more(sidecar: Sidecar) -> None:
    started = time.monotonic()
    with limited(sidecar) as api:
        found = statuses(api, LIMIT + 20)

    refilled = int(time.monotonic() - started) + 1  # one call a second comes back while this runs
    assert LIMIT <= found[200] <= LIMIT + refilled
    assert found[200] + found[429] == LIMIT + 20


def test_the_refusal_says_what_happened_and_when_to_come_back(sidecar: Sidecar) -> None:
    with limited(sidecar, 1) as api:
        first, second = api.get(TEST), api.get(TEST)
    wait = second.headers["retry-after"]

    assert (first.status_code, second.status_code, second.json()) == (200, 429, EXCEEDED)
    assert said(first) == {
        "ratelimit-policy": '"key";q=1;w=60',
        "ratelimit": '"key";r=0;t=60',
        "retry-after": None,
    }
    assert said(second) == {
        "ratelimit-policy": '"key";q=1;w=60',
        "ratelimit": f'"key";r=0;t={wait}',
        "retry-after": wait,
    }
    assert 50 <= int(wait) <= 60


def test_every_answer_says_what_is_left(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 3) as api:
        found = [answer.headers["ratelimit"] for answer in (api.get(TEST), api.get(TEST), api.get(TEST))]

    assert [left.partition(";t=")[0] for left in found] == ['"key";r=2', '"key";r=1', '"key";r=0']


def test_faults_of_the_call_count_and_say_what_is_left(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar) as api:
        answer = api.get("/v1/poll?trigger=nothing")

    assert (answer.status_code, said(answer)["ratelimit"]) == (404, '"key";r=59;t=1')


def test_what_a_key_may_not_do_counts_too(sidecar: Sidecar) -> None:
    with limited(sidecar, 3, create_key(sidecar, scopes=frozenset({"triggers"}))) as api:
        found = [api.get("/v1/actions").status_code for _ in range(5)]

    assert found == [403, 403, 403, 429, 429]


def test_what_a_connection_may_not_do_counts_too(sqlite_sidecar: Sidecar) -> None:
    with contextmanager(open_api)(turn_on(sqlite_sidecar, rate_limit_per_minute=3), "") as api:
        token = connect(api, scope="triggers")["access_token"]
        found = [call_with(api, token, "/v1/actions").status_code for _ in range(5)]

    assert found == [403, 403, 403, 429, 429]


def test_who_waits_as_long_as_it_is_told_is_let_in(sidecar: Sidecar) -> None:
    with limited(sidecar) as api:
        wait = drain(api).headers["retry-after"]
        time.sleep(int(wait))

        assert (wait, api.get(TEST).status_code) == ("1", 200)


@pytest.mark.parametrize(
    ("seconds", "after"), [(31, {200: 2, 429: 3}), (60, {200: 4, 429: 1})], ids=["half", "whole"]
)
def test_the_amount_comes_back_evenly_in_a_minute(
    sidecar: Sidecar, seconds: int, after: dict[int, int]
) -> None:
    with limited(sidecar, 4) as api:
        before = statuses(api, 5)
    refill(sidecar, seconds)
    with limited(sidecar, 4, api.key) as api:
        assert (before, statuses(api, 5)) == ({200: 4, 429: 1}, after)


def test_refused_calls_use_up_nothing(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 1) as api:
        statuses(api, 10)
        answer = api.get(TEST)

    assert int(answer.headers["retry-after"]) <= 60


@pytest.mark.parametrize("limit", [7, 20])
def test_two_processes_together_admit_no_more_than_one_would(sidecar: Sidecar, limit: int) -> None:
    started = time.monotonic()
    with two_processes(sidecar, limit) as apis, ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda number: apis[number % 2].get(TEST).status_code, range(3 * limit))

        found = Counter(answers)

    refilled = int((time.monotonic() - started) / 60 * limit) + 1
    assert limit <= found[200] <= limit + refilled
    assert found[200] + found[429] == 3 * limit


def test_each_key_has_an_amount_of_its_own(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 2) as api:
        first = statuses(api, 3)
        api.key = create_key(sqlite_sidecar)
        second = statuses(api, 3)

    assert (first, second) == ({200: 2, 429: 1}, {200: 2, 429: 1})


def test_zero_is_no_limit_and_is_not_spoken_of(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 0) as api:
        found = statuses(api, 2 * LIMIT)
        answer = api.get(TEST)

    assert found == {200: 2 * LIMIT}
    assert said(answer) == {"ratelimit-policy": None, "ratelimit": None, "retry-after": None}
    assert fetch(sqlite_sidecar, "rate_limits", "key_id") == []


def test_calls_without_a_good_key_are_refused_as_ever_and_not_counted(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 1) as api:
        found = Counter(api.call("GET", TEST).status_code for _ in range(5))
        answer = api.call("GET", TEST, headers={"X-API-Key": "bkx_live_wrong"})

    assert (found, answer.status_code) == ({401: 5}, 401)
    assert said(answer) == {"ratelimit-policy": None, "ratelimit": None, "retry-after": None}


def test_a_revoked_key_is_refused_as_revoked_even_where_it_has_called_too_often(
    sqlite_sidecar: Sidecar,
) -> None:
    with limited(sqlite_sidecar, 1) as api:
        before = statuses(api, 2)
        public_id = fetch(sqlite_sidecar, "api_keys", "public_id")[-1][0]
        sqlite_sidecar.database.run(lambda tx: keys.revoke_key(tx, public_id))
        answer = api.get(TEST)

    assert before == {200: 1, 429: 1}
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "inactive_api_key")


def test_what_needs_no_key_is_not_limited(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 1) as api:
        drain(api)

        assert statuses(api, 5, "/health/live") == {200: 5}


def test_the_clocks_of_the_machines_do_not_matter(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    with limited(sidecar, 2) as api:
        before = statuses(api, 3)
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    with limited(sidecar, 2, api.key) as api:
        after = statuses(api, 3)

    assert (before, after) == ({200: 2, 429: 1}, {429: 3})


def test_a_database_whose_clock_was_set_back_locks_nobody_out(sidecar: Sidecar) -> None:
    with limited(sidecar, 2) as api:
        statuses(api, 3)
    refill(sidecar, -3600)
    with limited(sidecar, 2, api.key) as api:
        assert statuses(api, 3) == {200: 2, 429: 1}


def test_the_log_tells_of_the_refusals_of_a_key_once_a_minute(sqlite_sidecar: Sidecar) -> None:
    with limited(sqlite_sidecar, 1) as api:
        statuses(api, 30)

    ((key_id,),) = fetch(sqlite_sidecar, "rate_limits", "key_id")
    assert list_refusals(sqlite_sidecar) == [
        ("api_test", 429, False, "rate_limit_exceeded", key_id, "inbound")
    ]
