"""Reads request bodies: UTF-8 JSON of a declared shape, with every fault named by its field."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from sidecar.errors import FieldFault, InvalidDataError, MalformedBodyError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 32
FAULT = re.compile(r"^(?P<problem>.*?)(?: - at `\$\.?(?P<path>.*?)`)?$")

Shape = TypeVar("Shape")


def read_body(body: bytes, shape: type[Shape]) -> Shape:
    """Return a body as `shape`; raise MalformedBodyError or InvalidDataError."""
    _check_depth(body)
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise InvalidDataError(fields=[_read_fault(error)]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBodyError from error


def read_parameter(name: str, text: str, shape: type[Shape]) -> Shape:
    """Return a query parameter that is JSON as `shape`; raise InvalidDataError."""
    try:
        return read_body(text.encode(), shape)
    except InvalidDataError as error:
        faults = [FieldFault(name, f"{fault.problem} (at {fault.field})") for fault in error.fields]
        raise InvalidDataError(fields=faults) from error
    except (MalformedBodyError, UnicodeEncodeError) as error:
        raise InvalidDataError(fields=[FieldFault(name, "Expected a JSON object")]) from error


def _read_fault(error: msgspec.ValidationError) -> FieldFault:
    match = FAULT.match(str(error))
    field, problem = (match["path"] or "", match["problem"]) if match else ("", str(error))
    return FieldFault(field or _named_field(problem), problem, is_known="unknown field" not in problem)


def _named_field(problem: str) -> str:
    """Return the field that msgspec names in a sentence such as "missing required field `trigger`"."""
    match = re.search(r"field `(\w+)`", problem)
    return match[1] if match else "body"


def _check_depth(body: bytes) -> None:
    """Refuse deep nesting before the parser meets it; brackets in texts count too, which hurts nobody."""
    depth = 0
    for byte in body:
        if byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise MalformedBodyError("The request body is nested too deeply.")
        elif byte in b"]}":
            depth -= 1
