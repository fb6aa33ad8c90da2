"""An action for several rows does each by itself, says how each ended, and goes on where it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.errors import ServiceUnavailableError
from sidecar.services.actions import deadline
from sidecar.wp_bridge.write_errors import NotAvailableError
from tests.support.actions import BATCH_KEY, MadeUp, count_options, put_into_catalog

if TYPE_CHECKING:
    from tests.contract.conftest import Api

ROWS = {"options": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return put_into_catalog(monkeypatch)


def post(api: Api, inputs: Any = ROWS, key: str = "k") -> Any:
    headers = {"X-API-Key": api.key, "Idempotency-Key": key}
    return api.call("POST", f"/action/{BATCH_KEY}", json=inputs, headers=headers)


def refuse(made_up: MadeUp, name: str, error: Exception) -> None:
    def before(_desk: Any, given: Any) -> None:
        if given["name"] == name:
            raise error

    made_up.before = before


def done(row: int, name: str, runs: int) -> dict[str, Any]:
    return {"row": row, "status": "success", "result": {"name": name, "runs": runs}, "error": None}


def test_each_row_has_its_result(api: Api, made_up: MadeUp) -> None:
    refuse(made_up, "b", NotAvailableError())

    answer = post(api)

    refused = {"code": "not_available", "message": NotAvailableError.message}
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "partial",
            "action": BATCH_KEY,
            "result": {
                "rows": [
                    done(1, "a", 1),
                    {"row": 2, "status": "error", "result": None, "error": refused},
                    done(3, "c", 3),
                ],
                "succeeded": 2,
                "failed": 1,
            },
            "follow_up": {"status": "none", "done": [], "queued": [], "failed": []},
        },
    )
    assert count_options(api.sidecar) == 2


def test_the_same_rows_are_done_once(api: Api, made_up: MadeUp) -> None:
    first, second = post(api), post(api)

    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert (first.json()["status"], made_up.runs) == ("success", ["a", "b", "c"])


def test_rows_without_a_key_are_done_again(small_api: Api, made_up: MadeUp) -> None:
    post(small_api, key="")
    post(small_api, key="")

    assert made_up.runs == ["a", "b", "c"] * 2


def test_rows_for_which_there_was_no_time_are_done_by_the_next_call(
    api: Api, made_up: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeTime()
    made_up.before = lambda _desk, given: clock.run_out() if given["name"] == "b" else None
    with monkeypatch.context() as patch:
        patch.setattr(deadline, "time", clock)
        first = post(api)
    second, third = post(api), post(api)

    assert [row["status"] for row in first.json()["result"]["rows"]] == ["success", "success", "error"]
    assert first.json()["result"]["rows"][2]["error"]["code"] == "not_begun"
    assert second.json()["result"]["rows"] == [done(1, "a", 1), done(2, "b", 2), done(3, "c", 3)]
    assert (third.content, made_up.runs) == (second.content, ["a", "b", "c"])


def test_a_row_that_failed_for_a_moment_is_tried_again(small_api: Api, made_up: MadeUp) -> None:
    refuse(made_up, "b", ServiceUnavailableError())
    post(small_api)
    made_up.before = lambda *_: None

    answer = post(small_api)

    assert (answer.json()["status"], made_up.runs) == ("success", ["a", "b", "c", "b"])


def test_faults_of_all_rows_are_named_before_any_is_done(small_api: Api, made_up: MadeUp) -> None:
    answer = post(small_api, {"options": [{"name": "a"}, {}, {"nmae": "x"}], "size": "x"})

    assert (answer.status_code, made_up.runs) == (422, [])
    assert [fault["field"] for fault in answer.json()["error"]["fields"]] == [
        "options.2.name",
        "options.3.nmae",
        "options.3.name",
        "size",
    ]


def test_rows_share_the_inputs_of_the_call(small_api: Api, made_up: MadeUp) -> None:
    """The made-up action refuses the size 13, whichever row has it."""
    answer = post(small_api, ROWS | {"size": 13})

    assert (answer.status_code, made_up.runs) == (422, [])
    assert [fault["field"] for fault in answer.json()["error"]["fields"]] == [
        "options.1.size",
        "options.2.size",
        "options.3.size",
    ]


def test_there_are_not_too_many_rows(small_api: Api, made_up: MadeUp) -> None:
    answer = post(small_api, {"options": [{"name": "a"}] * 51})

    assert (answer.status_code, made_up.runs) == (422, [])
    assert answer.json()["error"]["fields"] == [
        {"field": "options", "problem": "Expected at most 50 entries."}
    ]


def test_a_row_with_an_id_of_its_own_is_done_once_in_whatever_call(small_api: Api, made_up: MadeUp) -> None:
    a, b, c = ({"name": name, "external_id": f"order-{name}"} for name in "abc")
    post(small_api, {"options": [a, b]}, key="")

    answer = post(small_api, {"options": [c, a]}, key="")

    rows = answer.json()["result"]["rows"]
    assert (rows, made_up.runs) == ([done(1, "c", 3), done(2, "a", 1)], ["a", "b", "c"])


def test_a_rows_id_that_came_with_other_inputs_is_an_error_of_that_row(
    small_api: Api, made_up: MadeUp
) -> None:
    same = [{"name": "a", "external_id": "x"}, {"name": "b", "external_id": "x"}]

    first, second = post(small_api, {"options": same}), post(small_api, {"options": same})

    error = first.json()["result"]["rows"][1]["error"]
    assert (error["code"], error["fields"][0]["field"]) == ("idempotency_key_reused", "options.2.external_id")
    assert (second.content, made_up.runs) == (first.content, ["a"])


class FakeTime:
    """A clock that stands still until time has run out."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def run_out(self) -> None:
        self.now = deadline.BOUND_SECONDS
