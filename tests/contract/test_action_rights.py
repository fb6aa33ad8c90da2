"""Who may do what: by the key's scopes, the role of its WordPress user, and what the site has switched on."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.action_spec import Role
from sidecar.catalog import registry
from sidecar.services.keys import ACTIONS_SCOPE, DEFAULT_SCOPES, SCOPES
from sidecar.wp_bridge.php.writer import dumps
from tests.contract.conftest import open_api
from tests.factories import create_key, execute, fetch, with_settings
from tests.support.actions import KEY, MadeUp, put_into_catalog

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.posts.post_metas import PhpArray
    from tests.contract.conftest import Api

PATHS = [("/v1/actions", {"action": KEY, "inputs": {"name": "a"}}), (f"/action/{KEY}", {"name": "a"})]


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return put_into_catalog(monkeypatch)


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def act_as(api: Api, capabilities: PhpArray) -> Any:
    """Give the key's user these roles and rights, and perform the action."""
    execute(
        api.sidecar,
        "UPDATE wp_usermeta SET meta_value = :value WHERE user_id = 1 AND meta_key = 'wp_capabilities'",
        value=dumps(capabilities),
    )
    return api.post(f"/action/{KEY}", {"name": "a"})


def ask_for(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setitem(registry.ACTIONS, KEY, replace(registry.ACTIONS[KEY], role=role))


@pytest.mark.parametrize(("path", "body"), PATHS, ids=["actions", "action"])
def test_a_key_without_the_scope_does_nothing(small_api: Api, made_up: MadeUp, path: str, body: Any) -> None:
    small_api.key = create_key(small_api.sidecar, scopes=SCOPES - {ACTIONS_SCOPE})

    assert (said(small_api.post(path, body)), made_up.runs) == ((403, "missing_scope"), [])


@pytest.mark.parametrize(("path", "body"), PATHS, ids=["actions", "action"])
def test_without_a_key_nothing_is_done(small_api: Api, made_up: MadeUp, path: str, body: Any) -> None:
    answer = small_api.call("POST", path, json=body)

    assert (said(answer), made_up.runs) == ((401, "no_api_key"), [])


def test_zapiers_keys_may_act_search_and_listen() -> None:
    assert {"actions", "searches", "triggers"} == DEFAULT_SCOPES


ROLES = [
    ({"administrator": True}, Role.ADMIN),
    ({"editor": True}, Role.MANAGER),
    ({"subscriber": True, "edit_others_posts": True}, Role.MANAGER),
    ({"subscriber": True, "manage_options": True}, Role.ADMIN),
    ({"editor": False}, None),
    ({"author": True}, None),
    ({"subscriber": True}, None),
    ({"no_such_role": True}, None),
    ({}, None),
]


@pytest.mark.parametrize(("capabilities", "role"), ROLES, ids=range(len(ROLES)))
@pytest.mark.usefixtures("made_up")
def test_the_role_decides(
    small_api: Api, monkeypatch: pytest.MonkeyPatch, capabilities: PhpArray, role: Role | None
) -> None:
    statuses = {}
    for wanted in Role:
        ask_for(monkeypatch, wanted)
        statuses[wanted] = act_as(small_api, capabilities).status_code

    assert statuses == {
        Role.MANAGER: 403 if role is None else 200,
        Role.ADMIN: 200 if role is Role.ADMIN else 403,
    }


def test_who_may_not_reads_who_can_change_it(small_api: Api, made_up: MadeUp) -> None:
    answer = act_as(small_api, {"subscriber": True})

    assert (answer.status_code, made_up.runs) == (403, [])
    assert answer.json()["error"] == {
        "code": "missing_role",
        "message": "The WordPress user of this API key may not do that. An administrator of the site can "
        "give the user a higher role, or make a key for another user: `sidecar keys create --user ID`.",
    }


def test_a_key_of_a_user_who_is_no_more_does_nothing(small_api: Api, made_up: MadeUp) -> None:
    execute(small_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET user_id = 999")

    assert (said(small_api.post(f"/action/{KEY}", {"name": "a"})), made_up.runs) == (
        (403, "missing_role"),
        [],
    )


def test_a_key_of_the_host_may_do_anything(
    small_api: Api, made_up: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(monkeypatch, Role.ADMIN)
    execute(small_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET user_id = 0")

    assert (small_api.post(f"/action/{KEY}", {"name": "a"}).status_code, made_up.runs) == (200, ["a"])


def test_rights_are_judged_before_inputs(small_api: Api, made_up: MadeUp) -> None:
    execute(small_api.sidecar, "UPDATE wp_bkx_zapier_api_keys SET user_id = 2")

    assert (small_api.post(f"/action/{KEY}", {}).status_code, made_up.runs) == (403, [])


def test_what_is_switched_off_is_neither_done_nor_listed(sqlite_sidecar: Sidecar, made_up: MadeUp) -> None:
    key = create_key(sqlite_sidecar)
    sidecar = with_settings(sqlite_sidecar, allowed_actions=("add_customer",))
    with contextmanager(open_api)(sidecar, key) as api:
        answer = api.post("/action/write-option", {"name": "a"})
        listed = api.get("/v1/actions").json()
        other = api.post("/action/add_customer", {"email": "new@example.com"})

    assert (said(answer), made_up.runs) == ((403, "action_switched_off"), [])
    assert "`allowed_actions`" in answer.json()["error"]["message"]
    assert [action["key"] for action in listed] == ["add_customer"]
    assert other.status_code == 200
    logged = fetch(sqlite_sidecar, "activity", "event_type", "status_code", "error_message")
    assert ("action_write_option", 403, "action_switched_off") in logged


def test_another_name_of_what_is_switched_off_does_it_neither(sqlite_sidecar: Sidecar) -> None:
    sidecar = with_settings(sqlite_sidecar, allowed_actions=("add_customer",))
    with contextmanager(open_api)(sidecar, create_key(sqlite_sidecar)) as api:
        answers = [
            api.post("/action/update-booking", {}),
            api.post("/v1/actions", {"action": "update_booking", "inputs": {}}),
        ]

    assert [said(answer) for answer in answers] == [(403, "action_switched_off")] * 2
