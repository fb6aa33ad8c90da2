"""Whatever an action, a search or a list is given, none of it stands in the activity log or in a log line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import ACTIONS, SEARCHES
from sidecar.spec import FieldType
from tests.factories import fetch
from tests.support.valid_calls import make_valid, put_everywhere

if TYPE_CHECKING:
    from tests.contract.conftest import Api

CANARY = "canary"
LOGGED = ("request_data", "response_data", "error_message", "event_type")


def look_for_canary(api: Api, logs: list[Any]) -> list[str]:
    """Return the log lines and activity rows in which the canary, or the key, is found."""
    lines = [str(line) for line in [*logs, *fetch(api.sidecar, "activity", *LOGGED)]]
    return [line for line in lines if CANARY in line.lower() or api.key in line]


def name_call(api: Api, path: str, body: Any, number: int) -> int:
    headers = {"X-API-Key": api.key, "Idempotency-Key": f"{CANARY}-{number}"}
    return api.call("POST", path, json=body, headers=headers).status_code


@pytest.mark.parametrize("key", sorted(ACTIONS))
def test_no_action_logs_what_it_was_given(small_api: Api, logs: list[Any], key: str) -> None:
    good = put_everywhere(key, make_valid(small_api, key, 1), CANARY)
    for name in ("customer_email", "email", "new_email"):
        if name in good:
            good[name] = f"{CANARY}@example.test"
    bad = {item.key: f"{CANARY} \x00" for item in ACTIONS[key].inputs}

    ended = [
        name_call(small_api, f"/action/{key}", good | {"external_id": f"{CANARY}-1"}, 1),
        name_call(small_api, f"/action/{key}", good | {"external_id": f"{CANARY}-1"}, 1),  # replayed
        name_call(small_api, f"/action/{key}", good | {"external_id": f"{CANARY}-2"}, 1),  # another body
        name_call(small_api, f"/action/{key}", bad, 2),
        name_call(small_api, f"/action/{key}", CANARY, 3),
    ]

    first = 404 if key == "apply_coupon" else 200
    assert ended == [first, first, 422, 422, 422]
    assert look_for_canary(small_api, logs) == []


@pytest.mark.parametrize("search", SEARCHES)
def test_no_search_logs_what_was_looked_for(small_api: Api, logs: list[Any], search: str) -> None:
    texts = [item.key for item in SEARCHES[search].inputs if item.type is FieldType.STRING]
    for said in (dict.fromkeys(texts, CANARY), *({key: f"{CANARY}@example.test"} for key in texts)):
        assert name_call(small_api, "/v1/searches", {"search": search, "inputs": said}, 1) in {200, 422}

    assert small_api.get(f"/v1/lists/services?search={CANARY}").status_code == 200
    assert (
        small_api.get(f"/v1/reports/01KAPWQ8Z2M6T3V7X9B4C5D1EF/a.csv?signature={CANARY}").status_code == 404
    )
    assert look_for_canary(small_api, logs) == []
