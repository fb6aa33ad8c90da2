"""The stand-in for Zapier answers by its script and remembers exactly what it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from sidecar.demo.zapier_stand_in import Hook, ZapierStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

STEADY = Hook("steady", "A Zap that works", "booking_created")
SHAKY = Hook("shaky", "A Zap that fails first", "booking_created", (500, 500, 200))


@pytest.fixture
def stand_in() -> Iterator[ZapierStandIn]:
    with ZapierStandIn((STEADY, SHAKY)) as stand_in:
        yield stand_in


def post(url: str, body: bytes = b"{}", event: str = "e1") -> httpx.Response:
    return httpx.post(url, content=body, headers={"webhook-id": event}, trust_env=False)


def test_a_hook_answers_its_script_in_turn_and_then_its_last_status(stand_in: ZapierStandIn) -> None:
    url = stand_in.hook_url(SHAKY)

    statuses = [post(url).status_code for _ in range(5)]

    assert statuses == [500, 500, 200, 200, 200]


def test_success_is_answered_as_zapier_answers(stand_in: ZapierStandIn) -> None:
    answer = post(stand_in.hook_url(STEADY))

    assert (answer.status_code, answer.json()) == (200, {"status": "success", "id": "demo-1", "attempt": "1"})


def test_what_arrived_is_kept_byte_for_byte_with_its_attempt(stand_in: ZapierStandIn) -> None:
    url = stand_in.hook_url(SHAKY)

    for body, event in ((b'{"a": 1}', "e1"), (b'{"a": 1}', "e1"), (b"\xff", "e2")):
        post(url, body, event)

    arrived = [(a.number, a.hook, a.attempt, a.event_id, a.body) for a in stand_in.list_arrivals()]
    assert arrived == [
        (1, SHAKY, 1, "e1", b'{"a": 1}'),
        (2, SHAKY, 2, "e1", b'{"a": 1}'),
        (3, SHAKY, 1, "e2", b"\xff"),
    ]


def test_an_unknown_hook_is_not_found_and_not_kept(stand_in: ZapierStandIn) -> None:
    answer = post(f"{stand_in.url}hooks/nobody")

    assert answer.status_code == 404
    assert stand_in.list_arrivals() == []


def test_a_body_that_is_too_large_is_refused(stand_in: ZapierStandIn) -> None:
    answer = post(stand_in.hook_url(STEADY), b"x" * 1_000_001)

    assert answer.status_code == 413
    assert stand_in.list_arrivals() == []


def test_the_page_shows_what_arrived_and_may_load_nothing_from_elsewhere(stand_in: ZapierStandIn) -> None:
    post(stand_in.hook_url(STEADY), b'{"event": "booking_created"}')

    page = httpx.get(stand_in.url, trust_env=False)

    assert page.status_code == 200
    assert "A Zap that works" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
