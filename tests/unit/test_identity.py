"""Keys cannot be mistyped, secrets cannot be read without the key, signatures cover every part."""

from __future__ import annotations

import string

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from sidecar.access_errors import InvalidApiKeyError, InvalidSignatureError
from sidecar.identity import (
    API_KEY,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Spoken,
    digest_api_key,
    new_api_key,
    new_id,
    public_id_of,
    same_digest,
    seal,
    signed_headers,
    unseal,
    verify_signature,
)

KEY = new_api_key()
SECRET = "s" * 40
NOW = 1_800_000_000.0
SPOKEN = Spoken("POST", "/shim/v1/doorbell?a=1", b'{"x":1}')
HEADERS = signed_headers(SECRET, SPOKEN, NOW)


def test_a_new_key_has_the_documented_form_and_names_its_public_id() -> None:
    assert API_KEY.fullmatch(KEY.text)
    assert public_id_of(KEY.text) == KEY.public_id


def test_no_two_keys_or_ids_are_alike() -> None:
    assert len({new_api_key().text for _ in range(100)}) == 100
    assert len({new_id() for _ in range(100)}) == 100


@given(st.integers(0, len(KEY.text) - 1), st.sampled_from(string.ascii_letters + string.digits + "_- "))
def test_a_key_with_one_other_character_is_refused(position: int, character: str) -> None:
    changed = KEY.text[:position] + character + KEY.text[position + 1 :]
    if changed == KEY.text:
        return

    with pytest.raises(InvalidApiKeyError):
        public_id_of(changed)


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_other_text_is_an_invalid_key(text: str) -> None:
    with pytest.raises(InvalidApiKeyError):
        public_id_of(text)


@pytest.mark.parametrize(
    "text",
    [KEY.text + "\n", " " + KEY.text, KEY.text[:-1], KEY.text[:-1] + "é", "é"],
    ids=["line end", "space", "too short", "another letter", "one letter"],
)
def test_a_key_with_something_around_it_is_refused(text: str) -> None:
    with pytest.raises(InvalidApiKeyError):
        public_id_of(text)


def test_a_digest_depends_on_key_and_secret() -> None:
    digests = {digest_api_key(s, k) for s in ("a" * 32, "b" * 32) for k in (KEY.text, new_api_key().text)}

    assert (len(digests), {len(digest) for digest in digests}) == (4, {64})


def test_digests_that_are_no_ascii_are_compared_without_an_error() -> None:
    assert (same_digest("é", "é"), same_digest("é", "e")) == (True, False)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_can_be_unsealed(text: str) -> None:
    assert unseal(SECRET, seal(SECRET, text)) == text


def test_a_sealed_text_shows_nothing_and_opens_under_no_other_key() -> None:
    sealed = seal(SECRET, KEY.text)

    assert KEY.text not in sealed
    with pytest.raises(InvalidToken):
        unseal("t" * 40, sealed)


def test_a_signed_request_is_accepted() -> None:
    verify_signature(SECRET, SPOKEN, HEADERS, NOW)


def _flip(text: str, bit: int) -> str:
    raw = bytearray(text.encode("latin-1"))
    raw[bit // 8 % len(raw)] ^= 1 << bit % 7
    return raw.decode("latin-1")


@given(st.sampled_from([TIMESTAMP_HEADER, NONCE_HEADER, SIGNATURE_HEADER]), st.integers(0, 600))
def test_a_header_with_one_other_bit_is_refused(name: str, bit: int) -> None:
    headers = HEADERS | {name: _flip(HEADERS[name], bit)}

    with pytest.raises(InvalidSignatureError):
        verify_signature(SECRET, SPOKEN, headers, NOW)


@given(st.sampled_from(["path", "body"]), st.integers(0, 200))
def test_a_request_with_one_other_bit_is_refused(part: str, bit: int) -> None:
    if part == "path":
        spoken = SPOKEN._replace(path=_flip(SPOKEN.path, bit))
    else:
        spoken = SPOKEN._replace(body=_flip(SPOKEN.body.decode(), bit).encode("latin-1"))

    with pytest.raises(InvalidSignatureError):
        verify_signature(SECRET, spoken, HEADERS, NOW)


@pytest.mark.parametrize(
    ("secret", "spoken"),
    [("t" * 40, SPOKEN), (SECRET, SPOKEN._replace(method="GET")), (SECRET, SPOKEN._replace(body=b""))],
    ids=["secret", "method", "body"],
)
def test_another_secret_method_or_body_is_refused(secret: str, spoken: Spoken) -> None:
    with pytest.raises(InvalidSignatureError):
        verify_signature(secret, spoken, HEADERS, NOW)


@pytest.mark.parametrize("name", [TIMESTAMP_HEADER, NONCE_HEADER, SIGNATURE_HEADER])
def test_a_request_without_one_of_the_headers_is_refused(name: str) -> None:
    headers = {key: value for key, value in HEADERS.items() if key != name}

    with pytest.raises(InvalidSignatureError):
        verify_signature(SECRET, SPOKEN, headers, NOW)


@pytest.mark.parametrize("skew", [-300, 300, 0])
def test_clocks_may_differ_by_300_seconds(skew: int) -> None:
    verify_signature(SECRET, SPOKEN, HEADERS, NOW + skew)


@pytest.mark.parametrize("skew", [-301, 301, 86400])
def test_an_older_signature_is_refused_with_a_word_about_clocks(skew: int) -> None:
    with pytest.raises(InvalidSignatureError, match="clocks"):
        verify_signature(SECRET, SPOKEN, HEADERS, NOW + skew)
