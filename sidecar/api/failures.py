"""Turns whatever goes wrong into the one JSON error shape; nothing a caller does ends as a 500."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import structlog
from litestar import Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from sidecar.api.activity import FAULT, describe_fault
from sidecar.errors import (
    BodyTooLargeError,
    FieldFault,
    InvalidDataError,
    MalformedBodyError,
    MethodNotAllowedError,
    NotFoundError,
    SidecarError,
)

if TYPE_CHECKING:
    from litestar import Request

TOO_LARGE, UNAVAILABLE = 413, 503
RETRY_AFTER_SECONDS = 30
"""Where an error does not say better when to come back."""
MISSING = re.compile(r"(?P<problem>Missing required \w+ parameter) '(?P<name>\w+)'")
"""How the framework names a parameter that is not there, in a sentence alone."""

TRANSLATIONS: dict[type[Exception], type[SidecarError]] = {
    NotFoundException: NotFoundError,
    MethodNotAllowedException: MethodNotAllowedError,
    ClientException: MalformedBodyError,
    UnicodeDecodeError: MalformedBodyError,
    RecursionError: MalformedBodyError,
}
"""What the framework raises, and what it is to a caller; the first that fits counts."""

log = structlog.get_logger()


def answer_failure(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Return the answer to an error: its status, its code, and a message that says what to do."""
    known = _translate(error)
    if known.status >= 500:  # noqa: PLR2004 # our fault: someone must look
        log.error("request failed", action="request_failed", code=known.code, exc_info=error)
    request.state[FAULT] = describe_fault(known)
    headers = {}
    retry_after = known.retry_after_seconds
    if retry_after is None and known.status == UNAVAILABLE:
        retry_after = RETRY_AFTER_SECONDS
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if known.challenge:
        headers["WWW-Authenticate"] = known.challenge
    return Response(known.as_dict(), status_code=known.status, media_type="application/json", headers=headers)


def _translate(error: Exception) -> SidecarError:
    if isinstance(error, SidecarError):
        return error
    if isinstance(error, ValidationException):
        return InvalidDataError(fields=_list_faults(error))
    if isinstance(error, HTTPException) and error.status_code == TOO_LARGE:
        return BodyTooLargeError()
    for theirs, ours in TRANSLATIONS.items():
        if isinstance(error, theirs):
            return ours()
    return SidecarError()


def _list_faults(error: ValidationException) -> list[FieldFault]:
    """Return the parameters that Litestar refused, each with its reason."""
    extra = error.extra if isinstance(error.extra, list) else []
    faults = [FieldFault(str(item.get("key", "")), str(item.get("message", ""))) for item in extra]
    if faults:
        return faults
    missing = MISSING.match(error.detail)
    return [
        FieldFault(missing["name"], missing["problem"]) if missing else FieldFault("request", error.detail)
    ]
