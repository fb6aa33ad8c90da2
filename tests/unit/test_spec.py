"""Payload and sample are two readings of one declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from sidecar.spec import Field, FieldType, sample, serialize


@dataclass(frozen=True)
class Owner:
    """Anything with attributes."""

    value: Any


def read(source: str, owner: object) -> Any:
    return Field("x", FieldType.STRING, "X", "An x.", source).value(owner)


def test_a_path_leads_through_attributes() -> None:
    assert read("value.value", Owner(Owner("end"))) == "end"


def test_none_on_the_way_is_none_at_the_end() -> None:
    assert read("value.value.value", Owner(None)) is None


def test_a_path_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError):
        read("valeu", Owner(1))


def test_a_source_may_be_a_function() -> None:
    field = Field("x", FieldType.INTEGER, "X", "An x.", lambda owner: owner.value + 1)

    assert field.value(Owner(1)) == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2027, 3, 17, 11, tzinfo=UTC), "2027-03-17T11:00:00+00:00"),
        (datetime(2027, 7, 1, 9, 30, 1, 5000, timezone(timedelta(hours=1))), "2027-07-01T09:30:01+01:00"),
        (date(2027, 3, 7), "2027-03-07"),
        (Decimal("39.00"), "39.00"),
        (True, True),
        (7, 7),
        ("text", "text"),
        (None, None),
    ],
)
def test_values_become_json(value: object, expected: object) -> None:
    assert read("value", Owner(value)) == expected


def test_a_time_without_a_zone_does_not_leave() -> None:
    naive = datetime(2027, 3, 17, 11, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="without a zone"):
        read("value", Owner(naive))


def test_an_object_reads_its_children_from_the_same_owner() -> None:
    child = Field("b", FieldType.INTEGER, "B", "A b.", "value", 5)
    field = Field("a", FieldType.OBJECT, "A", "An a.", children=(child,))

    assert (field.value(Owner(1)), field.sample()) == ({"b": 1}, {"b": 5})


def test_a_list_reads_its_children_from_each_item() -> None:
    child = Field("b", FieldType.INTEGER, "B", "A b.", "value", 5)
    field = Field("a", FieldType.LIST, "A", "An a.", "value", children=(child,))

    assert (field.value(Owner([Owner(1), Owner(2)])), field.sample()) == ([{"b": 1}, {"b": 2}], [{"b": 5}])


def test_a_list_of_plain_values_is_kept() -> None:
    field = Field("days", FieldType.LIST, "Days", "Some days.", "value", [])

    assert (field.value(Owner((date(2027, 1, 2),))), field.sample()) == (["2027-01-02"], [])


def test_fields_keep_their_order() -> None:
    fields = tuple(Field(key, FieldType.STRING, key, "Help.", "value", "s") for key in "zax")

    assert list(serialize(fields, Owner(1))) == list(sample(fields)) == ["z", "a", "x"]
