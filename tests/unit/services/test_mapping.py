"""A field mapping leaves out and renames; everything else stays as it is, and where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.services.subscriptions.mapping import FieldMapping, Shape, apply, check_mapping, read_shape
from sidecar.spec import Field, FieldType, Trigger


def field(key: str, *children: Field, of: FieldType = FieldType.OBJECT) -> Field:
    return Field(key, of if children else FieldType.STRING, key, key, key, children=children)


TRIGGER = Trigger(
    "moved",
    "moved",
    "Moved",
    "Booking",
    "Triggers when moved.",
    (
        *map(field, ("id", "event_id", "event", "status")),
        field("customer", *map(field, ("id", "email", "phone"))),
        field("extras", field("id"), field("name"), of=FieldType.LIST),
        Field("days", FieldType.LIST, "Days", "Days.", "days"),
        Field("metadata", FieldType.MAP, "Metadata", "Metadata.", "metadata"),
    ),
)
PAYLOAD: dict[str, Any] = {
    "id": 57,
    "event_id": "E",
    "event": "moved",
    "status": "pending",
    "customer": {"id": 7, "email": "ann@example.com", "phone": "1"},
    "extras": [{"id": 19, "name": "Massage"}, {"id": 20, "name": None}],
    "days": ["2027-03-17"],
    "metadata": {"a": "1", "b.c": "2"},
}


def shaped(drop: tuple[str, ...] = (), **rename: str) -> Any:
    mapping = FieldMapping(drop, {path.replace("__", "."): name for path, name in rename.items()})
    assert faults(mapping) == []
    return apply(read_shape(TRIGGER, mapping), PAYLOAD)


def faults(mapping: FieldMapping) -> list[tuple[str, str]]:
    return [(fault.field, fault.problem) for fault in check_mapping(TRIGGER, mapping)]


def test_dropped_fields_are_gone() -> None:
    drop = ("customer.phone", "customer.id", "extras.id", "days", "metadata.b.c", "metadata.unknown")

    assert shaped(drop) == {
        "id": 57,
        "event_id": "E",
        "event": "moved",
        "status": "pending",
        "customer": {"email": "ann@example.com"},
        "extras": [{"name": "Massage"}, {"name": None}],
        "metadata": {"a": "1"},
    }


def test_a_new_name_stands_where_the_old_one_stood() -> None:
    actual = shaped(customer="client", customer__email="contact_email", status="state", extras__name="title")

    assert json.dumps(actual) == json.dumps(
        {
            "id": 57,
            "event_id": "E",
            "event": "moved",
            "state": "pending",
            "client": {"id": 7, "contact_email": "ann@example.com", "phone": "1"},
            "extras": [{"id": 19, "title": "Massage"}, {"id": 20, "title": None}],
            "days": ["2027-03-17"],
            "metadata": {"a": "1", "b.c": "2"},
        }
    )


def test_two_fields_may_take_each_others_names() -> None:
    actual = shaped(customer__email="phone", customer__phone="email")["customer"]

    assert json.dumps(actual) == '{"id": 7, "phone": "ann@example.com", "email": "1"}'


def test_a_name_that_was_dropped_is_free() -> None:
    assert shaped(("customer.phone",), customer__email="phone")["customer"] == {
        "id": 7,
        "phone": "ann@example.com",
    }


def test_in_a_map_the_renamed_value_counts() -> None:
    mapping = FieldMapping(rename={"metadata.b.c": "a", "metadata.gone": "b"})

    assert apply(read_shape(TRIGGER, mapping), PAYLOAD)["metadata"] == {"a": "2"}


def test_the_payload_itself_stays_as_it_is() -> None:
    before = json.dumps(PAYLOAD)

    shaped(("customer.phone", "days"), status="state")

    assert json.dumps(PAYLOAD) == before


@pytest.mark.parametrize("path", ["extras.name", "extras[].name"])
def test_a_path_into_a_list_is_written_in_either_way(path: str) -> None:
    actual = apply(read_shape(TRIGGER, FieldMapping((path,))), PAYLOAD)

    assert actual["extras"] == [{"id": 19}, {"id": 20}]


def test_what_the_trigger_no_longer_has_changes_nothing() -> None:
    mapping = FieldMapping(("gone", "customer.gone"), {"status.gone": "x"})

    assert apply(read_shape(TRIGGER, mapping), PAYLOAD) == PAYLOAD


@pytest.mark.parametrize(
    "path", ["", ".", "color", "customer.", "customer.color", "status.x", "days.0", "metadata."]
)
def test_an_unknown_path_is_named(path: str) -> None:
    problem = f"{path!r} is not a field of moved. GET /v1/triggers lists its fields."

    assert faults(FieldMapping((path,), {path: "x"})) == [
        ("field_mapping.drop", problem),
        (f"field_mapping.rename.{path}", problem),
    ]


@pytest.mark.parametrize("path", ["id", "event_id", "event"])
def test_what_tells_events_apart_stays(path: str) -> None:
    problem = f"{path} stays as it is: Zapier tells events apart by it."

    assert faults(FieldMapping((path,), {path: "x"})) == [
        ("field_mapping.drop", problem),
        (f"field_mapping.rename.{path}", problem),
    ]


@pytest.mark.parametrize("name", ["", "a b", "a.b", "9a", "é", "x" * 101, "a\n", "🍣"])
def test_a_new_name_must_be_one(name: str) -> None:
    assert faults(FieldMapping(rename={"status": name})) == [
        (
            "field_mapping.rename.status",
            (
                f"{name!r} cannot be a field's name. "
                "Use 1 to 100 letters, digits and underscores, no digit first."
            ),
        )
    ]


def beside(name: str) -> str:
    return f"There is a field {name!r} beside it already. Choose another name, or rename that, too."


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        (FieldMapping(rename={"status": "id"}), [("status", beside("id"))]),
        (FieldMapping(rename={"customer.email": "phone"}), [("customer.email", beside("phone"))]),
        (
            FieldMapping(rename={"customer.email": "x", "customer.phone": "x"}),
            [("customer.email", beside("x")), ("customer.phone", beside("x"))],
        ),
        (
            FieldMapping(rename={"metadata.a": "x", "metadata.b": "x"}),
            [("metadata.a", beside("x")), ("metadata.b", beside("x"))],
        ),
        (
            FieldMapping(("customer",), {"customer.email": "mail"}),
            [("customer.email", "It is also dropped. Drop it, or rename it.")],
        ),
        (
            FieldMapping(("status",), {"status": "state"}),
            [("status", "It is also dropped. Drop it, or rename it.")],
        ),
        (
            FieldMapping(rename={"extras.name": "a", "extras[].name": "b"}),
            [("extras.name", "It is renamed twice."), ("extras[].name", "It is renamed twice.")],
        ),
    ],
)
def test_clashes_are_named(mapping: FieldMapping, expected: list[tuple[str, str]]) -> None:
    assert faults(mapping) == [(f"field_mapping.rename.{path}", problem) for path, problem in expected]


def test_the_same_name_may_stand_in_two_places() -> None:
    assert faults(FieldMapping(rename={"status": "email", "extras.name": "email"})) == []


PATHS = [
    "status",
    "customer",
    "customer.id",
    "customer.email",
    "extras.name",
    "metadata.a",
    "days",
    "id",
    "x",
]


@given(
    st.lists(st.sampled_from(PATHS), unique=True).map(tuple),
    st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["status", "email", "a", "b", "id"])),
)
def test_a_mapping_without_faults_loses_nothing_but_what_it_drops(
    drop: tuple[str, ...], rename: dict[str, str]
) -> None:
    mapping = FieldMapping(drop, {path: name for path, name in rename.items() if path != "metadata.a"})
    if not faults(mapping):
        dropped = sum(path in PAYLOAD for path in drop)
        actual = apply(read_shape(TRIGGER, mapping), PAYLOAD)

        assert len(actual) == len(PAYLOAD) - dropped
        assert [actual[key] for key in ("id", "event_id", "event")] == [57, "E", "moved"]


@given(st.recursive(st.none() | st.text(), lambda below: st.lists(below) | st.dictionaries(st.text(), below)))
def test_without_a_mapping_nothing_changes(payload: Any) -> None:
    assert apply(Shape(), payload) == payload
