"""Decides which events a subscription wants: filters as they are given, are kept, and decide.

Pure. A filter is declared by its trigger (`spec.Filter`); kept are its values alone, so that the path into
the payload stays the trigger's business.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sidecar.errors import FieldFault
from sidecar.spec import FieldType, Match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sidecar.spec import Filter, Trigger

MAX_TEXT = 200
MAX_VALUES = 100
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
BLANK: tuple[Any, ...] = (None, "")
"""What Zapier sends for an input field that was left empty, or emptied."""


@dataclass(frozen=True)
class Condition:
    """A filter with what was chosen: the value at `path` must be one of `wanted`, or at least the first."""

    path: tuple[str, ...]
    type: FieldType
    match: Match
    wanted: tuple[Any, ...]


@dataclass(frozen=True)
class CheckedFilters:
    """Filters as they are kept (`{key: [values]}`), and everything that is wrong with those given."""

    kept: dict[str, list[Any]]
    faults: list[FieldFault]


def check_filters(
    trigger: Trigger, given: Mapping[str, Any], *, needs_required: bool = True
) -> CheckedFilters:
    """Check filters against their trigger's; an empty value means that nothing was chosen."""
    declared = {item.key: item for item in trigger.filters}
    kept: dict[str, list[Any]] = {}
    faults = [
        FieldFault(f"filters.{key}", _unknown(declared), is_known=False)
        for key in given
        if key not in declared
    ]
    for key, item in declared.items():
        value = given.get(key)
        values = _read_values(item, value if isinstance(value, list) else [value])
        if values is None:
            faults.append(FieldFault(f"filters.{key}", f"{_expected(item)}."))
        elif values:
            kept[key] = values
        elif item.required and needs_required:
            faults.append(FieldFault(f"filters.{key}", f"Required. {_expected(item)}."))
    return CheckedFilters(kept, faults)


def read_conditions(trigger: Trigger, kept: Mapping[str, Sequence[Any]]) -> tuple[Condition, ...]:
    """Return what kept filters ask for; one that the trigger no longer declares asks for nothing."""
    return tuple(
        Condition(
            tuple(item.path.split(".")),
            item.type,
            item.match,
            tuple(_COMPARABLE[item.type](value) for value in kept[item.key]),
        )
        for item in trigger.filters
        if item.key in kept
    )


def matches(conditions: Sequence[Condition], payload: Mapping[str, Any]) -> bool:
    """Whether a payload meets all conditions; of a list's items one is enough, null meets none."""
    return all(
        any(_meets(condition, value) for value in _walk(payload, condition.path)) for condition in conditions
    )


def _meets(condition: Condition, value: Any) -> bool:
    comparable = _COMPARABLE[condition.type](value)
    if comparable is None:
        return False
    if condition.match is Match.AT_LEAST:
        return bool(comparable >= condition.wanted[0])
    return comparable in condition.wanted


def _walk(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Yield what stands at the end of a path: one value, none, or those of each item of a list."""
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(value[path[0]], path[1:])


def _read_values(item: Filter, given: list[Any]) -> list[Any] | None:
    """Return the values as they are kept, each once and without the blank ones; None when one is wrong."""
    chosen = [value for value in given if value not in BLANK]
    if len(chosen) > (1 if item.match is Match.AT_LEAST else MAX_VALUES):
        return None
    read = [_read_value(item, value) for value in chosen]
    return None if None in read else list(dict.fromkeys(read))


def _read_value(item: Filter, given: Any) -> Any:
    value = _READERS[item.type](given)
    if value is None or _is_out_of_bounds(item, value):
        return None
    if not item.choices:
        return value
    chosen = _fold(str(value))
    known = next((choice for choice in item.choices if _fold(choice) == chosen), None)
    return known if isinstance(value, str) or known is None else value


def _is_out_of_bounds(item: Filter, value: Any) -> bool:
    is_low = item.minimum is not None and value < item.minimum
    return is_low or (item.maximum is not None and value > item.maximum)


def _unknown(declared: Mapping[str, Filter]) -> str:
    if not declared:
        return "This trigger has no filters."
    return f"There is no such filter. This trigger has: {', '.join(declared)}."


def _expected(item: Filter) -> str:
    expected = f"one of: {', '.join(item.choices)}" if item.choices else _NAMES[item.type]
    if item.minimum is not None and item.maximum is not None:
        expected = f"a whole number from {item.minimum} to {item.maximum}"
    return f"Expected {expected}" + ("" if item.match is Match.AT_LEAST else ", or a list of such values")


def _read_text(given: Any) -> str | None:
    text = given.strip() if isinstance(given, str) else ""
    return text if 0 < len(text) <= MAX_TEXT else None


def _read_integer(given: Any) -> int | None:
    if isinstance(given, bool) or not isinstance(given, int | str):
        return None
    return int(given) if WHOLE_NUMBER.fullmatch(str(given).strip()) else None


def _read_decimal(given: Any) -> str | None:
    """Return a number as text: a number of JSON would lose what money needs."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    text = str(given).strip()
    return text if DECIMAL.fullmatch(text) else None


def _read_boolean(given: Any) -> bool | None:
    return given if isinstance(given, bool) else {"true": True, "false": False}.get(str(given).casefold())


def _fold(value: Any) -> str | None:
    """Return a text as people read it: without regard to case, or to how an accent is encoded."""
    return unicodedata.normalize("NFC", value).strip().casefold() if isinstance(value, str) else None


def _to_decimal(value: Any) -> Decimal | None:
    text = _read_decimal(value)
    return None if text is None else Decimal(text)


_READERS: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.STRING: _read_text,
    FieldType.INTEGER: _read_integer,
    FieldType.NUMBER: _read_decimal,
    FieldType.MONEY: _read_decimal,
    FieldType.BOOLEAN: _read_boolean,
}
"""What a given value is kept as; None for a wrong one. Filters of other types cannot be declared."""
_COMPARABLE: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.STRING: _fold,
    FieldType.INTEGER: _read_integer,
    FieldType.NUMBER: _to_decimal,
    FieldType.MONEY: _to_decimal,
    FieldType.BOOLEAN: _read_boolean,
}
"""What a kept value, or one of a payload, is compared as; None for what is not of the type."""
_NAMES = {
    FieldType.STRING: f"a text of 1 to {MAX_TEXT} characters",
    FieldType.INTEGER: "a whole number, such as 14",
    FieldType.NUMBER: "a number, such as 4.5",
    FieldType.MONEY: "an amount, such as 25.00",
    FieldType.BOOLEAN: "true or false",
}
