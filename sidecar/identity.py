"""Who is speaking: API keys, the shim's signature, and the ids we give to things.

API keys look like `bkx_live_<public id>_<secret><checksum>`: the prefix lets secret scanners find them,
the checksum refuses typing errors before the database is asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import string
import zlib
from typing import TYPE_CHECKING, NamedTuple

from cryptography.fernet import Fernet
from ulid import ULID

from sidecar.access_errors import InvalidApiKeyError, InvalidSignatureError

if TYPE_CHECKING:
    from collections.abc import Mapping

ALPHABET = string.digits + string.ascii_letters
API_KEY = re.compile(
    r"bkx_live_(?P<public_id>[0-9A-Za-z]{8})_(?P<secret>[0-9A-Za-z]{43})(?P<check>[0-9A-Za-z]{6})"
)
SECRET = re.compile(r"bkx_(?:live|access|refresh|code)_\w+")
"""What an API key, a code or a token begins with, whatever follows: such a text belongs into no log."""
SIGNATURE_TOLERANCE_SECONDS = 300
TIMESTAMP_HEADER = "x-bkx-timestamp"
NONCE_HEADER = "x-bkx-nonce"
SIGNATURE_HEADER = "x-bkx-signature"


class Spoken(NamedTuple):
    """What a signature covers: the method, the path with its query string as sent, and the body."""

    method: str
    path: str
    body: bytes = b""


class NewApiKey(NamedTuple):
    """A key as it is shown to its owner, and the part by which it is found again."""

    text: str
    public_id: str


def new_id() -> str:
    """Return a ULID: 26 characters, sortable by time of making."""
    return str(ULID())


def new_secret() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def new_api_key() -> NewApiKey:
    """Return a fresh API key with 256 random bits."""
    public_id = "".join(secrets.choice(ALPHABET) for _ in range(8))
    body = f"bkx_live_{public_id}_" + "".join(secrets.choice(ALPHABET) for _ in range(43))
    return NewApiKey(body + _checksum(body), public_id)


def public_id_of(api_key: str) -> str:
    """Return the public id inside an API key; raise InvalidApiKeyError when it is not one of ours."""
    match = API_KEY.fullmatch(api_key)
    if match is None or _checksum(api_key[:-6]) != match["check"]:
        raise InvalidApiKeyError
    return match["public_id"]


def digest_api_key(secret_key: str, api_key: str) -> str:
    """Return the keyed digest under which an API key is stored: 64 hexadecimal characters."""
    return hmac.new(_derive(secret_key, "api key digest"), api_key.encode(), hashlib.sha256).hexdigest()


def new_token(kind: str) -> str:
    """Return a fresh token of OAuth with 256 random bits: `bkx_<kind>_` and 43 characters."""
    return f"bkx_{kind}_" + "".join(secrets.choice(ALPHABET) for _ in range(43))


def is_token(text: str, kind: str) -> bool:
    """Say whether a text looks as `new_token` makes them."""
    return re.fullmatch(rf"bkx_{kind}_[0-9A-Za-z]{{43}}", text) is not None


def digest_token(secret_key: str, token: str) -> str:
    """Return the keyed digest under which a token is stored: 64 hexadecimal characters."""
    return hmac.new(_derive(secret_key, "oauth token digest"), token.encode(), hashlib.sha256).hexdigest()


def same_digest(left: str, right: str) -> bool:
    """Compare two digests in constant time, on bytes (text that is not ASCII would raise)."""
    return hmac.compare_digest(left.encode(), right.encode())


def sign_link(secret_key: str, text: str) -> str:
    """Return the signature of a link that opens without a key: 64 hexadecimal characters."""
    return hmac.new(_derive(secret_key, "link signature"), text.encode(), hashlib.sha256).hexdigest()


def seal(secret_key: str, text: str) -> str:
    """Encrypt a text for the database; `unseal` gives it back."""
    return _fernet(secret_key).encrypt(text.encode()).decode("ascii")


def unseal(secret_key: str, sealed: str) -> str:
    """Return what `seal` was given; raises cryptography's InvalidToken under another secret key."""
    return _fernet(secret_key).decrypt(sealed.encode("ascii")).decode()


def signed_headers(secret: str, spoken: Spoken, now: float) -> dict[str, str]:
    """Return the three headers that sign one request; `now` is in unix seconds."""
    timestamp, nonce = str(int(now)), secrets.token_hex(16)
    return {
        TIMESTAMP_HEADER: timestamp,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _signature(secret, spoken, timestamp, nonce),
    }


def verify_signature(secret: str, spoken: Spoken, headers: Mapping[str, str], now: float) -> None:
    """Raise InvalidSignatureError unless the request was signed with `secret` within 300 seconds of `now`."""
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    nonce = headers.get(NONCE_HEADER, "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not re.fullmatch(r"[0-9a-f]{32}", nonce):
        raise InvalidSignatureError
    if not same_digest(_signature(secret, spoken, timestamp, nonce), headers.get(SIGNATURE_HEADER, "")):
        raise InvalidSignatureError
    if abs(now - int(timestamp)) > SIGNATURE_TOLERANCE_SECONDS:
        raise InvalidSignatureError("The signature is too old: compare the clocks of the two machines.")


def _signature(secret: str, spoken: Spoken, timestamp: str, nonce: str) -> str:
    """Return the signature header's value, the same as the shim's signer makes it."""
    body_digest = hashlib.sha256(spoken.body).hexdigest()
    text = f"v1\n{spoken.method.upper()}\n{spoken.path}\n{timestamp}\n{nonce}\n{body_digest}"
    return "v1=" + hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _checksum(text: str) -> str:
    """Return the CRC-32 of a text in base 62, six characters."""
    value, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        value, rest = divmod(value, 62)
        digits = ALPHABET[rest] + digits
    return digits


def _derive(secret_key: str, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose, so that no key serves two."""
    return hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256).digest()


def _fernet(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive(secret_key, "seal")))
