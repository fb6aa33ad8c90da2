"""Bodies that are JSON by a hair, or not at all: said, never a fault of ours, and nothing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.bookings import count_bookings

if TYPE_CHECKING:
    from tests.contract.conftest import Api

DEEP = b'{"a":' * 40 + b"1" + b"}" * 40
ODD = {
    "nothing": b"",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "latin": b'{"customer_name":"Zo\xeb"}',
    "half a character": b'{"customer_name":"\\ud83c"}',
    "the wrong halves": b'{"customer_name":"\\udf63\\ud83c"}',
    "encoded nothing": b'{"customer_name":"\\u0000","customer_email":"a\\u0000@example.test"}',
    "no number": b'{"service_id":NaN}',
    "infinity": b'{"service_id":-Infinity}',
    "too large a number": b'{"service_id":1e400}',
    "thousands of digits": b'{"service_id":' + b"9" * 5000 + b"}",
    "thousands of decimals": b'{"service_id":0.' + b"0" * 5000 + b"1}",
    "a fraction": b'{"service_id":13.5}',
    "yes for an id": b'{"service_id":true}',
    "a list": b"[]",
    "a text": b'"service_id"',
    "null": b"null",
    "nested": DEEP,
    "nested lists": b"[" * 30_000,
    "twice the same": b'{"service_id":13,"service_id":-13}',
    "a name of nothing": b'{"":1}',
    "two objects": b"{}{}",
    "a comment": b"{}//",
    "too long": b'{"customer_name":"' + b"x" * 65_536 + b'"}',
    "as a form": b"service_id=13&staff_id=8",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
@pytest.mark.parametrize("path", ["/v1/actions", "/action/create_booking", "/v1/searches"])
def test_an_odd_body_is_refused(small_api: Api, path: str, content: bytes) -> None:
    before = count_bookings(small_api.sidecar)
    answer = small_api.post(path, content=content)

    assert (answer.status_code in {400, 413, 422}, answer.status_code) == (True, answer.status_code)
    assert answer.json()["error"]["message"]
    assert count_bookings(small_api.sidecar) == before


@pytest.mark.parametrize(
    "name",
    [
        "create.booking",
        "create_booking.",
        "%63reate%2Fbooking",
        "..%2Fv1%2Factions",
        "create_booking%00",
        "create_booking%0a",
        "CREATE_BOOKING",
        "create booking",
        "créate_booking",
        "create_booking;x",
        "__class__",
        "_bookings",
        "a" * 5000,
    ],
)
def test_an_odd_name_is_no_action(small_api: Api, name: str) -> None:
    answer = small_api.post(f"/action/{name}", {})

    assert answer.status_code == 404, answer.text
    assert name not in answer.text
