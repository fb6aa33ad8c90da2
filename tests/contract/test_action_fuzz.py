"""Whatever a caller sends to any action, search or list, the answer says what is wrong: no fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.catalog import ACTIONS, LISTS, SEARCHES
from tests.factories import fetch
from tests.support.odd_inputs import NASTY, make_inputs

if TYPE_CHECKING:
    from sidecar.action_spec import Action, OptionList, Search
    from tests.contract.conftest import Api

OFTEN = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
ANY_TEXT = st.sampled_from([text for text in NASTY if text.strip()]) | st.text(
    min_size=1, max_size=20, alphabet=st.characters(exclude_categories=["Cs"])
)


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_nothing_that_a_caller_sends_is_a_fault_of_ours(api: Api, action: Action) -> None:
    @OFTEN
    @given(make_inputs(action.inputs))
    def send(inputs: dict[str, Any]) -> None:
        answer = api.post(f"/action/{action.key}", inputs)

        assert (answer.status_code < 500, inputs, answer.text) == (True, inputs, answer.text)  # ours

    send()
    logged = fetch(api.sidecar, "activity", "event_type")
    assert (f"action_{action.key}",) in logged


@pytest.mark.parametrize("search", SEARCHES.values(), ids=list(SEARCHES))
def test_nothing_that_a_caller_looks_for_is_a_fault_of_ours(api: Api, search: Search) -> None:
    @OFTEN
    @given(make_inputs(search.inputs))
    def send(inputs: dict[str, Any]) -> None:
        answer = api.post("/v1/searches", {"search": search.key, "inputs": inputs})

        assert (answer.status_code < 500, inputs, answer.text) == (True, inputs, answer.text)  # ours

    send()


@pytest.mark.parametrize("choices", LISTS.values(), ids=list(LISTS))
def test_nothing_that_narrows_a_list_is_a_fault_of_ours(api: Api, choices: OptionList) -> None:
    names = [item.key for item in choices.inputs] + ["after", "limit"]

    @OFTEN
    @given(st.dictionaries(st.sampled_from(names), ANY_TEXT, max_size=2))
    def send(said: dict[str, str]) -> None:
        headers = {"X-API-Key": api.key}
        answer = api.call("GET", f"/v1/lists/{choices.key}", params=said, headers=headers)

        assert (answer.status_code < 500, said, answer.text) == (True, said, answer.text)  # ours

    send()
