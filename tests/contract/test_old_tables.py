"""Emoji and other letters of four bytes, at sites whose tables have no room for them: said, never a fault."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from sidecar.catalog import ACTIONS, LISTS, SEARCHES
from sidecar.spec import FieldType
from tests.contract.conftest import open_api
from tests.factories import create_key
from tests.support.old_tables import make_old
from tests.support.valid_calls import make_valid, put_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

EMOJI = "🍣"
KEEP_NOTHING = ("assign_staff", "generate_report", "reschedule_booking", "update_availability")
"""Actions that keep no text of the caller's in WordPress's tables."""


@pytest.fixture
def old_api(mariadb_sidecar: Sidecar) -> Iterator[Api]:
    """Return the application over the golden site with old tables."""
    make_old(mariadb_sidecar)
    with contextmanager(open_api)(mariadb_sidecar, create_key(mariadb_sidecar)) as api:
        yield api


def count_rows(api: Api) -> list[int]:
    """Return how many rows WordPress has of what actions write."""
    tables = ("wp_posts", "wp_postmeta", "wp_comments", "wp_users", "wp_usermeta")
    with api.sidecar.database.connect() as connection:
        return [connection.scalar(sa.text(f"SELECT COUNT(*) FROM {name}")) or 0 for name in tables]  # noqa: S608 - ours


def test_an_action_says_so_and_leaves_nothing_half_written(old_api: Api) -> None:
    ended = {}
    for turn, key in enumerate(sorted(ACTIONS)):
        inputs = put_everywhere(key, make_valid(old_api, key, turn), EMOJI)
        before = count_rows(old_api)
        answer = old_api.post(f"/action/{key}", inputs)
        rows = answer.json().get("result", {}).get("rows") or [answer.json()]
        code = rows[0]["error"]["code"] if rows[0].get("error") else "success"
        ended[key] = (code, code == "success" or count_rows(old_api) == before)

    others = dict.fromkeys(KEEP_NOTHING, "success") | {"apply_coupon": "unknown_coupon"}
    assert ended == {key: (others.get(key, "unstorable_text"), True) for key in ACTIONS}


def list_texts() -> list[Any]:
    """Return every search with each of its inputs that takes any text."""
    return [
        pytest.param(search.key, item.key, id=f"{search.key}-{item.key}")
        for search in SEARCHES.values()
        for item in search.inputs
        if item.type is FieldType.STRING and not item.choices and not item.format
    ]


def test_what_no_row_can_hold_is_not_found(old_api: Api) -> None:
    for key, name in [item.values for item in list_texts()]:
        answer = old_api.post("/v1/searches", {"search": key, "inputs": {name: f"{EMOJI} 1"}})

        assert (key, name, answer.status_code, answer.text) == (key, name, 200, '{"results":[]}')


def test_no_entry_of_a_list_holds_it(old_api: Api) -> None:
    searched = [key for key, found in LISTS.items() if any(item.key == "search" for item in found.inputs)]
    pages = {key: old_api.get(f"/v1/lists/{key}?search={EMOJI}").json() for key in searched}

    assert pages == {key: {"choices": [], "next_after": None} for key in searched}


@pytest.mark.parametrize("number", [1267, 1366])
def test_a_search_that_the_database_refuses_is_said(
    small_api: Api, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: Any) -> Any:
        raise DBAPIError("", {}, Exception(number, "Illegal mix of collations"))

    found = small_api.sidecar.searches["find_service"]
    monkeypatch.setitem(small_api.sidecar.searches, "find_service", replace(found, run=refuse))
    answer = small_api.post("/v1/searches", {"search": "find_service", "inputs": {"name": "a"}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unstorable_text")
