"""Reads what a call gave by the declarations of its inputs: all faults at once, each with its field.

No sentence repeats a value, which may be personal.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sidecar.action_spec import Format
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.services.actions.values import FORMATS, READERS
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

    from sidecar.action_spec import Given, Input

MAX_FAULTS = 50
MAX_NAME = 60
MISSING = "This field is required."
JOINTS, DOUBLED = re.compile(r"[\s_-]+"), re.compile(r"(.)\1")


def read_inputs(
    declared: Sequence[Input],
    said: Mapping[str, Any],
    zone: tzinfo,
    check: Callable[[Given], Mapping[str, str]] = lambda _: {},
) -> dict[str, Any]:
    """Return all inputs by key: see `Given`. Raises InvalidDataError that names each fault.

    `zone` is the site's; `check` says what is wrong with inputs that only together make sense, and is asked
    only where all that was given is right: it must bear that required inputs are missing.
    """
    reader = _Reader(zone)
    given = reader.read_all(declared, said, "")
    if all(fault.problem == MISSING for fault in reader.faults):
        named = {fault.field for fault in reader.faults}
        found = [FieldFault(field, problem) for field, problem in check(given).items() if field not in named]
        reader.faults += found
    if reader.faults:
        raise InvalidDataError(fields=reader.faults[:MAX_FAULTS])
    return given


class _Reader:
    """Reads one call's inputs, and gathers its faults."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.faults: list[FieldFault] = []

    def read_all(self, declared: Sequence[Input], said: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        """Return the inputs of one mapping; `prefix` leads to it: `bookings.2.`."""
        self.faults += _name_unknown([item.key for item in declared], said, prefix)
        return {item.key: self._read(item, said.get(item.key), prefix + item.key) for item in declared}

    def _read(self, item: Input, raw: Any, path: str) -> Any:
        faults_before = len(self.faults)
        try:
            value = self._convert(item, raw, path)
        except ValueError as error:
            self.faults.append(FieldFault(path, str(error)))
            return None
        if value is None or value == ():
            if item.required and len(self.faults) == faults_before:
                self.faults.append(FieldFault(path, MISSING))
            return item.default if value is None else value
        return value

    def _convert(self, item: Input, raw: Any, path: str) -> Any:
        if item.type is FieldType.LIST:
            return self._read_rows(item, raw, path)
        if item.is_list:
            return self._read_several(item, raw, path)
        return read_value(item, raw, self._zone)

    def _read_rows(self, item: Input, raw: Any, path: str) -> tuple[Any, ...] | None:
        """Return line items; their fields are named by their place: `bookings.2.email` is the second's."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            raise ValueError("Expected a list of objects.")
        _check_count(item, len(raw))
        return tuple(self.read_all(item.children, row, f"{path}.{n}.") for n, row in enumerate(raw, 1))

    def _read_several(self, item: Input, raw: Any, path: str) -> tuple[Any, ...] | None:
        if raw is None:
            return None
        parts = raw if isinstance(raw, list) else str(raw).split(",") if _is_plain(raw) else None
        if parts is None:
            raise ValueError("Expected a list, or several values between commas.")
        _check_count(item, len(parts))
        is_one = len(parts) == 1 and not isinstance(raw, list)
        found = []
        for number, part in enumerate(parts, 1):
            try:
                value = read_value(item, part, self._zone)
            except ValueError as error:
                self.faults.append(FieldFault(path if is_one else f"{path}.{number}", str(error)))
                continue
            if value is not None and value not in found:
                found.append(value)
        return tuple(found) or None


def read_value(item: Input, raw: Any, zone: tzinfo) -> Any:
    """Return one value as the input's type, None where nothing was given; raises ValueError."""
    value = READERS[item.type](raw, zone)
    if value is None:
        return None
    if item.type is FieldType.STRING:
        value = _check_text(item, value)
    _check_bounds(item, value)
    return value


def _check_text(item: Input, text: str) -> str:
    if item.choices:
        return _choose(item, text)
    if item.format is not Format.EMAIL and len(text) > item.max_length:
        raise ValueError(f"Expected a text of at most {item.max_length} characters.")
    return FORMATS[item.format](text) if item.format else text


def _choose(item: Input, text: str) -> str:
    wanted = fold(text)
    for choice in item.choices:
        if fold(choice) == wanted:
            return choice
    raise ValueError(f"Expected one of: {', '.join(item.choices)}.")


def fold(word: str) -> str:
    """Return what all spellings of a word share: `No Show` and `no-show`, `canceled` and `cancelled`."""
    return DOUBLED.sub(r"\1", JOINTS.sub("", word.casefold()))


def _check_bounds(item: Input, value: Any) -> None:
    if item.minimum is not None and value < item.minimum:
        raise ValueError(f"Expected at least {item.minimum}.")
    if item.maximum is not None and value > item.maximum:
        raise ValueError(f"Expected at most {item.maximum}.")


def _check_count(item: Input, count: int) -> None:
    if count > item.max_items:
        raise ValueError(f"Expected at most {item.max_items} entries.")


def _is_plain(raw: Any) -> bool:
    return isinstance(raw, str | int | float) and not isinstance(raw, bool)


def _name_unknown(known: list[str], said: Mapping[str, Any], prefix: str) -> list[FieldFault]:
    """Return a fault for each field that is not there, with the one that was probably meant."""
    faults = []
    for name in [name for name in said if name not in known][:MAX_FAULTS]:
        meant = _guess(name[:MAX_NAME], known)
        hint = f"Did you mean {meant}?" if meant else f"Known are: {', '.join(known)}."
        faults.append(FieldFault(prefix + name[:MAX_NAME], f"There is no such field. {hint}", is_known=False))
    return faults


def _guess(name: str, known: list[str]) -> str | None:
    """Return the field that was probably meant: `start_datetime` by `start`, `email` by `emial`."""
    words = set(re.split(r"[\s_-]+", name.casefold()))
    holding = [key for key in known if words <= set(key.split("_"))]
    if holding:
        return min(holding, key=lambda key: key.count("_"))
    close = get_close_matches(name, known, n=1)
    return close[0] if close else None
