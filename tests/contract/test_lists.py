"""GET /v1/lists/{key}: what Zapier's dropdowns are filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import ACTIONS, LISTS, SEARCHES, TRIGGERS
from sidecar.catalog.option_lists import map_narrowing
from tests.factories import execute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.action_spec import Input
    from sidecar.spec import Filter
    from tests.contract.conftest import Api

Chosen = tuple[str, Any, Any]
"""Its name, the filter or input, and its siblings."""


def walk(owner: str, inputs: Iterable[Input]) -> Iterator[Chosen]:
    """Yield every input with its siblings, those of line items too."""
    for item in inputs:
        yield f"{owner}.{item.key}", item, inputs
        yield from walk(f"{owner}.{item.key}", item.children)


def list_chosen() -> list[Chosen]:
    """Return all filters and inputs whose values come from a list."""
    chosen: list[Chosen] = [
        (f"{trigger.key}.{item.key}", item, trigger.filters)
        for trigger in TRIGGERS.values()
        for item in trigger.filters
    ]
    catalog: list[Any] = [*ACTIONS.values(), *SEARCHES.values(), *LISTS.values()]
    for found in catalog:
        chosen += walk(found.key, found.inputs)
    return [entry for entry in chosen if entry[1].options]


CHOSEN = list_chosen()


def read(api: Api, path: str) -> Any:
    answer = api.get(f"/v1/lists/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def labels(api: Api, path: str) -> list[str]:
    return [choice["label"] for choice in read(api, path)["choices"]]


@pytest.mark.parametrize("name", sorted({item.options for _, item, _ in CHOSEN}))
def test_every_list_from_which_something_is_chosen_answers(small_api: Api, name: str) -> None:
    page = read(small_api, name)

    assert page.keys() == {"choices", "next_after"}
    assert all(choice.keys() == {"id", "label"} for choice in page["choices"])


@pytest.mark.parametrize(("name", "item", "siblings"), CHOSEN, ids=[name for name, _, _ in CHOSEN])
def test_what_narrows_a_list_is_one_of_its_inputs(
    name: str, item: Filter | Input, siblings: Iterable[Filter | Input]
) -> None:
    narrowing = map_narrowing(item, siblings, LISTS)

    assert sorted(narrowing.values()) == sorted(item.depends_on), name
    assert narrowing.keys() <= {i.key for i in LISTS[item.options].inputs}


def test_the_lists_are_listed(small_api: Api) -> None:
    assert [item["key"] for item in small_api.get("/v1/lists").json()] == list(LISTS)


def test_services_show_what_people_know_of_them(api: Api) -> None:
    assert "Haircut (32.50 GBP, 45 min)" in labels(api, "services")


def test_drafts_are_left_out(api: Api) -> None:
    (first, *others) = read(api, "services")["choices"]
    execute(api.sidecar, "UPDATE wp_posts SET post_status = 'draft' WHERE ID = :id", id=first["id"])

    assert read(api, "services") == {"choices": others, "next_after": None}


@pytest.mark.parametrize(
    "name", ["bookings", "services", "staff", "extras", "statuses", "mails", "payment_methods"]
)
def test_pages_give_each_entry_once(api: Api, name: str) -> None:
    whole = read(api, name)["choices"]
    paged, after = [], ""
    while True:
        page = read(api, f"{name}?limit=1{after}")
        paged += page["choices"]
        if page["next_after"] is None:
            break
        after = f"&after={page['next_after']}"

    assert paged == whole
    assert len(paged) > 0


def test_staff_is_narrowed_by_a_service(api: Api) -> None:
    everybody = {choice["id"] for choice in read(api, "staff")["choices"]}
    for service in read(api, "services")["choices"]:
        found = api.post("/v1/searches", {"search": "find_service", "inputs": {"service_id": service["id"]}})
        (described,) = found.json()["results"]

        offering = {choice["id"] for choice in read(api, f"staff?service_id={service['id']}")["choices"]}

        assert offering == {member["id"] for member in described["staff"]}
        assert offering <= everybody


def test_several_services_narrow_to_whoever_offers_one(api: Api) -> None:
    ids = [str(choice["id"]) for choice in read(api, "services")["choices"]][:2]

    of_each = [read(api, f"staff?service_id={service_id}")["choices"] for service_id in ids]
    of_both = read(api, f"staff?service_id={','.join(ids)}")["choices"]

    assert {c["id"] for c in of_both} == {c["id"] for choices in of_each for c in choices}


def test_extras_are_narrowed_by_a_service(api: Api) -> None:
    assert labels(api, "extras?service_id=14") != []
    assert labels(api, "extras?service_id=999999") == []


def test_a_text_narrows_by_the_label_in_any_case(api: Api) -> None:
    assert labels(api, "services?search=HAIRc") == [
        label for label in labels(api, "services") if "hairc" in label.lower()
    ]
    assert labels(api, "services?search=%25") == []


def test_statuses_are_those_of_payloads(small_api: Api) -> None:
    assert read(small_api, "statuses")["choices"] == [
        {"id": "pending", "label": "Pending"},
        {"id": "confirmed", "label": "Confirmed"},
        {"id": "cancelled", "label": "Cancelled"},
        {"id": "completed", "label": "Completed"},
        {"id": "no-show", "label": "No-Show"},
        {"id": "failed", "label": "Failed"},
    ]


def test_payment_methods_are_offline_and_the_gateways_that_are_on(api: Api) -> None:
    switches = {
        "bkx_gateway_stripe_status": "1",
        "bkx_gateway_authorize_status": "0",
        "bkxxgateway_odd_status": "1",
    }
    execute(api.sidecar, "DELETE FROM wp_options WHERE option_name LIKE 'bkx_gateway_%'")
    for name, value in switches.items():
        execute(
            api.sidecar,
            "INSERT INTO wp_options (option_name, option_value, autoload) VALUES (:name, :value, 'yes')",
            name=name,
            value=value,
        )

    assert read(api, "payment_methods")["choices"] == [
        {"id": "offline", "label": "Offline"},
        {"id": "stripe", "label": "Stripe"},
    ]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("services?after=x", "after"),
        ("bookings?after=x", "after"),
        ("customers?after=x", "after"),
        ("blocks?after=x", "after"),
        ("services?after=-1", "after"),
        ("services?after=" + "9" * 19, "after"),
        ("statuses?after=odd", "after"),
        ("staff?service_id=x", "service_id"),
        ("services?service_id=14", "service_id"),
        ("services?limit=101", "limit"),
        ("services?colour=red", "colour"),
    ],
)
def test_what_a_list_does_not_take_is_named(small_api: Api, path: str, field: str) -> None:
    answer = small_api.get(f"/v1/lists/{path}")

    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json()["error"]["fields"]] == [field]


def test_an_unknown_list_is_said_to_be_unknown(small_api: Api) -> None:
    answer = small_api.get("/v1/lists/rooms")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_list")


def test_a_label_is_one_line_that_is_not_too_long(small_api: Api) -> None:
    name = "Cut,\r\n wash\tand " + "very " * 60 + "dry"
    execute(small_api.sidecar, "UPDATE wp_posts SET post_title = :name WHERE ID = 13", name=name)

    (label,) = [found for found in labels(small_api, "services") if found.startswith("Cut")]

    whole = " ".join(name.split()) + " (32.50 GBP, 45 min)"
    assert label == f"{whole[:119]}…{whole[-80:]}"
