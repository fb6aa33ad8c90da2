"""Inputs are described as data, whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sidecar.action_spec import Format, Input
from sidecar.catalog.action_listing import describe_inputs
from sidecar.spec import FieldType

EMAIL = Input(
    key="email", type=FieldType.STRING, label="Email", help="Whose.", required=True, format=Format.EMAIL
)
PRICE = Input(
    key="price",
    type=FieldType.MONEY,
    label="Price",
    help="How much.",
    minimum=Decimal("0.50"),
    default=Decimal(2),
)
SERVICE = Input(key="service_id", type=FieldType.INTEGER, label="Service", help="Which.", options="services")
STAFF = replace(SERVICE, key="staff_id", options="staff", depends_on=("service_id",), is_list=True)
NOTHING = {
    "required": False,
    "is_list": False,
    "choices": [],
    "choice_labels": {},
    "options": None,
    "depends_on": [],
    "narrowed_by": {},
    "minimum": None,
    "maximum": None,
    "max_length": None,
    "max_items": None,
    "format": None,
    "default": None,
    "example": None,
}


def test_a_text_tells_its_rules() -> None:
    expected = {"key": "email", "type": "string", "label": "Email", "help": "Whose."} | NOTHING

    assert describe_inputs([EMAIL]) == [expected | {"required": True, "max_length": 200, "format": "email"}]


def test_amounts_are_texts() -> None:
    (described,) = describe_inputs([PRICE])

    assert (described["minimum"], described["default"], described["max_length"]) == ("0.50", "2", None)


def test_what_narrows_a_list_is_named_by_the_lists_own_input() -> None:
    _, staff = describe_inputs([SERVICE, STAFF])

    assert (staff["options"], staff["narrowed_by"], staff["max_items"]) == (
        "staff",
        {"service_id": "service_id"},
        50,
    )


def test_line_items_are_described_within() -> None:
    rows = Input(key="rows", type=FieldType.LIST, label="Rows", help="All.", children=(SERVICE, STAFF))

    (described,) = describe_inputs([rows])

    assert described["children"] == describe_inputs([SERVICE, STAFF])
