"""Logs are lines of JSON, and nobody else prints whole URLs beside them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from sidecar.errors import SetupError
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
def test_an_error_is_one_line_that_says_where_and_not_of_whom(capsys: pytest.CaptureFixture[str]) -> None:
    address = "ann@" + "example.test"  # the line that fails is shown, too
    try:
        try:
            int(address)
        except ValueError as error:
            raise SetupError("Do this.") from error
    except SetupError:
        structlog.get_logger().exception("request failed", action="request_failed")

    out = capsys.readouterr().out
    shown = json.loads(out)["exception"]
    assert (out.count("\n"), address in out, "int(address)" in shown) == (1, False, True)
    assert [line for line in shown.splitlines() if not line.startswith(" ")] == [
        "SetupError: Do this.",
        "ValueError",
    ]


@pytest.mark.usefixtures("logs")
def test_an_error_of_the_database_is_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    error = OSError(1366, "Incorrect value: 'ann'")

    structlog.get_logger().error("request failed", action="request_failed", exc_info=error)

    assert json.loads(capsys.readouterr().out)["exception"].endswith("OSError 1366")


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("name", NOISY)
def test_loggers_that_print_urls_are_muted(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
