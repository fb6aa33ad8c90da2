"""Filters and field mappings as Zapier sends them: kept, replaced, applied, and every fault named at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.factories import TARGET, execute, fetch, make_event, store_events

if TYPE_CHECKING:
    from tests.contract.conftest import Api

GOOD = {"trigger": "booking_status_changed", "target_url": TARGET}
MINUTES = "Expected a whole number from 1 to 525600, or a list of such values."
WHOLE = "Expected a whole number, such as 14, or a list of such values."
STATUSES = (
    "Expected one of: pending, confirmed, cancelled, completed, no-show, failed, or a list of such values."
)
INVALID_NAME = "'a b' cannot be a field's name. Use 1 to 100 letters, digits and underscores, no digit first."
FILTERS = {"service": ["14", 15], "status": "Confirmed", "minimum_amount": 25, "staff": ""}
MAPPING = {"drop": ["payment"], "rename": {"customer.email": "contact_email"}}
SAMPLE = "/v1/triggers/booking_status_changed/sample"


def wrong(*faults: tuple[str, str]) -> dict[str, Any]:
    return {
        "error": {
            "code": "invalid_data",
            "message": "The provided data is invalid or incomplete.",
            "fields": [{"field": field, "problem": problem} for field, problem in faults],
        }
    }


def test_filters_and_mapping_are_kept_in_one_form(api: Api) -> None:
    answer = api.post("/v1/subscribe", GOOD | {"filters": FILTERS, "field_mapping": MAPPING})

    assert answer.status_code == 201
    ((filters, mapping),) = fetch(api.sidecar, "subscriptions", "filters", "field_mapping")
    assert json.loads(filters) == {"service": [14, 15], "minimum_amount": ["25"], "status": ["confirmed"]}
    assert json.loads(mapping) == MAPPING


def test_subscribing_again_replaces_both_under_the_same_id(api: Api) -> None:
    first = api.post("/v1/subscribe", GOOD | {"filters": FILTERS, "field_mapping": MAPPING})
    second = api.post("/v1/subscribe", GOOD | {"filters": {"staff": 8}})
    kept = fetch(api.sidecar, "subscriptions", "filters", "field_mapping")
    third = api.post("/v1/subscribe", GOOD)

    assert first.json() == second.json() == third.json()
    assert kept == [('{"staff":[8]}', None)]
    assert fetch(api.sidecar, "subscriptions", "filters", "field_mapping") == [(None, None)]


def test_a_refused_wish_leaves_the_subscription_as_it_was(api: Api) -> None:
    api.post("/v1/subscribe", GOOD | {"filters": {"staff": 8}})

    answer = api.post("/v1/subscribe", GOOD | {"filters": {"staff": "Alex"}})

    assert (answer.status_code, answer.json()) == (422, wrong(("filters.staff", WHOLE)))
    assert fetch(api.sidecar, "subscriptions", "filters", "status") == [('{"staff":[8]}', "active")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"filters": []}, [("filters", "Expected `object`, got `array`")]),
        ({"filters": None}, [("filters", "Expected `object`, got `null`")]),
        ({"field_mapping": {"drop": "payment"}}, [("field_mapping.drop", "Expected `array`, got `str`")]),
        ({"field_mapping": {"drop": [1]}}, [("field_mapping.drop[0]", "Expected `str`, got `int`")]),
        (
            {"field_mapping": {"rename": {"a": 1}}},
            [("field_mapping.rename[...]", "Expected `str`, got `int`")],
        ),
        ({"field_mapping": {"keep": []}}, [("field_mapping", "Object contains unknown field `keep`")]),
        ({"filters": {"status": "lost"}}, [("filters.status", STATUSES)]),
        (
            {
                "filters": {"service": "Haircut", "status": "confirmed", "previous_status": 5},
                "field_mapping": {
                    "drop": ["id", "color"],
                    "rename": {"payment.amount": "tax", "staff.name": "a b"},
                },
            },
            [
                ("filters.service", WHOLE),
                ("filters.previous_status", STATUSES),
                ("field_mapping.drop", "id stays as it is: Zapier tells events apart by it."),
                (
                    "field_mapping.drop",
                    "'color' is not a field of booking_status_changed. GET /v1/triggers lists its fields.",
                ),
                (
                    "field_mapping.rename.payment.amount",
                    "There is a field 'tax' beside it already. Choose another name, or rename that, too.",
                ),
                (
                    "field_mapping.rename.staff.name",
                    INVALID_NAME,
                ),
            ],
        ),
    ],
)
def test_every_fault_is_named_with_what_would_be_right(
    small_api: Api, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = small_api.post("/v1/subscribe", GOOD | body)

    assert (answer.status_code, answer.json()) == (422, wrong(*expected))
    assert fetch(small_api.sidecar, "subscriptions", "id") == []


def test_an_unknown_filter_is_answered_with_those_there_are(small_api: Api) -> None:
    answer = small_api.post("/v1/subscribe", GOOD | {"filters": {"color": "red"}})

    (fault,) = answer.json()["error"]["fields"]
    assert fault["field"] == "filters.color"
    assert fault["problem"].startswith("There is no such filter. This trigger has: service, staff, ")


def test_a_required_filter_must_be_chosen(small_api: Api) -> None:
    upcoming = {"trigger": "booking_upcoming", "target_url": TARGET}

    without = small_api.post("/v1/subscribe", upcoming)
    with_it = small_api.post("/v1/subscribe", upcoming | {"filters": {"minutes_before": "60"}})

    assert (without.status_code, without.json()) == (
        422,
        wrong(("filters.minutes_before", f"Required. {MINUTES}")),
    )
    assert with_it.status_code == 201


def test_too_many_choices_are_refused(small_api: Api) -> None:
    many = {f"f{n}": 1 for n in range(51)}
    paths = [f"metadata.{n}" for n in range(201)]

    for body, field in (
        ({"filters": many}, "filters"),
        ({"field_mapping": {"drop": paths}}, "field_mapping.drop"),
        ({"field_mapping": {"rename": dict.fromkeys(paths, "x")}}, "field_mapping.rename"),
    ):
        answer = small_api.post("/v1/subscribe", GOOD | body)
        assert (answer.status_code, answer.json()["error"]["fields"][0]["field"]) == (422, field)


def test_a_poll_by_subscription_gives_what_its_hook_carries(api: Api) -> None:
    wish = GOOD | {"filters": {"status": "confirmed"}, "field_mapping": {"drop": ["status"]}}
    id_ = api.post("/v1/subscribe", wish).json()["id"]
    statuses = {1: "confirmed", 2: "pending", 3: "confirmed"}
    store_events(
        api.sidecar,
        *(
            make_event(n, GOOD["trigger"], payload=b'{"id":%d,"status":"%b"}' % (n, status.encode()))
            for n, status in statuses.items()
        ),
    )

    answer = api.get(f"/v1/poll?trigger={GOOD['trigger']}&subscription={id_}&limit=1")

    assert answer.content == b'[{"id":3}]'
    assert f"subscription={id_}" in answer.headers["link"]


def test_a_poll_by_someone_elses_subscription_is_not_found(api: Api) -> None:
    id_ = api.post("/v1/subscribe", GOOD).json()["id"]
    execute(api.sidecar, "UPDATE wp_bkx_zapier_subscriptions SET user_id = 2")

    answer = api.get(f"/v1/poll?trigger={GOOD['trigger']}&subscription={id_}")

    assert (answer.status_code, answer.json()) == (
        404,
        {
            "error": {
                "code": "not_found",
                "message": "You have no active subscription of this id to this trigger.",
            }
        },
    )


def test_filters_and_mapping_may_stand_in_a_query(api: Api) -> None:
    query = f"filters={quote(json.dumps({'status': 'cancelled'}))}&field_mapping={quote(json.dumps(MAPPING))}"

    made = api.get(f"{SAMPLE}?{query}").json()

    assert made != []
    for sample in made:
        assert (sample["status"], "payment" in sample) == ("cancelled", False)
        assert "contact_email" in sample["customer"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filters=x", ("filters", "Expected a JSON object")),
        ("filters=[]", ("filters", "Expected `object`, got `array` (at body)")),
        ("filters=" + "[" * 100, ("filters", "Expected a JSON object")),
        ('field_mapping={"drop":1}', ("field_mapping", "Expected `array`, got `int` (at drop)")),
        ('filters={"service":"x"}', ("filters.service", WHOLE)),
        (
            'field_mapping={"drop":["event"]}',
            ("field_mapping.drop", "event stays as it is: Zapier tells events apart by it."),
        ),
    ],
)
def test_a_wrong_query_is_named(small_api: Api, query: str, expected: tuple[str, str]) -> None:
    for address in (f"/v1/poll?trigger={GOOD['trigger']}&", f"{SAMPLE}?"):
        answer = small_api.get(address + query)
        assert (answer.status_code, answer.json()) == (422, wrong(expected))


def test_a_subscription_goes_without_other_choices(small_api: Api) -> None:
    answer = small_api.get(f'/v1/poll?trigger={GOOD["trigger"]}&subscription=x&filters={{"service":1}}')

    assert answer.json() == wrong(("subscription", "Give it without filters and field_mapping."))
