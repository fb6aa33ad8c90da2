"""A body is UTF-8 JSON of its declared shape, or the answer says which field is wrong."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.api.bodies import MAX_DEPTH, read_body
from sidecar.api.subscriptions import SubscribeBody
from sidecar.errors import InvalidDataError, MalformedBodyError, SidecarError


def faults(body: bytes) -> list[str]:
    with pytest.raises(InvalidDataError) as caught:
        read_body(body, SubscribeBody)
    return [fault.field for fault in caught.value.fields]


def test_a_good_body_is_read() -> None:
    actual = read_body(b'{"trigger": "t", "target_url": "u", "zap_label": "\xc3\xa9"}', SubscribeBody)

    assert actual == SubscribeBody("t", "u", "é")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{}", "trigger"),
        (b'{"trigger": "t"}', "target_url"),
        (b'{"trigger": 5, "target_url": "u"}', "trigger"),
        (b'{"trigger": null, "target_url": "u"}', "trigger"),
        (b'{"trigger": "t", "target_url": ["u"]}', "target_url"),
        (b'{"trigger": "t", "target_url": "u", "zap": 1}', "zap"),
        (b'{"trigger": "t", "target_url": "u", "zap_label": "' + b"x" * 201 + b'"}', "zap_label"),
        (b"[]", "body"),
        (b'"text"', "body"),
        (b"null", "body"),
        (b"7", "body"),
    ],
)
def test_the_field_that_is_wrong_is_named(body: bytes, field: str) -> None:
    assert faults(body) == [field]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"trigger=t",
        b"\xff\xfe{}",
        b'{"trigger": "\xff"}',
        b'{"trigger": "\xed\xa0\x80", "target_url": "u"}',
        b'{"trigger": "\\ud800", "target_url": "u"}',
        b'{"trigger": "t", "target_url": "u"} x',
        b"{'trigger': 't'}",
        "{}".encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"[" * (MAX_DEPTH + 1),
        b'{"a":' * 5000,
        b"[" * 60_000,
    ],
)
def test_what_is_not_json_in_utf_8_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        read_body(body, SubscribeBody)


def test_depth_is_what_is_open_at_once() -> None:
    body = b"[" + b",".join([b"[]"] * 1000) + b"]"

    assert read_body(body, list[list[int]]) == [[]] * 1000


@given(
    st.binary(max_size=200)
    | st.text().map(str.encode)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(msgspec.json.encode)
)
def test_any_body_is_read_or_refused(body: bytes) -> None:
    with pytest.raises(SidecarError):
        read_body(body, SubscribeBody)
