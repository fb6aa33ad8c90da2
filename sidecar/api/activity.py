"""Writes an activity row for each call: who, what, how it ended, how long it took; never its contents.

Anybody can call, so of calls that show no good key there are only so many rows a minute; and of those that no
rate limit counts and that do nothing.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from typing import TYPE_CHECKING

import msgspec
import structlog

from sidecar.db.activity import INBOUND, Activity
from sidecar.errors import SidecarError
from sidecar.identity import SECRET, new_id
from sidecar.services.logging_calls import log_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sidecar.api.asgi import App, Message, Receive, Scope, Send
    from sidecar.errors import FieldFault
    from sidecar.services.sidecar import Sidecar

VERSION_PREFIX = "/v1/"
LOGGED_PREFIXES = (VERSION_PREFIX, "/trigger/", "/action/", "/oauth/")
SLASHES = re.compile("/{2,}")
MAX_PATH = 200
FIRST_ERROR_STATUS = 400

KIND, FAULT, UNTOLD, VOUCHED, IDLE = "activity", "fault", "untold", "vouched", "idle"
"""What handlers say in the request's state: the row's kind (`action_create_booking`), what went wrong,
that there is a row already which tells the same, that what came in place of a key was good, and that a call
beyond all limits did nothing."""
STRANGERS_PER_MINUTE = 60
"""Rows of calls by nobody known, or idle, from each process: a flood of them may not fill the database."""
MINUTE_SECONDS = 60
FIELD = re.compile(r"[A-Za-z0-9_.-]{1,80}")
MAX_FIELDS = 10

log = structlog.get_logger()


class Valve:
    """Lets so many through a minute; for one thread. `clock` is in seconds and never goes back."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._began_at = -math.inf
        self._count = 0

    def admit(self) -> bool:
        """Say whether one more may pass; the log tells once a minute of those that may not."""
        if self._clock() >= self._began_at + MINUTE_SECONDS:
            self._began_at, self._count = self._clock(), 0
        self._count += 1
        if self._count == self._per_minute + 1:
            log.warning("many calls without a good key or effect are not noted", action="strangers_untold")
        return self._count <= self._per_minute


class ActivityLog:
    """An ASGI application around another, so that calls which no route takes are seen too."""

    def __init__(self, inner: App, sidecar: Sidecar, paths: Iterable[str]) -> None:
        self._inner = inner
        self._sidecar = sidecar
        self._strangers = Valve(STRANGERS_PER_MINUTE)
        self._kinds = {_kind(path) for path in paths if path.startswith(LOGGED_PREFIXES)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the call and write its row after the answer is out."""
        path = SLASHES.sub("/", scope.get("path", ""))  # as the router reads it
        if scope["type"] != "http" or not path.startswith(LOGGED_PREFIXES):
            await self._inner(scope, receive, send)
            return
        started, status, request_id = time.monotonic(), 500, new_id()

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        await self._inner(scope, receive, note_status)
        state = scope.get("state", {})
        caller = state.get("caller")
        is_known = (caller is not None or state.get(VOUCHED)) and not state.get(IDLE)
        if state.get(UNTOLD) or not (is_known or self._strangers.admit()):
            return
        line = self._describe(scope, path, status, time.monotonic() - started, request_id)
        await asyncio.to_thread(self._write, line)

    def _describe(self, scope: Scope, path: str, status: int, seconds: float, request_id: str) -> Activity:
        """Return the row of a call."""
        state = scope.get("state", {})
        caller = state.get("caller")
        return Activity(
            event_type=state.get(KIND) or self._name(path),
            direction=INBOUND,
            success=status < FIRST_ERROR_STATUS,
            status_code=status,
            request_data=_describe_call(scope["method"], path),
            error_message=state.get(FAULT),
            execution_time=seconds,
            api_key_id=caller.key_id if caller else None,
            request_id=request_id,
        )

    def _name(self, path: str) -> str:
        return f"api_{kind}" if (kind := _kind(path)) in self._kinds else "api_unknown"

    def _write(self, line: Activity) -> None:
        try:
            log_call(self._sidecar, line)
        except SidecarError:
            log.warning("activity lost", action="activity_lost", request=line.request_id)


def _describe_call(method: str, path: str) -> str:
    """Return JSON of method and path; a key or token that somebody put into the path is cut out of it."""
    shown = SECRET.sub("bkx_...", path)[:MAX_PATH]
    return msgspec.json.encode({"method": method, "path": shown}).decode()


def _kind(path: str) -> str:
    """Return the kind of call: the first part of the path, after the version if there is one."""
    return path.removeprefix(VERSION_PREFIX).strip("/").partition("/")[0]


def describe_fault(error: SidecarError) -> str:
    """Return an error's code and the fields at fault; never a value, nor a name that may be one."""
    names = dict.fromkeys(_name_field(fault) for fault in error.fields)
    return f"{error.code}: {', '.join(list(names)[:MAX_FIELDS])}" if names else error.code


def _name_field(fault: FieldFault) -> str:
    return fault.field if fault.is_known and FIELD.fullmatch(fault.field) else "?"
