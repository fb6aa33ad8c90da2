"""How the processes log: one line of JSON per happening, ids only, never payloads, keys or URLs."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import structlog

from sidecar.errors import SidecarError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import ExcInfo


def set_up_logs() -> None:
    """Log to standard output; loggers that print whole URLs are muted, for a hook's URL is a secret."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for name in ("httpx", "httpcore", "aiohttp", "huey", "alembic", "authlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(describe_fault),
            structlog.processors.JSONRenderer(),
        ]
    )


def describe_fault(exc_info: ExcInfo) -> str:
    """Return the kinds of an error and of its causes, each with the places it came through.

    What it says is left out, as that may be somebody's data: `int` and databases repeat what they refuse.
    Our own errors do not, and databases have numbers for theirs.
    """
    return "\n".join("".join(_describe(error)) for error in _list_causes(exc_info[1]))


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _describe(error: BaseException) -> Iterator[str]:
    yield from traceback.format_tb(error.__traceback__)
    yield type(error).__qualname__
    number = next(iter(error.args), None)
    if isinstance(error, SidecarError):
        yield f": {error.text}"
    elif isinstance(number, int):
        yield f" {number}"
