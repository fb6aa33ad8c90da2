"""An attempt depends on nothing that was sent before it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sidecar.zapier_client.sender import AttemptResult, Sender
from sidecar.zapier_client.targets import TargetPolicy
from tests.support.odd_receiver import answer, drip, flood, run_odd_receiver

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler


@pytest.mark.parametrize("behave", [drip, flood])
def test_only_the_beginning_of_an_answer_is_read(behave: Callable[[BaseHTTPRequestHandler], None]) -> None:
    async def send(url: str) -> AttemptResult:
        async with Sender(TargetPolicy((), allow_local=True), 1, 4) as sender:
            return await sender.send(url, b"{}", {})

    with run_odd_receiver(behave) as receiver:
        result = asyncio.run(send(receiver.url))

    assert result.status == 200
    assert 0 < len(result.snippet) <= 500


def test_no_cookie_is_kept() -> None:
    async def send_twice(url: str) -> list[int | None]:
        async with Sender(TargetPolicy((), allow_local=True), 5, 4) as sender:
            return [(await sender.send(url, b"{}", {})).status for _ in range(2)]

    with run_odd_receiver(answer(200, set_cookie="seen=1; Path=/")) as receiver:
        by_address = asyncio.run(send_twice(receiver.url))
        by_name = asyncio.run(send_twice(receiver.url.replace("127.0.0.1", "localhost")))

    assert by_address + by_name == [200] * 4
    assert [headers.get("cookie") for headers in receiver.headers] == [None] * 4
