"""GET /v1/triggers, actions and searches by a key: one entry, as the list of them has it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.settings import CustomField
from tests.contract.conftest import open_api
from tests.factories import create_key, with_settings

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

KINDS = ("triggers", "actions", "searches")
OWN_FIELD = CustomField(key="room", meta_key="_room", label="Room", type="string")


def list_entries(api: Api, kind: str) -> dict[str, Any]:
    """Return the entries of a kind by key, as their list has them."""
    answer = api.get(f"/v1/{kind}").json()
    return {entry["key"]: entry for entry in (answer[kind] if kind == "triggers" else answer)}


def list_keys(fields: list[dict[str, Any]], key: str) -> list[str]:
    """Return the keys of a field's children."""
    return [child["key"] for field in fields if field["key"] == key for child in field["children"]]


@pytest.mark.parametrize("kind", KINDS)
def test_each_entry_is_as_in_the_list(small_api: Api, kind: str) -> None:
    expected = list_entries(small_api, kind)

    assert {key: small_api.get(f"/v1/{kind}/{key}").json() for key in expected} == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", ["nope", "Find_Booking", "%F0%9F%8D%A3", "x" * 300])
def test_what_there_is_not_is_said_not_to_be_there(small_api: Api, kind: str, key: str) -> None:
    answer = small_api.get(f"/v1/{kind}/{key}")

    code = {"triggers": "unknown_trigger", "actions": "unknown_action", "searches": "unknown_search"}[kind]
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


@pytest.mark.parametrize(("kind", "key"), [("triggers", "booking_created"), ("searches", "find_booking")])
def test_an_entry_has_the_fields_of_the_site(sqlite_sidecar: Sidecar, kind: str, key: str) -> None:
    sidecar = with_settings(sqlite_sidecar, custom_fields=(OWN_FIELD,))
    with contextmanager(open_api)(sidecar, create_key(sqlite_sidecar)) as api:
        entry = api.get(f"/v1/{kind}/{key}").json()
        listed = list_entries(api, kind)[key]

    assert entry == listed
    assert list_keys(entry["fields"], "custom_fields") == ["room"]
    assert entry["sample"]["custom_fields"] == {"room": "As typed in the form"}


def test_an_action_that_is_switched_off_is_refused(sqlite_sidecar: Sidecar) -> None:
    sidecar = with_settings(sqlite_sidecar, allowed_actions=("add_customer",))
    with contextmanager(open_api)(sidecar, create_key(sqlite_sidecar)) as api:
        answers = [
            api.get(f"/v1/actions/{key}") for key in ("add_customer", "create_booking", "update_booking")
        ]

    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert answers[1].json()["error"]["code"] == "action_switched_off"
