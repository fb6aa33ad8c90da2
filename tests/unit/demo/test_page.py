"""The page of the stand-in shows whatever arrived, and runs none of it."""

from __future__ import annotations

from datetime import UTC, datetime

from sidecar.demo.page import render_page
from sidecar.demo.zapier_stand_in import Arrival, Hook

ATTACK = "<script>alert(1)</script>"


def make_arrival(body: bytes, headers: dict[str, str] | None = None) -> Arrival:
    at = datetime(2026, 11, 22, 13, 58, 33, 255_000, UTC)
    return Arrival(
        1, Hook("sheet", ATTACK, "booking_created"), 2, 500, at, 0.0, "/hooks/sheet", headers or {}, body
    )


def test_markup_in_a_payload_a_header_and_a_title_is_escaped() -> None:
    body = b'{"event": "<script>alert(1)</script>", "customer": {"name": "<script>alert(1)</script>"}}'

    page = render_page([make_arrival(body, {"x-name": ATTACK})])

    assert ATTACK not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


def test_a_row_says_when_what_which_attempt_and_how_it_ended() -> None:
    body = b'{"event":"booking_created","booking_number":"57","status":"pending","service":{"name":"Colour"}}'

    page = " ".join(render_page([make_arrival(body)]).split())

    assert ">13:58:33.255<" in page
    assert "> booking_created <" in page.replace(">booking_created", "> booking_created")
    assert "No. 57, pending: , Colour" in page
    assert ">attempt 2<" in page
    assert ">500<small>failed<" in page


def test_a_body_that_is_no_json_is_shown_as_it_is() -> None:
    page = render_page([make_arrival(b"not json \xff")])

    assert "not json �" in page


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = render_page([])

    assert "Nothing yet." in page
    assert "//" not in page.replace("// New rows", "")
