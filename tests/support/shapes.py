"""Compares a payload or a sample with what the catalog says of its fields."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sidecar.fields.money import get_digits
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable


def is_time(value: Any) -> bool:
    has_form = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", value) is not None
    return has_form and datetime.fromisoformat(value).tzinfo is not None


IS_OF_TYPE: dict[FieldType, Callable[[Any], bool]] = {
    FieldType.STRING: lambda value: isinstance(value, str),
    FieldType.INTEGER: lambda value: type(value) is int,
    FieldType.NUMBER: lambda value: type(value) in {int, float},
    FieldType.BOOLEAN: lambda value: isinstance(value, bool),
    FieldType.DATETIME: is_time,
    FieldType.DATE: lambda value: date.fromisoformat(value).isoformat() == value,
    FieldType.MONEY: lambda value: re.fullmatch(r"\d+(\.\d+)?", value) is not None,
    FieldType.OBJECT: lambda value: isinstance(value, dict),
    FieldType.LIST: lambda value: isinstance(value, list),
    FieldType.MAP: lambda value: isinstance(value, dict),
}


def check_value(field: dict[str, Any], value: Any) -> None:
    """Assert that an example value is of its field's type, all the way down."""
    if value is None:
        assert field["nullable"], field["key"]
        return
    assert IS_OF_TYPE[FieldType(field["type"])](value), field["key"]
    if "items" in field:
        assert all(IS_OF_TYPE[FieldType(field["items"])](item) for item in value), field["key"]
    if "children" in field:
        for owner in [value] if isinstance(value, dict) else value:
            check_keys(field["children"], owner)


def check_keys(fields: list[dict[str, Any]], value: dict[str, Any]) -> None:
    """Assert that a value has exactly these fields, in order, each with a value of its type."""
    assert list(value) == [field["key"] for field in fields]
    for field in fields:
        check_value(field, value[field["key"]])
        if field["type"] == FieldType.MONEY and "currency" in value and value[field["key"]] is not None:
            check_digits(value[field["key"]], value["currency"])


def check_digits(amount: str, currency: str) -> None:
    """Assert that an amount has as many digits behind its point as the currency beside it has."""
    assert len(amount.partition(".")[2]) == get_digits(currency), (amount, currency)
