"""An attempt depends on nothing that was sent before it."""

from __future__ import annotations

import asyncio

from sidecar.zapier_client.sender import Sender
from sidecar.zapier_client.targets import TargetPolicy
from tests.support.odd_receiver import answer, run_odd_receiver


def test_no_cookie_is_kept() -> None:
    async def send_twice(url: str) -> list[int | None]:
        async with Sender(TargetPolicy((), allow_local=True), 5, 4) as sender:
            return [(await sender.send(url, b"{}", {})).status for _ in range(2)]

    with run_odd_receiver(answer(200, set_cookie="seen=1; Path=/")) as receiver:
        by_address = asyncio.run(send_twice(receiver.url))
        by_name = asyncio.run(send_twice(receiver.url.replace("127.0.0.1", "localhost")))

    assert by_address + by_name == [200] * 4
    assert [headers.get("cookie") for headers in receiver.headers] == [None] * 4
