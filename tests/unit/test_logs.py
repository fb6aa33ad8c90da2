"""Logs are lines of JSON, and nobody else prints whole URLs beside them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from sidecar.logs import set_up_logs

if TYPE_CHECKING:
    from collections.abc import Iterator

NOISY = ("httpx", "httpcore", "aiohttp", "huey", "alembic")


@pytest.fixture
def logs() -> Iterator[None]:
    levels = {name: logging.getLogger(name).level for name in NOISY}
    set_up_logs()
    yield
    structlog.reset_defaults()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("logs")
def test_a_line_is_json_with_level_time_and_action(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("attempt settled", action="attempt_settled", delivery=7)

    line = json.loads(capsys.readouterr().out)
    time = line.pop("timestamp")
    assert time.endswith("Z")
    assert line == {"event": "attempt settled", "level": "info", "action": "attempt_settled", "delivery": 7}


@pytest.mark.usefixtures("logs")
def test_an_error_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int("broken")
    except ValueError:
        structlog.get_logger().exception("request failed", action="request_failed")

    out = capsys.readouterr().out
    assert (out.count("\n"), "ValueError: invalid literal" in json.loads(out)["exception"]) == (1, True)


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("name", NOISY)
def test_loggers_that_print_urls_are_muted(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
